//! `outrigger deploy`

use clap::Args;
use outrigger::aws::{Change, Client, Deployment, Direction, ServiceName, TargetGroup};

use crate::args::{PolicyArgs, SettingArgs, template};
use crate::aws::{ServiceArgs, WaitArgs, run_deployments};
use crate::error::{CommandError, Status};
use crate::report::Terminal;

/// Deploy the sidecar to running services, or remove it from them, and wait for the deployments
///
/// Describes, changes and registers the task definition that the service runs, with its tags and with members that this
/// program does not know. Registers a revision only if something differs. The diff goes to standard output, with secrets
/// masked. The exit status is 1 if a deployment fails, and 2 if it cannot begin.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  outrigger deploy jaeger --cluster shop-cluster-prod --service shop-api-prod --dry-run
  outrigger deploy jaeger --cluster shop-cluster-prod --service shop-api-prod --rollback-on-failure
  outrigger deploy jaeger --cluster shop-cluster-prod --all-services --parallel 8
  outrigger deploy jaeger --cluster shop-cluster-prod --service shop-api-prod --remove")]
pub(crate) struct DeployArgs {
    /// The sidecar: the name of a built-in one, or the path of a JSON file
    sidecar: String,

    #[command(flatten)]
    services: ServiceArgs,

    #[command(flatten)]
    settings: SettingArgs,

    #[command(flatten)]
    policy: PolicyArgs,

    /// Resize the task to the smallest size that fits the application and the sidecar
    #[arg(long)]
    resize: bool,

    /// Remove the sidecar and its target group
    #[arg(long, conflicts_with_all = ["target_group", "resize"])]
    remove: bool,

    /// Register the sidecar's user interface with this target group, in the same step
    #[arg(long, value_name = "ARN")]
    target_group: Option<String>,

    /// The port of the user interface
    #[arg(long, default_value_t = 16686, requires = "target_group")]
    port: u16,

    #[command(flatten)]
    waiting: WaitArgs,

    /// If the deployment fails, deploy the previous revision again
    #[arg(long, conflicts_with = "no_wait", help_heading = "Deployment")]
    rollback_on_failure: bool,
}

/// Runs the command.
pub(crate) fn run(args: &DeployArgs, terminal: &Terminal) -> Result<Status, CommandError> {
    let change = Change {
        sidecar: args.settings.fill(&template(&args.sidecar)?)?,
        policy: outrigger::Policy { resize: args.resize, ..args.policy.policy() },
        direction: if args.remove { Direction::Remove } else { Direction::Inject },
        target_group: args.target_group.clone().map(|arn| TargetGroup { arn, port: args.port }),
    };
    let mode = args.waiting.mode(args.rollback_on_failure);
    let limit = args.waiting.limit();
    let prepare =
        async |client: &Client, name: &ServiceName| Deployment::prepare(client, name, &change).await.map(Some);
    run_deployments(&args.services, prepare, &mode, &limit, terminal)
}
