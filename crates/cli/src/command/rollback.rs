//! `outrigger rollback`

use clap::Args;
use outrigger::aws::{Client, Deployment, ServiceName};

use crate::aws::{ServiceArgs, WaitArgs, run_deployments};
use crate::error::{CommandError, Status};
use crate::report::Terminal;

/// Deploy the revision that running services had before the sidecar
///
/// `deploy` recorded that revision. All later changes of the task definition are lost; to remove only the sidecar, use
/// `deploy --remove`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  outrigger rollback --cluster shop-cluster-prod --service shop-api-prod --dry-run
  outrigger rollback --cluster shop-cluster-prod --service shop-api-prod")]
pub(crate) struct RollbackArgs {
    #[command(flatten)]
    services: ServiceArgs,

    /// The sidecar's container, if there are several sidecars [default: the first that was added]
    #[arg(long, value_name = "NAME")]
    container: Option<String>,

    #[command(flatten)]
    waiting: WaitArgs,
}

/// Runs the command.
pub(crate) fn run(args: &RollbackArgs, terminal: &Terminal) -> Result<Status, CommandError> {
    let container = args.container.as_deref();
    let prepare =
        async |client: &Client, name: &ServiceName| Deployment::prepare_rollback(client, name, container).await;
    run_deployments(&args.services, prepare, &args.waiting.mode(false), &args.waiting.limit(), terminal)
}
