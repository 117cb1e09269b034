//! [`Rollout`]: how a deployment of a service ended, decided from one description of the service.

use serde::Serialize;

use crate::ecs::{Service, ServiceDeployment};

/// How a deployment of a service ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Rollout {
    /// The tasks of the new revision run.
    Completed,
    /// The deployment is complete, and no task runs: the desired count is 0.
    NothingRuns,
    /// Nobody waited for it.
    NotAwaited,
    /// It failed.
    Failed {
        /// The reason that ECS gives.
        reason: String,
        /// The task definition to which ECS rolled back, if its circuit breaker or an alarm did so.
        rolled_back_to: Option<String>,
    },
    /// Another deployment replaced it.
    Overtaken {
        /// The task definition of that deployment.
        by: String,
        /// Its id.
        deployment: String,
    },
    /// It was not complete within the time limit.
    TimedOut {
        /// The time limit, in seconds.
        seconds: u64,
    },
}

impl Rollout {
    /// Whether nothing went wrong, as far as was checked.
    pub fn is_success(&self) -> bool {
        match self {
            Self::Completed | Self::NothingRuns | Self::NotAwaited => true,
            Self::Failed { .. } | Self::Overtaken { .. } | Self::TimedOut { .. } => false,
        }
    }
}

/// The state of a deployment in one description of its service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// It is in progress.
    InProgress(ServiceDeployment),
    /// Another deployment of the same task definition replaced it: its id.
    ReplacedBySame(String),
    /// It ended.
    Ended(Rollout),
}

/// The state of the deployment with this id and task definition.
///
/// It is decided by the state of the deployment (AWS API reference, `Deployment.rolloutState`): the service is also steady
/// after a rollback by the circuit breaker. If the deployment has no state, the task counts decide.
pub(crate) fn judge(service: &Service, id: &str, task_definition: &str) -> Judgement {
    let ended = Judgement::Ended;
    let primary = service.primary();
    let deployment = service.deployments.iter().find(|deployment| deployment.id == id);
    let other = primary.filter(|primary| primary.id != id);
    let Some(deployment) = deployment else {
        return match other {
            Some(other) if other.task_definition == task_definition => Judgement::ReplacedBySame(other.id.clone()),
            Some(other) if is_rollback(other) => ended(failed(None, Some(other))),
            Some(other) => ended(overtaken(other)),
            None => ended(Rollout::Failed {
                reason: "the deployment is gone, and the service has no other".to_string(),
                rolled_back_to: None,
            }),
        };
    };
    match (deployment.rollout_state.as_deref(), other) {
        (Some("COMPLETED"), None) => ended(complete(service)),
        (Some("FAILED"), other) => ended(failed(Some(deployment), other)),
        (_, Some(other)) if other.task_definition == task_definition => Judgement::ReplacedBySame(other.id.clone()),
        (_, Some(other)) if is_rollback(other) => ended(failed(Some(deployment), Some(other))),
        (_, Some(other)) => ended(overtaken(other)),
        (None, None) if is_steady(service, deployment) => ended(complete(service)),
        (_, None) => Judgement::InProgress(deployment.clone()),
    }
}

fn overtaken(by: &ServiceDeployment) -> Rollout {
    Rollout::Overtaken { by: by.task_definition.clone(), deployment: by.id.clone() }
}

fn complete(service: &Service) -> Rollout {
    if service.desired_count == 0 { Rollout::NothingRuns } else { Rollout::Completed }
}

fn failed(deployment: Option<&ServiceDeployment>, other: Option<&ServiceDeployment>) -> Rollout {
    let reason = deployment.and_then(|deployment| deployment.rollout_state_reason.clone());
    let reason = reason.or_else(|| other.and_then(|other| other.rollout_state_reason.clone()));
    Rollout::Failed {
        reason: reason.unwrap_or_else(|| "ECS gives no reason".to_string()),
        rolled_back_to: other.map(|other| other.task_definition.clone()),
    }
}

/// Whether a deployment is a rollback by ECS.
fn is_rollback(deployment: &ServiceDeployment) -> bool {
    let reason = deployment.rollout_state_reason.as_deref().unwrap_or_default().to_ascii_lowercase();
    ["circuit breaker", "rollback", "rolling back", "rolled back"].iter().any(|words| reason.contains(words))
}

fn is_steady(service: &Service, deployment: &ServiceDeployment) -> bool {
    service.deployments.len() == 1 && deployment.running_count == service.desired_count
}

#[cfg(test)]
mod tests {
    use outrigger_core::Value;

    use super::*;

    const NEW: &str = "arn:new:2";
    const OLD: &str = "arn:old:1";

    fn deployment(id: &str, status: &str, arn: &str, state: &str, reason: &str) -> String {
        let state = if state.is_empty() { String::new() } else { format!(r#""rolloutState": "{state}","#) };
        format!(
            r#"{{"id": "{id}", "status": "{status}", "taskDefinition": "{arn}", {state} "rolloutStateReason": "{reason}", "runningCount": 2}}"#
        )
    }

    fn check(desired: u8, deployments: &[String], expected: &Judgement) {
        let text = format!(r#"{{"desiredCount": {desired}, "deployments": [{}]}}"#, deployments.join(","));
        let service = Service::read(&Value::parse(&text).unwrap());
        assert_eq!(&judge(&service, "new", NEW), expected, "{text}");
    }

    #[test]
    fn how_deployments_end() {
        let ended = Judgement::Ended;
        let back =
            |reason: &str| ended(Rollout::Failed { reason: reason.to_string(), rolled_back_to: Some(OLD.to_string()) });
        let over = |by: &str| ended(Rollout::Overtaken { by: by.to_string(), deployment: "other".to_string() });
        let new = |status, state, reason| deployment("new", status, NEW, state, reason);
        let other = |arn, reason| deployment("other", "PRIMARY", arn, "IN_PROGRESS", reason);
        let old = deployment("old", "ACTIVE", OLD, "COMPLETED", "");
        check(2, &[new("PRIMARY", "COMPLETED", "")], &ended(Rollout::Completed));
        check(0, &[new("PRIMARY", "COMPLETED", "")], &ended(Rollout::NothingRuns));
        check(2, &[new("PRIMARY", "", "")], &ended(Rollout::Completed));
        check(2, &[new("ACTIVE", "FAILED", "tasks failed"), other(OLD, "")], &back("tasks failed"));
        check(2, &[other(OLD, "rolling back to …")], &back("rolling back to …"));
        check(2, &[new("ACTIVE", "IN_PROGRESS", ""), other(OLD, "ECS deployment circuit breaker: …")], &{
            back("ECS deployment circuit breaker: …")
        });
        check(2, &[new("ACTIVE", "IN_PROGRESS", ""), other("arn:x:3", "")], &{ over("arn:x:3") });
        check(2, &[other(OLD, "")], &over(OLD));
        check(2, &[other(NEW, "")], &Judgement::ReplacedBySame("other".to_string()));
        for state in ["IN_PROGRESS", ""] {
            let text = [new("PRIMARY", state, ""), old.clone()];
            let service = Service::read(&Value::parse(&format!(r#"{{"deployments": [{}]}}"#, text[0])).unwrap());
            check(2, &text, &Judgement::InProgress(service.deployments[0].clone()));
        }
    }
}
