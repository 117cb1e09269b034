//! [`Client`]: Amazon ECS, and beside it load balancing and logs, of one account and region.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_http_client::tls;

use crate::bucket::Bucket;
use crate::error::Error;

/// Where to call, and as whom; what is not said is looked up as the AWS CLI does, in the environment and in `~/.aws`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connection {
    /// The region: `eu-central-1`.
    pub region: Option<String>,
    /// The profile of `~/.aws/config`, which may assume a role or sign on by SSO.
    pub profile: Option<String>,
    /// The address of every service: `http://127.0.0.1:5000`.
    pub endpoint_url: Option<String>,
}

/// How often a call is tried before it fails.
const ATTEMPTS: u32 = 8;

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
    pub(crate) families: Arc<Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>>,
}

impl Client {
    /// A client by way of the SDK's own chain: environment, profile, SSO, roles of containers and instances.
    ///
    /// Nothing is called yet, but what the chain needs to find a region.
    ///
    /// # Errors
    ///
    /// No region is set anywhere.
    pub async fn connect(connection: &Connection) -> Result<Self, Error> {
        let http = aws_smithy_http_client::Builder::new()
            .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
            .build_https();
        let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
            .http_client(http)
            .retry_config(RetryConfig::adaptive().with_max_attempts(ATTEMPTS));
        if let Some(region) = &connection.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if let Some(profile) = &connection.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(url) = &connection.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        let config = loader.load().await;
        if config.region().is_none() {
            return Err(Error::new("no region is set").with_help("set --region, AWS_REGION, or the profile's region"));
        }
        Ok(Self::from_sdk(&config))
    }

    /// A client with a configuration of the SDK, for programs that hold one.
    ///
    /// ```
    /// # fn example(config: &aws_config::SdkConfig) -> outrigger_aws::Client {
    /// outrigger_aws::Client::from_sdk(config)
    /// # }
    /// ```
    pub fn from_sdk(config: &SdkConfig) -> Self {
        let (burst, interval) = REGISTRATIONS;
        Self {
            ecs: aws_sdk_ecs::Client::new(config),
            load_balancing: aws_sdk_elasticloadbalancingv2::Client::new(config),
            logs: aws_sdk_cloudwatchlogs::Client::new(config),
            registrations: Arc::new(Bucket::new(burst, interval)),
            families: Arc::default(),
        }
    }

    /// What whoever registers a revision of a family holds meanwhile: ECS makes one at a time.
    pub(crate) fn family(&self, family: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut families = self.families.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(families.entry(family.to_string()).or_default())
    }
}
