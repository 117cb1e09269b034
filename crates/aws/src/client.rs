//! [`Client`]: Amazon ECS, and beside it load balancing and logs, of one account and region.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_http_client::tls;
use tokio::time::{Instant, timeout};

use crate::bucket::Bucket;
use crate::error::Error;
use crate::limits::Limits;
use crate::{address, profile};

/// Where to call, and as whom; what is not said is looked up as the AWS CLI does, in the environment and in `~/.aws`.
///
/// A profile that is named here gives the credentials, whatever access keys the environment has.
/// A profile that the environment names gives them only if the environment has no access keys.
/// The region is `region`, or that of the environment (`AWS_REGION`, `AWS_DEFAULT_REGION`), or that of the profile: in this
/// order, also where the profile is named here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connection {
    /// The region: `eu-central-1`.
    pub region: Option<String>,
    /// The profile of `~/.aws/config`, which may assume a role or sign on by SSO.
    pub profile: Option<String>,
    /// The address of every service: `http://127.0.0.1:5000`.
    pub endpoint_url: Option<String>,
    /// How long calls may take.
    pub limits: Limits,
}

/// How many revisions may be registered at once, and how long it takes until another may be.
///
/// The quota is the account's, and others register, too.
const REGISTRATIONS: (u32, Duration) = (5, Duration::from_secs(1));

/// Amazon ECS, and beside it load balancing and logs, of one account and region; cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) ecs: aws_sdk_ecs::Client,
    pub(crate) load_balancing: aws_sdk_elasticloadbalancingv2::Client,
    pub(crate) logs: aws_sdk_cloudwatchlogs::Client,
    pub(crate) registrations: Arc<Bucket>,
    pub(crate) limits: Limits,
    deadline: Option<Instant>,
    families: Arc<Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>>,
}

impl Client {
    /// A client by way of the SDK's own chain: environment, profile, SSO, roles of containers and instances.
    ///
    /// Nothing is called yet, but what the chain needs to find a region.
    ///
    /// # Errors
    ///
    /// No region is set anywhere, or it was not found within [`Limits::operation`]; a profile that is not in the files; an
    /// `endpoint_url` that is not an HTTP address (`http://127.0.0.1:99999`).
    pub async fn connect(connection: &Connection) -> Result<Self, Error> {
        let limits = connection.limits;
        let found = timeout(limits.operation, Self::configuration(connection)).await;
        let config = found.unwrap_or_else(|_| {
            Err(Error::new("neither region nor account were found within the time limit").with_help(
                "set --region or AWS_REGION; where there is no instance metadata, AWS_EC2_METADATA_DISABLED=true",
            ))
        })?;
        Ok(Self { limits, ..Self::from_sdk(&config) })
    }

    async fn configuration(connection: &Connection) -> Result<SdkConfig, Error> {
        let name = connection.profile.clone().or_else(profile::of_environment);
        if let Some(name) = &name {
            profile::check(name).await?;
        }
        let http = aws_smithy_http_client::Builder::new()
            .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
            .build_https();
        let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
            .http_client(http)
            .timeout_config(connection.limits.timeouts())
            .retry_config(connection.limits.retries());
        if let Some(region) = &connection.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if let Some(name) = &name {
            loader = loader.profile_name(name);
        }
        if let Some(url) = &connection.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        let config = loader.load().await;
        if config.region().is_none() {
            return Err(Error::new("no region is set").with_help("set --region, AWS_REGION, or the profile's region"));
        }
        if let Some(Err(why)) = config.endpoint_url().map(address::parse) {
            return Err(Error::new(format!("the address of the endpoint {why}"))
                .with_help("look at --endpoint-url, AWS_ENDPOINT_URL and the profile: http://127.0.0.1:5000"));
        }
        Ok(match &connection.profile {
            Some(name) => {
                let credentials = profile::credentials(name, &config);
                config.into_builder().credentials_provider(credentials).build()
            }
            None => config,
        })
    }

    /// A client with a configuration of the SDK, for programs that hold one.
    ///
    /// Time limits that it does not state are those of [`Limits::default`].
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
            registrations: Arc::new(Bucket::new(burst, interval)),
            limits: Limits { operation, ..Limits::default() },
            deadline: None,
            families: Arc::default(),
        }
    }

    /// The same client with a time limit for everything that is done with it: each call fails from then on, one that is under
    /// way, too.
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

    /// What whoever registers a revision of a family holds meanwhile: ECS makes one at a time.
    pub(crate) fn family(&self, family: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut families = self.families.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(families.entry(family.to_string()).or_default())
    }
}
