//! What the commands that call AWS have in common: which account and services, and running until it is done.

use std::future::Future;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use clap::Args;
use outrigger::aws::{Client, Connection, Error, Limits, ServiceName};

use crate::diagnostic::Diagnostic;
use crate::error::CommandError;
use crate::hint::help_with_option;

/// Which account, region and services.
#[derive(Debug, Args)]
pub(crate) struct ServiceArgs {
    /// The cluster: a name or an ARN
    #[arg(long, default_value = "default")]
    cluster: String,

    /// A service: a name or an ARN; repeatable
    #[arg(long, value_name = "NAME", required_unless_present = "all_services", conflicts_with = "all_services")]
    service: Vec<String>,

    /// Every service of the cluster
    #[arg(long)]
    all_services: bool,

    /// How many services are worked on at once
    #[arg(long, value_name = "NUMBER", default_value = "4")]
    pub(crate) parallel: NonZeroUsize,

    /// Begin with no further service once one has failed
    #[arg(long)]
    pub(crate) fail_fast: bool,

    #[command(flatten)]
    connection: ConnectionArgs,
}

/// Where to call, and as whom.
///
/// What is not given is looked up as the AWS CLI does: in the environment and in ~/.aws, with SSO and roles.
#[derive(Debug, Args)]
#[command(next_help_heading = "AWS")]
pub(crate) struct ConnectionArgs {
    /// The region [default: AWS_REGION, AWS_DEFAULT_REGION, or the profile's]
    #[arg(long)]
    region: Option<String>,

    /// The profile of ~/.aws/config, which takes precedence over access keys in the environment
    #[arg(long)]
    profile: Option<String>,

    /// The address to call in place of AWS's own
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
}

impl ServiceArgs {
    /// A client, and the services that are meant.
    pub(crate) async fn connect(&self, limit: &TimeLimit) -> Result<(Client, Vec<ServiceName>), CommandError> {
        let limits = Limits::default();
        let client = Client::connect(&Connection {
            region: self.connection.region.clone(),
            profile: self.connection.profile.clone(),
            endpoint_url: self.connection.endpoint_url.clone(),
            limits: Limits {
                operation: limit.in_all.map_or(limits.operation, |all| all.min(limits.operation)),
                ..limits
            },
        })
        .await?;
        let mut names = if self.all_services {
            limit.turn(&client).list_services(&self.cluster).await?
        } else {
            self.service.clone()
        };
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        let name = |service| ServiceName { cluster: self.cluster.clone(), service };
        Ok((client, names.into_iter().map(name).collect()))
    }
}

/// How long a command may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeLimit {
    begun: Instant,
    /// The whole command, if that was asked for.
    in_all: Option<Duration>,
    /// Each service otherwise, from its turn on.
    of_service: Duration,
}

impl TimeLimit {
    /// A time limit that begins now.
    pub(crate) fn new(in_all: Option<Duration>, of_service: Duration) -> Self {
        Self { begun: Instant::now(), in_all, of_service }
    }

    /// The client for a service whose turn it is: each of its calls ends within the time limit.
    pub(crate) fn turn(&self, client: &Client) -> Client {
        let deadline = match self.in_all {
            Some(in_all) => self.begun.checked_add(in_all),
            None => Instant::now().checked_add(self.of_service),
        };
        // No clock goes as far as the rest.
        deadline.map_or_else(|| client.clone(), |deadline| client.until(deadline))
    }

    /// Whether the time for the whole command is over.
    pub(crate) fn is_over(&self) -> bool {
        self.in_all.is_some_and(|in_all| self.begun.elapsed() >= in_all)
    }
}

/// Runs until it is done.
pub(crate) fn block_on<T>(future: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Diagnostic::error(format!("the program cannot call anybody: {error}")))?;
    let result = runtime.block_on(future);
    // A look-up of a name cannot be ended, and nobody waits for it any more.
    runtime.shutdown_background();
    result
}

/// An error as it is shown.
pub(crate) fn diagnostic(error: &Error) -> Diagnostic {
    if let Some(finding) = error.findings().first() {
        return Diagnostic::of_finding(finding);
    }
    let diagnostic = Diagnostic::error(error.to_string());
    match help_with_option(error.help(), error.hint()) {
        Some(help) => diagnostic.with_help(help),
        None => diagnostic,
    }
}

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        diagnostic(&error).into()
    }
}

/// A length of time as it is typed: `90`, `90s`, `15m`, `2h`.
pub(crate) fn duration(typed: &str) -> Result<Duration, String> {
    let (number, unit) = match typed.find(|c: char| c != '.' && !c.is_ascii_digit()) {
        Some(end) => typed.split_at(end),
        None => (typed, "s"),
    };
    let seconds = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return Err("a length of time is a number with ms, s, m or h: 90s, 15m".to_string()),
    };
    let number: f64 = number.parse().map_err(|_| "a length of time begins with a number: 90s, 15m".to_string())?;
    Duration::try_from_secs_f64(number * seconds).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (typed, milliseconds) in [("90", 90_000), ("1.5s", 1500), ("15m", 900_000), ("2h", 7_200_000), ("20ms", 20)]
        {
            assert_eq!(duration(typed).unwrap().as_millis(), milliseconds);
        }
        for typed in ["", "m", "1d", "-1s", "1.2.3s", "99999999999999999999h"] {
            assert!(duration(typed).is_err(), "{typed}");
        }
    }
}
