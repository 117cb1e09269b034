//! [`Connection`]: the account and region to call, looked up as the AWS CLI does.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_http_client::tls;
use tokio::time::timeout;

use super::limits::Limits;
use super::profile;
use crate::error::{Error, ErrorKind};
use crate::http_address;

/// The account and region to call. A field that is not set is looked up as the AWS CLI does: in the environment and in
/// `~/.aws`.
///
/// A profile that is named here provides the credentials, even if the environment has access keys.
/// A profile that the environment names provides them only if the environment has no access keys.
/// The region is the first of: `region`, the environment (`AWS_REGION`, `AWS_DEFAULT_REGION`), the profile. This order also
/// applies if the profile is named here.
///
/// ```
/// use outrigger_aws::Connection;
///
/// let connection = Connection { region: Some("eu-central-1".to_string()), ..Connection::default() };
/// assert_eq!(connection.profile, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connection {
    /// The region: `eu-central-1`.
    pub region: Option<String>,
    /// The profile in `~/.aws/config`, which may assume a role or sign in by SSO.
    pub profile: Option<String>,
    /// The address of every AWS service, instead of those of AWS: `http://127.0.0.1:5000`.
    pub endpoint_url: Option<String>,
    /// How long calls may take.
    pub limits: Limits,
}

impl Connection {
    /// The configuration of the SDK, within the time limit of an operation.
    pub(super) async fn configuration(&self) -> Result<SdkConfig, Error> {
        let found = timeout(self.limits.operation, self.look_up()).await;
        found.unwrap_or_else(|_| {
            let message = "the region and the account were not found within the time limit";
            Err(Error::new(ErrorKind::TimedOut, message).with_hint("region").with_help(
                "set the region or AWS_REGION; if there is no instance metadata, set AWS_EC2_METADATA_DISABLED=true",
            ))
        })
    }

    async fn look_up(&self) -> Result<SdkConfig, Error> {
        let name = self.profile.clone().or_else(profile::selected_by_environment);
        if let Some(name) = &name {
            profile::check_exists(name).await?;
        }
        let http = aws_smithy_http_client::Builder::new()
            .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
            .build_https();
        let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
            .http_client(http)
            .timeout_config(self.limits.timeouts())
            .retry_config(self.limits.retries());
        if let Some(region) = &self.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if let Some(name) = &name {
            loader = loader.profile_name(name);
        }
        if let Some(url) = &self.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        let config = loader.load().await;
        if config.region().is_none() {
            return Err(Error::new(ErrorKind::Setting, "no region is set")
                .with_help("set the region, AWS_REGION, or the region of the profile")
                .with_hint("region"));
        }
        if let Some(Err(why)) = config.endpoint_url().map(http_address::parse) {
            return Err(Error::new(ErrorKind::Setting, format!("the address of the endpoint {why}"))
                .with_help("check the address, AWS_ENDPOINT_URL and the profile; an example is http://127.0.0.1:5000")
                .with_hint("endpoint-url"));
        }
        Ok(match &self.profile {
            Some(name) => {
                let credentials = profile::credentials(name, &config);
                config.into_builder().credentials_provider(credentials).build()
            }
            None => config,
        })
    }
}
