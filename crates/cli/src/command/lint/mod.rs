//! `outrigger lint`

mod list;
mod run;

use std::path::PathBuf;

use clap::Args;

use crate::error::{CommandError, Status};
use crate::output::to_stdout;
use crate::parallel::JobsArgs;
use crate::rules::RuleArgs;
use crate::terminal::Terminal;

/// Hold task definitions against the rule book
///
/// What ECS refuses to register and what never starts are errors; what a person should know is a warning. Nothing is asked
/// of AWS. What is found goes to standard output.
///
/// Of a folder, the files *.json and *.json.tpl are taken that are task definitions and that no ignore file names.
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

    /// How many tasks the service runs, for the rules that are about several
    #[arg(long, value_name = "COUNT")]
    desired_count: Option<u32>,

    /// Read one task definition on each line
    #[arg(long)]
    ndjson: bool,

    #[command(flatten)]
    jobs: JobsArgs,

    /// Print the rule book: each rule, its severity, what it says and where that stands
    #[arg(long, conflicts_with_all = ["files", "ndjson", "desired_count"])]
    list: bool,
}

/// Runs the command.
pub(crate) fn run(args: &LintArgs, terminal: &Terminal) -> Result<Status, CommandError> {
    if args.list {
        to_stdout(&list::rule_book(args, terminal.tone.form)?)?;
        return Ok(Status::Done);
    }
    run::run(args, terminal)
}
