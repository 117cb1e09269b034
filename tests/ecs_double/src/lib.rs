//! A test double of Amazon ECS, Elastic Load Balancing, CloudWatch Logs and a Jaeger UI.
//!
//! It is a server in the process of the test that speaks the protocols of AWS, so that the real client is tested.
//! It enforces the documented rules of ECS, runs scripted deployments, makes calls fail, and records every call.
//! It has no clock: a deployment proceeds with each call of `DescribeServices`.
//!
//! - [`Ecs`]: the double: its set-up, its script, and the recorded calls.
//! - [`Rollout`]: how a deployment proceeds.
//! - [`Fault`], [`Held`]: the fault of a call, and a call that waits.
//! - [`Task`]: the state of a task and its containers.
//! - [`TargetGroup`]: a target group, and the health of its targets.
//! - [`Call`]: a request, unchanged.
//! - [`JaegerUi`]: Jaeger's user interface.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod double;
mod fault;
mod jaeger;
mod lock;
mod model;
mod operation;
mod protocol;
mod registration;

pub use double::{Ecs, ServiceBuilder};
pub use fault::{Fault, Held};
pub use jaeger::{JaegerUi, Page};
pub use model::load_balancing::{Target, TargetGroup};
pub use model::rollout::Rollout;
pub use model::task::{Task, TaskContainer};
pub use model::{ACCOUNT, REGION};
pub use protocol::call::Call;
pub use protocol::json::Json;
pub use protocol::refusal::Refusal;
pub use protocol::signature::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};
