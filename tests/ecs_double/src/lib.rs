//! A test double of Amazon ECS, and of what stands beside it: Elastic Load Balancing, CloudWatch Logs and a Jaeger UI.
//!
//! It is a server in the test's own process that speaks the protocols of AWS, so that the real client is tested.
//! It enforces the rules of ECS that its documentation names, plays deployments by script, lets calls go wrong, and notes
//! every call.
//! It knows no clock: a deployment moves on by polls.
//!
//! - [`Ecs`]: the double; set-up, script and what was seen.
//! - [`Rollout`]: how a deployment goes.
//! - [`Fault`], [`Held`]: what goes wrong at which call.
//! - [`Task`]: what a task and its containers say.
//! - [`TargetGroup`]: a target group, and the health of its targets.
//! - [`Call`]: a request, as it came.
//! - [`JaegerUi`]: Jaeger's user interface, behind a load balancer or not.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod balancer;
mod call;
mod check;
mod definition;
mod dispatch;
mod ecs;
mod fault;
mod http;
mod jaeger;
mod json;
mod logs;
mod operation;
mod query;
mod refusal;
mod rollout;
mod server;
mod service;
mod set_up;
mod signature;
mod state;
mod task;
mod xml;

pub use balancer::{Target, TargetGroup};
pub use call::Call;
pub use ecs::Ecs;
pub use fault::{Fault, Held};
pub use jaeger::{JaegerUi, Page};
pub use json::Json;
pub use refusal::Refusal;
pub use rollout::Rollout;
pub use set_up::ServiceBuilder;
pub use signature::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};
pub use state::{ACCOUNT, REGION};
pub use task::{Task, TaskContainer};
