//! How far a deployment goes, and how long the command waits for it.

use std::time::Duration;

use clap::Args;
use outrigger::aws::Wait;

use super::time_limit::{TimeLimit, duration};

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Only show what would change.
    DryRun,
    /// Begin the deployment, and do not wait for it.
    Begin,
    /// Begin the deployment, and wait for it.
    Wait(Wait),
}

/// How far to go, and how long to wait.
#[derive(Debug, Args)]
#[command(next_help_heading = "Deployment")]
pub(crate) struct WaitArgs {
    /// Only print what would change
    #[arg(long)]
    dry_run: bool,

    /// Do not wait for the deployment
    #[arg(long)]
    no_wait: bool,

    /// The time limit of the whole command: 90s, 15m [default: 15m for each service]
    ///
    /// A deployment that is not complete by then goes on at AWS. --rollback-on-failure has the same time again.
    #[arg(long, value_parser = duration)]
    timeout: Option<Duration>,

    /// The time between two looks at the service
    #[arg(long, value_parser = duration, default_value = "5s")]
    interval: Duration,
}

impl WaitArgs {
    /// The time limit.
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
