//! `outrigger inject`

use clap::Args;

use crate::change::Direction;
use crate::error::{CommandError, Status};
use crate::request::ChangeArgs;
use crate::run;
use crate::terminal::Terminal;

/// Add a sidecar, or bring the one that is there up to date
///
/// The container is added, and the application's containers get the environment variables to reach it. A variable that is
/// there already is left alone. Where everything is as specified already, nothing changes; `remove` undoes everything.
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

    /// Leave no record of the injection in the sidecar's docker labels
    ///
    /// Without one, a later injection takes a container that differs for somebody else's, and `remove` takes out what the
    /// sidecar would have added.
    #[arg(long)]
    no_record: bool,

    /// Let the task grow to the smallest size that holds the application and the sidecar; `remove` takes that back
    ///
    /// What a container keeps for itself is its `cpu` and its `memoryReservation` or `memory`. A sidecar that states none
    /// counts with its reservation, which `outrigger sidecars NAME` tells; an application that states none with all that
    /// the task has.
    #[arg(long)]
    resize: bool,

    /// Let the sidecar depend on this variable of a Terraform file, which is declared if it is not
    ///
    /// The container, and what the application's containers get, are there only if the variable is true.
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
    run::run(request, terminal)
}
