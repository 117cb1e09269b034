//! `outrigger man`

use std::io;

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use crate::cli::Cli;
use crate::error::{CommandError, Status};
use crate::io::write_stdout;

/// Print the manual page
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  outrigger man | man -l -")]
pub(crate) struct ManArgs {}

/// Runs the command.
pub(crate) fn run(_: &ManArgs) -> Result<Status, CommandError> {
    let page = page(Cli::command()).map_err(CommandError::Output)?;
    write_stdout(&String::from_utf8_lossy(&page).replace(" EXTRA\n", " EXAMPLES\n"))?;
    Ok(Status::Done)
}

/// One page for the program: what it is, and a section for each command.
fn page(mut program: Command) -> io::Result<Vec<u8>> {
    program.build();
    let man = Man::new(program.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    man.render_extra_section(&mut page)?;
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        let man = Man::new(command.clone());
        let mut section = Vec::new();
        man.render_synopsis_section(&mut section)?;
        man.render_description_section(&mut section)?;
        man.render_options_section(&mut section)?;
        man.render_extra_section(&mut section)?;
        let heading = format!(".SH \"OUTRIGGER {}\"\n", command.get_name().to_uppercase());
        page.extend(heading.into_bytes());
        page.extend(String::from_utf8_lossy(&section).replace(".SH ", ".SS ").into_bytes());
    }
    Ok(page)
}
