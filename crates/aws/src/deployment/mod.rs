//! [`Deployment`]: a change of a service that was planned, and its result.

mod carry_out;
mod event;
mod load_balancers;
mod prepare;
mod revision;
mod rollback;
mod rollout;
mod wait;

use outrigger_core::{Direction, Plan, Policy, Sidecar, Value};

pub use event::{Event, Observer};
pub use load_balancers::TargetGroup;
pub use rollout::Rollout;
pub use wait::Wait;

use crate::ecs::json_members::{list, text};
use crate::ecs::{Service, ServiceName};

/// What to change about a service.
#[derive(Clone, Debug)]
pub struct Change {
    /// The sidecar to inject or remove.
    pub sidecar: Sidecar,
    /// How to decide where there is a choice.
    pub policy: Policy,
    /// Whether to inject or to remove it.
    pub direction: Direction,
    /// The target group for the user interface of an injected sidecar.
    pub target_group: Option<TargetGroup>,
}

/// A change of a service that was planned. Nothing has changed yet.
#[derive(Clone, Debug)]
pub struct Deployment {
    name: ServiceName,
    /// The service as it was when the change was planned.
    service: Service,
    goal: Goal,
    load_balancers: Option<Vec<Value<'static>>>,
    /// The JSON text that would register the task definition that the service runs now.
    pub current: String,
    /// The JSON text that registers the task definition that the service will run.
    pub wanted: String,
    /// What changes about the task definition, and what a person must know about it.
    pub plan: Plan<'static>,
    /// What a person must know about the service.
    pub warnings: Vec<String>,
}

/// The task definition that the service will run.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Goal {
    /// The one that it runs now.
    Unchanged,
    /// This revision, which exists.
    Revision(String),
    /// One with the content of [`Deployment::wanted`].
    Wanted,
}

/// The result of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The ARN of the task definition that the service ran before.
    pub before: String,
    /// The ARN of the task definition that the service has now.
    pub task_definition: String,
    /// Whether the deployment registered that task definition.
    pub is_registered: bool,
    /// Whether anything about the service changed.
    pub is_changed: bool,
    /// How the deployment ended.
    pub rollout: Rollout,
    /// How the rollback ended, if there was one.
    pub rollback: Option<Rollout>,
}

impl Deployment {
    /// The ARN of the task definition that the service runs now.
    pub fn before(&self) -> &str {
        &self.service.task_definition
    }

    /// Whether the service does not change.
    pub fn is_empty(&self) -> bool {
        self.goal == Goal::Unchanged && self.load_balancers.is_none()
    }

    /// The load balancers that the service has now.
    pub fn load_balancers_before(&self) -> &[Value<'static>] {
        &self.service.load_balancers
    }

    /// The load balancers that the service will have, if they change.
    pub fn load_balancers(&self) -> Option<&[Value<'static>]> {
        self.load_balancers.as_deref()
    }
}

/// The names of the containers of a task definition.
fn container_names(definition: &str) -> Vec<String> {
    let definition = Value::parse(definition).unwrap_or(Value::Null);
    let containers = list(&definition, "containerDefinitions").iter();
    containers.filter_map(|container| Some(text(container, "name")?.to_string())).collect()
}
