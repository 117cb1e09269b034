//! `outrigger jq`

mod args;
mod output;
mod portable;
mod run;

use crate::error::{CommandError, Status};

pub(crate) use args::JqArgs;

/// Runs the command.
pub(crate) fn run(args: JqArgs) -> Result<Status, CommandError> {
    if args.typed.program { portable::run(&args) } else { run::run(args) }
}
