//! `outrigger lint`

mod rule_book;
mod run;
mod worker;

use std::path::PathBuf;

use clap::Args;

use crate::args::{JobsArgs, RuleArgs};
use crate::error::{CommandError, Status};
use crate::io::write_stdout;
use crate::report::Terminal;

/// Check task definitions against ECS rules
///
/// A task definition that ECS refuses to register, or that never starts, has an error; everything else worth knowing is a
/// warning. AWS is not called. The findings go to standard output.
///
/// In a folder, these are the files *.json and *.json.tpl that are task definitions and that no ignore file names.
///
/// Exit status: 0 no error; 1 an error was found; 2 bad usage or bad input.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  outrigger lint task-definition.json
  outrigger lint deploy/ --deny warnings
  outrigger lint 'services/**/task-definition.json' --allow untagged-image
  outrigger lint --report sarif deploy/ > outrigger.sarif
  outrigger lint --list")]
pub(crate) struct LintArgs {
    /// Task definitions, folders, or patterns such as 'deploy/**/*.json'; standard input if none is named, or for `-`
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    rules: RuleArgs,

    /// The number of tasks that the service runs, for the rules about several tasks
    #[arg(long, value_name = "COUNT")]
    desired_count: Option<u32>,

    /// Read one task definition per line
    #[arg(long)]
    ndjson: bool,

    #[command(flatten)]
    jobs: JobsArgs,

    /// Print all rules: the name, the severity, a summary and the source
    #[arg(long, conflicts_with_all = ["files", "ndjson", "desired_count"])]
    list: bool,
}

/// Runs the command.
pub(crate) fn run(args: &LintArgs, terminal: &Terminal) -> Result<Status, CommandError> {
    if args.list {
        write_stdout(&rule_book::rule_book(args, terminal.tone.form)?)?;
        return Ok(Status::Done);
    }
    run::run(args, terminal)
}
