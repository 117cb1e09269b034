//! `outrigger inject`

use clap::Args;
use outrigger::Direction;

use crate::args::ChangeArgs;
use crate::change;
use crate::error::{CommandError, Status};
use crate::report::Terminal;

/// Add a sidecar, or update it
///
/// Adds the container, and gives the application's containers the environment variables to reach it. A variable that already
/// exists is kept. If everything is already as specified, nothing changes; `remove` undoes everything.
///
/// Without --output and --in-place the result goes to standard output, changed or not.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  outrigger inject jaeger task-definition.json -o with-jaeger.json
  outrigger inject jaeger --set base-path=/traces --emit diff task-definition.json
  outrigger inject ./cache.json --container api --in-place deploy/
  outrigger inject jaeger --check deploy/ || echo 'not everywhere yet'
  outrigger inject jaeger --toggle enable_jaeger --in-place infra/main.tf
  aws ecs describe-task-definition --task-definition api |
    outrigger inject jaeger > next.json &&
    aws ecs register-task-definition --cli-input-json file://next.json")]
pub(crate) struct InjectArgs {
    #[command(flatten)]
    change: ChangeArgs,

    /// Do not record the injection in the sidecar's docker labels
    ///
    /// Without a record, a later injection treats a container that differs as a conflict, and `remove` removes what the
    /// sidecar would have added.
    #[arg(long)]
    no_record: bool,

    /// Resize the task to the smallest size that fits the application and the sidecar; `remove` undoes that
    ///
    /// A container needs its `cpu`, and its `memoryReservation` or `memory`. A sidecar without them needs its default
    /// reservation, which `outrigger sidecars NAME` prints; an application without them needs the whole task.
    #[arg(long)]
    resize: bool,

    /// Add the sidecar under the condition of this Terraform variable, and declare the variable if necessary
    ///
    /// The container and the environment variables are present only if the variable is true.
    #[cfg(feature = "terraform")]
    #[arg(long, value_name = "VARIABLE", help_heading = "Terraform")]
    toggle: Option<String>,
}

/// Runs the command.
pub(crate) fn run(args: InjectArgs, terminal: &Terminal) -> Result<Status, CommandError> {
    let mut request = args.change.request(Direction::Inject)?;
    request.change.policy.record = !args.no_record;
    request.change.policy.resize = args.resize;
    #[cfg(feature = "terraform")]
    {
        request.change.terraform.toggle = args.toggle;
    }
    change::run(request, terminal)
}
