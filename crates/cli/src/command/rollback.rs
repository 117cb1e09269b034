//! `outrigger rollback`

use clap::Args;
use outrigger::aws::{Client, Deployment, ServiceName};

use crate::aws::ServiceArgs;
use crate::command::deploy::WaitArgs;
use crate::command::deployment;
use crate::error::{CommandError, Status};
use crate::terminal::Terminal;

/// Take running services back to the revision that ran before the sidecar came
///
/// `deploy` wrote down which one that was. Whatever else changed about the task definition since then goes back, too; to take
/// out the sidecar alone, use `deploy --remove`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  outrigger rollback --cluster shop-cluster-prod --service shop-api-prod --dry-run
  outrigger rollback --cluster shop-cluster-prod --service shop-api-prod")]
pub(crate) struct RollbackArgs {
    #[command(flatten)]
    services: ServiceArgs,

    /// The sidecar's container, where there are several sidecars [default: the one that came first]
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
    deployment::run(&args.services, prepare, &args.waiting.mode(false), &args.waiting.limit(), terminal)
}
