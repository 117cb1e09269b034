//! `outrigger deploy`

use std::time::Duration;

use clap::Args;
use outrigger::aws::{Change, Client, Deployment, Direction, ServiceName, TargetGroup, Wait};

use crate::aws::{ServiceArgs, TimeLimit, duration};
use crate::command::deployment::{self, Mode};
use crate::error::{CommandError, Status};
use crate::request::PolicyArgs;
use crate::sidecar::{SettingArgs, template};
use crate::terminal::Terminal;

/// Take running services to a revision with the sidecar, or without it, and wait until they are there
///
/// What the service really runs is described, changed and registered, tags and members that this program does not know
/// included; a revision is registered only if something differs. The diff goes to standard output, with secrets masked. The
/// exit status is 1 if a deployment fails, and 2 if it cannot begin.
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

    /// Let the task grow to the smallest size that holds the application and the sidecar
    #[arg(long)]
    resize: bool,

    /// Take the sidecar out, its target group with it
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

    /// If the deployment fails, give the service back what it ran before
    #[arg(long, conflicts_with = "no_wait", help_heading = "Deployment")]
    rollback_on_failure: bool,
}

/// How far to go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Deployment")]
pub(crate) struct WaitArgs {
    /// Show what would change, and stop there
    #[arg(long)]
    dry_run: bool,

    /// Do not wait for the deployment
    #[arg(long)]
    no_wait: bool,

    /// How long the whole command may take: 90s, 15m [default: 15m for each service]
    ///
    /// What is under way then goes on at AWS. The way back of --rollback-on-failure has as long again.
    #[arg(long, value_parser = duration)]
    timeout: Option<Duration>,

    /// How long it is until the service is looked at again
    #[arg(long, value_parser = duration, default_value = "5s")]
    interval: Duration,
}

impl WaitArgs {
    /// How long it may take.
    pub(crate) fn limit(&self) -> TimeLimit {
        TimeLimit::new(self.timeout, Wait::default().timeout)
    }

    /// How far to go.
    pub(crate) fn mode(&self, rollback_on_failure: bool) -> Mode {
        let timeout = self.timeout.unwrap_or(Wait::default().timeout);
        let wait = Wait { timeout, interval: self.interval, rollback_on_failure };
        match (self.dry_run, self.no_wait) {
            (true, _) => Mode::DryRun,
            (false, true) => Mode::Begin,
            (false, false) => Mode::Wait(wait),
        }
    }
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
    deployment::run(&args.services, prepare, &mode, &limit, terminal)
}
