//! The arguments of the commands for running services: which services, and how to connect.

use std::collections::HashSet;
use std::num::NonZeroUsize;

use clap::Args;
use outrigger::aws::{Client, Connection, Limits, ServiceName};

use super::time_limit::TimeLimit;
use crate::error::CommandError;

/// The services to work on.
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

    /// Work on so many services at once
    #[arg(long, value_name = "NUMBER", default_value = "4")]
    pub(crate) parallel: NonZeroUsize,

    /// Stop at the first service that fails; do not begin with those after it
    #[arg(long)]
    pub(crate) fail_fast: bool,

    #[command(flatten)]
    connection: ConnectionArgs,
}

/// How to connect to AWS.
///
/// The rest is looked up like the AWS CLI does: in the environment and in ~/.aws, with SSO and roles.
#[derive(Debug, Args)]
#[command(next_help_heading = "AWS")]
pub(crate) struct ConnectionArgs {
    /// The region [default: AWS_REGION, AWS_DEFAULT_REGION, or the profile's]
    #[arg(long)]
    region: Option<String>,

    /// The profile of ~/.aws/config, which takes precedence over access keys in the environment
    #[arg(long)]
    profile: Option<String>,

    /// The URL to call instead of that of AWS
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
}

impl ServiceArgs {
    /// A client, and the names of the services.
    pub(crate) async fn connect(&self, limit: &TimeLimit) -> Result<(Client, Vec<ServiceName>), CommandError> {
        let limits = Limits::default();
        let client = Client::connect(&Connection {
            region: self.connection.region.clone(),
            profile: self.connection.profile.clone(),
            endpoint_url: self.connection.endpoint_url.clone(),
            limits: Limits { operation: limit.cap(limits.operation), ..limits },
        })
        .await?;
        let mut names = if self.all_services {
            limit.client_for_turn(&client).list_services(&self.cluster).await?
        } else {
            self.service.clone()
        };
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        let name = |service| ServiceName { cluster: self.cluster.clone(), service };
        Ok((client, names.into_iter().map(name).collect()))
    }
}
