//! The profile that is meant, and the credentials that it gives.

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

use crate::error::Error;

/// The variables that name a profile, in the order in which the AWS CLI takes them.
const VARIABLES: [&str; 2] = ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"];

/// The files that have profiles: the variable that names one, and where it is otherwise.
const FILES: [(&str, &str); 2] =
    [("AWS_CONFIG_FILE", "~/.aws/config"), ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")];

/// How many profiles are named where one is not found.
const NAMED: usize = 10;

/// The name of the profile that the environment selects.
pub(crate) fn of_environment() -> Option<String> {
    let names = VARIABLES.iter().filter_map(|variable| std::env::var(variable).ok());
    names.into_iter().find(|name| !name.is_empty())
}

/// Checks that there is a profile of this name.
///
/// # Errors
///
/// There is none; a file that cannot be parsed.
pub(crate) async fn check(name: &str) -> Result<(), Error> {
    let selected = Some(Cow::Owned(name.to_string()));
    let profiles = aws_config::profile::load(&Fs::real(), &Env::real(), &Default::default(), selected).await;
    let profiles = profiles.map_err(|error| {
        let why = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        let why: Vec<_> = why.split_whitespace().collect();
        Error::new(format!("the profile `{name}` cannot be read: {}", why.join(" ")))
            .with_help("correct the file: `aws configure list` reads it, too")
    })?;
    if profiles.get_profile(name).is_some() {
        return Ok(());
    }
    let files = FILES.map(|(variable, place)| std::env::var(variable).unwrap_or_else(|_| place.to_string()));
    Err(Error::new(format!("there is no profile `{name}` in {}", files.join(" and "))).with_help(known(&profiles)))
}

fn known(profiles: &ProfileSet) -> String {
    let mut names: Vec<_> = profiles.profiles().collect();
    names.sort_unstable();
    let more = if names.len() > NAMED { ", …" } else { "" };
    names.truncate(NAMED);
    let named = match &names[..] {
        [] => "neither has a profile".to_string(),
        names => format!("the profiles there are {}{more}", names.join(", ")),
    };
    format!("look at --profile, AWS_PROFILE and AWS_CONFIG_FILE; {named}")
}

/// The credentials of a profile that was asked for by name: access keys in the environment give way to it.
///
/// What the profile does not say comes from the container or the instance, as with the AWS CLI.
pub(crate) fn credentials(name: &str, config: &SdkConfig) -> SharedCredentialsProvider {
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
