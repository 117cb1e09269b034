//! Deploys a sidecar to running services of Amazon ECS, verifies it, and rolls it back.
//!
//! [`Deployment::prepare`] plans a change of a service, and [`Deployment::carry_out`] makes it and waits.
//! [`Deployment::prepare_rollback`] plans the rollback to the revision that ran before the sidecar was added.
//! [`verify()`] checks that the sidecar works.
//! A [`Client`] finds region and credentials as the AWS CLI does.
//!
//! No data is lost between `DescribeTaskDefinition` and `RegisterTaskDefinition`: the JSON text of the answer is changed and
//! sent, with members that are newer than the SDK.
//!
//! # Time limits
//!
//! Every call has time limits, for each attempt and for all attempts together: [`Limits`].
//! [`Client::until`] sets a limit for everything that is done with a client, including the look-up of credentials.
//!
//! # Errors
//!
//! An [`Error`] has a [`kind`](Error::kind) for programs, a sentence for people, and [`help`](Error::help) with the
//! [`hint`](Error::hint), which is the setting to change. No type of the SDK is in an error; `source()` is the SDK's error.
//!
//! # Limitations
//!
//! ECS has no call that changes a service only if nobody else did, and neither `RegisterTaskDefinition` nor `UpdateService`
//! has a client token. So a service is described just before its update and again after it. Between the first description
//! and the update, another deployment can begin, and is then replaced. [`Event::Replaced`] reports that to the caller that
//! replaced it, and [`Rollout::Overtaken`] to the other caller.

#![warn(clippy::print_stdout, clippy::print_stderr)]

mod client;
mod deployment;
mod ecs;
mod error;
mod for_each;
mod http_address;
mod sdk_types;
mod verify;

pub use client::{Client, Connection, Limits};
pub use deployment::{Change, Deployment, Event, Observer, Outcome, Rollout, TargetGroup, Wait};
pub use ecs::{Service, ServiceDeployment, ServiceEvent, ServiceName, TaskDefinition};
pub use error::{Error, ErrorKind};
pub use for_each::for_each;
pub use outrigger_core::Direction;
pub use sdk_types::{from_described, to_registration};
pub use verify::{Check, CheckStatus, Verification, VerifyOptions, verify};
