//! `outrigger remove`

use clap::Args;
use outrigger::Direction;

use crate::args::ChangeArgs;
use crate::change;
use crate::error::{CommandError, Status};
use crate::report::Terminal;

/// Remove a sidecar, and undo its injection
///
/// Undoes exactly what the injection recorded. Without a record, removes what the sidecar would have added, if it is
/// unchanged.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  outrigger remove jaeger with-jaeger.json -o task-definition.json
  outrigger remove jaeger --in-place deploy/
  outrigger remove jaeger --emit diff --mask with-jaeger.json")]
pub(crate) struct RemoveArgs {
    #[command(flatten)]
    change: ChangeArgs,
}

/// Runs the command.
pub(crate) fn run(args: RemoveArgs, terminal: &Terminal) -> Result<Status, CommandError> {
    change::run(args.change.request(Direction::Remove)?, terminal)
}
