//! Calls of Amazon ECS: JSON text out and in, so that members newer than the SDK are kept.

pub(crate) mod json_members;
mod pages;
pub(crate) mod service;
mod service_calls;
mod task_definition;
mod tasks;

pub use service::{Service, ServiceDeployment, ServiceEvent, ServiceName};
pub use task_definition::TaskDefinition;
