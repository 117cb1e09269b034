//! `outrigger remove`

use clap::Args;

use crate::change::Direction;
use crate::error::{CommandError, Status};
use crate::request::ChangeArgs;
use crate::run;
use crate::terminal::Terminal;

/// Take a sidecar out, and undo what its injection did
///
/// What an injection recorded is undone, and nothing else. Without a record, what the sidecar would have added is taken
/// out where it still stands like that.
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
    run::run(args.change.request(Direction::Remove)?, terminal)
}
