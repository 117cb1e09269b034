//! What the commands for running services share.

mod call;
mod deployment;
mod deployment_report;
mod services;
mod time_limit;
mod wait;

pub(crate) use call::{aws_diagnostic, block_on};
pub(crate) use deployment::run_deployments;
pub(crate) use services::ServiceArgs;
pub(crate) use time_limit::{TimeLimit, duration};
pub(crate) use wait::WaitArgs;
