//! The profile to use, and its credentials.

use std::borrow::Cow;
use std::error::Error as _;

use aws_config::SdkConfig;
use aws_config::ecs::EcsCredentialsProvider;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileSet};
use aws_config::provider_config::ProviderConfig;
use aws_sdk_ecs::config::SharedCredentialsProvider;
use aws_types::os_shim_internal::{Env, Fs};

use crate::error::{Error, ErrorKind};

/// The variables that name a profile, in the order in which the AWS CLI takes them.
const VARIABLES: [&str; 2] = ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"];

/// The files with profiles: the variable with the path, and the path if the variable is not set.
const FILES: [(&str, &str); 2] =
    [("AWS_CONFIG_FILE", "~/.aws/config"), ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")];

/// How many profiles the error lists if one is not found.
const MAX_LISTED: usize = 10;

/// The name of the profile that the environment selects.
pub(super) fn selected_by_environment() -> Option<String> {
    let names = VARIABLES.iter().filter_map(|variable| std::env::var(variable).ok());
    names.into_iter().find(|name| !name.is_empty())
}

/// Checks that a profile of this name exists.
///
/// # Errors
///
/// It does not exist, or a file cannot be parsed.
pub(super) async fn check_exists(name: &str) -> Result<(), Error> {
    let selected = Some(Cow::Owned(name.to_string()));
    let profiles = aws_config::profile::load(&Fs::real(), &Env::real(), &Default::default(), selected).await;
    let profiles = profiles.map_err(|error| {
        let why = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        let why: Vec<_> = why.split_whitespace().collect();
        Error::new(ErrorKind::Setting, format!("the profile `{name}` cannot be read: {}", why.join(" ")))
            .with_help("correct the file; `aws configure list` reads it, too")
    })?;
    if profiles.get_profile(name).is_some() {
        return Ok(());
    }
    let files = FILES.map(|(variable, place)| std::env::var(variable).unwrap_or_else(|_| place.to_string()));
    Err(Error::new(ErrorKind::Setting, format!("there is no profile `{name}` in {}", files.join(" and ")))
        .with_help(existing(&profiles))
        .with_hint("profile"))
}

/// What to do, with the names of the profiles that exist.
fn existing(profiles: &ProfileSet) -> String {
    let mut names: Vec<_> = profiles.profiles().collect();
    names.sort_unstable();
    let more = if names.len() > MAX_LISTED { ", …" } else { "" };
    names.truncate(MAX_LISTED);
    let listed = match &names[..] {
        [] => "there are no profiles".to_string(),
        names => format!("the existing profiles are {}{more}", names.join(", ")),
    };
    format!("check the name, AWS_PROFILE and AWS_CONFIG_FILE; {listed}")
}

/// The credentials of a profile that the caller named. It takes precedence over access keys in the environment.
///
/// If the profile has no credentials, those of the container or the instance are used, as with the AWS CLI.
pub(super) fn credentials(name: &str, config: &SdkConfig) -> SharedCredentialsProvider {
    let mut provider = ProviderConfig::without_region()
        .with_region(config.region().cloned())
        .with_use_fips(config.use_fips())
        .with_use_dual_stack(config.use_dual_stack())
        .with_behavior_version(config.behavior_version());
    if let Some(http) = config.http_client() {
        provider = provider.with_http_client(http);
    }
    if let Some(sleep) = config.sleep_impl() {
        provider = provider.with_sleep_impl(sleep);
    }
    if let Some(retries) = config.retry_config() {
        provider = provider.with_retry_config(retries.clone());
    }
    if let Some(timeouts) = config.timeout_config() {
        provider = provider.with_timeout_config(timeouts.clone());
    }
    let profile = ProfileFileCredentialsProvider::builder().configure(&provider).profile_name(name).build();
    let container = EcsCredentialsProvider::builder().configure(&provider).build();
    let instance = ImdsCredentialsProvider::builder().configure(&provider).build();
    let chain = CredentialsProviderChain::first_try("Profile", profile)
        .or_else("EcsContainer", container)
        .or_else("Ec2InstanceMetadata", instance);
    SharedCredentialsProvider::new(chain)
}
