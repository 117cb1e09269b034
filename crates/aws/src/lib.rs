//! Deploy.
pub mod wip {}
mod answer;
mod bucket;
mod client;
mod ecs;
mod error;
mod service;
mod verify;
mod wire;
pub use client::{Client, Connection};
pub use ecs::TaskDefinition;
pub use error::Error;
pub use service::{Service, ServiceDeployment, ServiceEvent, ServiceName};
pub use verify::{Check, CheckStatus, Verification, VerifyOptions, verify};
