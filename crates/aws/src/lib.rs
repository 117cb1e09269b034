//! Against Amazon ECS: a sidecar comes to a running service, and goes again.
//!
//! [`Deployment::prepare`] works out what is to become of a service, [`Deployment::carry_out`] does it and waits, and
//! [`Deployment::prepare_rollback`] is the way back to what ran before the sidecar came. [`verify()`] looks whether the sidecar
//! works.
//! A [`Client`] finds region and credentials as the AWS CLI does.
//!
//! Between `DescribeTaskDefinition` and `RegisterTaskDefinition` nothing is lost: the JSON text of the answer, members newer
//! than the SDK included, is what is changed, and what is sent.
//!
//! # Time
//!
//! Every call has time limits, [`Limits`], for each attempt and for all attempts together.
//! [`Client::until`] sets one for everything that is done with a client, looking up credentials included.
//!
//! # Limits
//!
//! ECS has no call that changes a service only if nobody else did, and neither `RegisterTaskDefinition` nor `UpdateService`
//! takes a client token. A service is looked at just before its update, and again after it: between the first of these looks
//! and the update another deployment can slip in, and is then replaced. [`Event::Replaced`] reports that to the one who
//! replaced it, and [`Rollout::Overtaken`] to the other.

#![warn(clippy::print_stdout, clippy::print_stderr)]

mod address;
mod answer;
mod balancers;
mod bucket;
mod client;
mod deployment;
mod ecs;
mod error;
mod event;
mod fleet;
mod limits;
mod pages;
mod profile;
mod revision;
mod rollback;
mod rollout;
mod sdk;
mod send;
mod service;
mod verify;
mod wait;
mod wire;

pub use balancers::TargetGroup;
pub use client::{Client, Connection};
pub use deployment::{Change, Deployment, Direction, Outcome};
pub use ecs::TaskDefinition;
pub use error::Error;
pub use event::{Event, Observer};
pub use fleet::for_each;
pub use limits::Limits;
pub use rollout::Rollout;
pub use sdk::{from_described, to_registration};
pub use service::{Service, ServiceDeployment, ServiceEvent, ServiceName};
pub use verify::{Check, CheckStatus, Verification, VerifyOptions, verify};
pub use wait::Wait;
