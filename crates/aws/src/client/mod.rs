//! [`Client`]: calls of Amazon ECS, Elastic Load Balancing and CloudWatch Logs in one account and region.

mod connection;
pub(crate) mod json_call;
pub(crate) mod limits;
mod profile;
mod rate_limit;
pub(crate) mod send;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::SdkConfig;
use aws_config::timeout::TimeoutConfig;
use tokio::time::Instant;

pub use connection::Connection;
pub use limits::Limits;

use crate::error::Error;
use rate_limit::RateLimit;

/// How many revisions may be registered at once, and how long it takes until another one may be.
///
/// The quota belongs to the account, and others register revisions, too.
const REGISTRATIONS: (u32, Duration) = (5, Duration::from_secs(1));

/// Calls of Amazon ECS, Elastic Load Balancing and CloudWatch Logs in one account and region. It is cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) ecs: aws_sdk_ecs::Client,
    pub(crate) load_balancing: aws_sdk_elasticloadbalancingv2::Client,
    pub(crate) logs: aws_sdk_cloudwatchlogs::Client,
    pub(crate) registrations: Arc<RateLimit>,
    pub(crate) limits: Limits,
    deadline: Option<Instant>,
    family_locks: Arc<Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>>,
}

impl Client {
    /// A client with the credentials that the SDK finds: environment, profile, SSO, roles of containers and instances.
    ///
    /// It makes no call of AWS, except for what is needed to find a region.
    ///
    /// # Errors
    ///
    /// No region is set anywhere, or it was not found within [`Limits::operation`]; a profile that does not exist; an
    /// `endpoint_url` that is not an HTTP address (`http://127.0.0.1:99999`).
    pub async fn connect(connection: &Connection) -> Result<Self, Error> {
        let config = connection.configuration().await?;
        Ok(Self { limits: connection.limits, ..Self::from_sdk(&config) })
    }

    /// A client with a configuration of the SDK, for programs that have one.
    ///
    /// Time limits that the configuration does not set are those of [`Limits::default`].
    ///
    /// ```
    /// # fn example(config: &aws_config::SdkConfig) -> outrigger_aws::Client {
    /// outrigger_aws::Client::from_sdk(config)
    /// # }
    /// ```
    pub fn from_sdk(config: &SdkConfig) -> Self {
        let (burst, interval) = REGISTRATIONS;
        let mut timeouts = config.timeout_config().cloned().unwrap_or_else(|| TimeoutConfig::builder().build());
        timeouts.take_defaults_from(&Limits::default().timeouts());
        let operation = timeouts.operation_timeout().unwrap_or(Limits::default().operation);
        let config = &config.to_builder().timeout_config(timeouts).build();
        Self {
            ecs: aws_sdk_ecs::Client::new(config),
            load_balancing: aws_sdk_elasticloadbalancingv2::Client::new(config),
            logs: aws_sdk_cloudwatchlogs::Client::new(config),
            registrations: Arc::new(RateLimit::new(burst, interval)),
            limits: Limits { operation, ..Limits::default() },
            deadline: None,
            family_locks: Arc::default(),
        }
    }

    /// The same client with a time limit for everything that is done with it: at this time each call fails, also one that
    /// has begun.
    ///
    /// ```
    /// # fn example(client: &outrigger_aws::Client) -> outrigger_aws::Client {
    /// client.until(std::time::Instant::now() + std::time::Duration::from_secs(30))
    /// # }
    /// ```
    #[must_use]
    pub fn until(&self, deadline: std::time::Instant) -> Self {
        self.with_deadline(Some(deadline.into()))
    }

    pub(crate) fn with_deadline(&self, deadline: Option<Instant>) -> Self {
        Self { deadline, ..self.clone() }
    }

    /// When the time limit is over, if there is one.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// The lock for registering a revision of a family: ECS registers one at a time.
    pub(crate) fn family_lock(&self, family: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut locks = self.family_locks.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(locks.entry(family.to_string()).or_default())
    }
}
