//! [`Limits`]: how long calls may take, and how many attempts they have.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use tokio::time::Instant;

/// How long calls of AWS may take, and how many attempts they have.
///
/// For a time limit for a whole command, see [`Client::until`](crate::Client::until).
///
/// ```
/// use std::time::Duration;
/// use outrigger_aws::{Connection, Limits};
///
/// let limits = Limits { operation: Duration::from_secs(10), ..Limits::default() };
/// let connection = Connection { limits, ..Connection::default() };
/// assert_eq!(connection.limits.attempts, 8);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Opening a connection.
    pub connect: Duration,
    /// From a request to the first byte of its answer.
    pub read: Duration,
    /// One attempt of a call: credentials, connection, request and answer.
    pub attempt: Duration,
    /// A call with all its attempts and the pauses between them; also looking up the region.
    pub operation: Duration,
    /// How many attempts a call has before it fails.
    pub attempts: u32,
}

impl Default for Limits {
    /// 5 s to connect, 20 s for the first byte, 30 s for an attempt, 60 s for a call, and 8 attempts.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(20),
            attempt: Duration::from_secs(30),
            operation: Duration::from_secs(60),
            attempts: 8,
        }
    }
}

impl Limits {
    pub(crate) fn timeouts(&self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(self.connect)
            .read_timeout(self.read)
            .operation_attempt_timeout(self.attempt)
            .operation_timeout(self.operation)
            .build()
    }

    pub(crate) fn retries(&self) -> RetryConfig {
        RetryConfig::adaptive().with_max_attempts(self.attempts)
    }
}

/// The time this long after now; `None` if the clock has no such time.
pub(crate) fn after(time: Duration) -> Option<Instant> {
    Instant::now().checked_add(time)
}
