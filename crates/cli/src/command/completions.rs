//! `outrigger completions`

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use crate::cli::Cli;
use crate::error::{CommandError, Status};
use crate::io::write_stdout;

/// Print the completion script of a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  outrigger completions bash > ~/.local/share/bash-completion/completions/outrigger
  outrigger completions fish > ~/.config/fish/completions/outrigger.fish")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Runs the command.
pub(crate) fn run(args: &CompletionsArgs) -> Result<Status, CommandError> {
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), "outrigger", &mut script);
    write_stdout(&String::from_utf8_lossy(&script))?;
    Ok(Status::Done)
}
