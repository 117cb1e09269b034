//! Checks that the service is active and its rollout complete.

use super::check::Check;
use crate::ecs::{Service, ServiceName};

/// How many events of the service are shown.
const MAX_EVENTS: usize = 3;

pub(super) fn check_service(service: &Service, name: &ServiceName) -> Check {
    const NAME: &str = "service";
    match service.status.as_str() {
        "ACTIVE" => Check::passed(NAME, format!("the service {name} is active")),
        status => Check::failed(NAME, format!("the service {name} is {status}"))
            .with_help("check the name of the service")
            .with_hint("service"),
    }
}

pub(super) fn check_rollout(service: &Service) -> Check {
    const NAME: &str = "rollout";
    let Some(primary) = service.primary() else {
        return Check::warning(NAME, "the service has no deployment by ECS: another controller deploys it");
    };
    let reason = primary.rollout_state_reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let check = match primary.rollout_state.as_deref() {
        Some("COMPLETED") => return Check::passed(NAME, "the rollout is completed"),
        Some("IN_PROGRESS") => {
            Check::failed(NAME, format!("the rollout is still in progress{reason}")).with_help("wait, and verify again")
        }
        Some(state) => Check::failed(NAME, format!("the rollout is {state}{reason}"))
            .with_help("check the stopped tasks and the events of the service"),
        // Some services have no rollout state; then the task counts decide.
        None if service.deployments.len() == 1 && primary.running_count >= primary.desired_count => {
            return Check::passed(NAME, "the only deployment of the service has all its tasks");
        }
        None => Check::warning(NAME, "ECS gives no state of the rollout, and not all its tasks run")
            .with_help("wait, and verify again"),
    };
    check.with_evidence(service.events.iter().take(MAX_EVENTS).map(|event| event.message.clone()).collect())
}

#[cfg(test)]
mod tests {
    use outrigger_core::Value;

    use super::check_rollout;
    use crate::ecs::Service;
    use crate::verify::CheckStatus::{Failed, Passed, Warning};

    #[test]
    fn rollouts() {
        for (deployments, expected) in [
            (r#"{"status": "PRIMARY", "rolloutState": "COMPLETED"}"#, Passed),
            (r#"{"status": "PRIMARY", "rolloutState": "IN_PROGRESS"}"#, Failed),
            (
                r#"{"status": "PRIMARY", "rolloutState": "FAILED", "rolloutStateReason": "tasks failed to start"}"#,
                Failed,
            ),
            (r#"{"status": "PRIMARY", "desiredCount": 1, "runningCount": 1}"#, Passed),
            (r#"{"status": "PRIMARY", "desiredCount": 2, "runningCount": 1}"#, Warning),
            (r#"{"status": "PRIMARY", "desiredCount": 1, "runningCount": 1}, {"status": "ACTIVE"}"#, Warning),
            ("", Warning),
        ] {
            let text = format!(r#"{{"deployments": [{deployments}], "events": [{{"message": "m"}}]}}"#);
            let check = check_rollout(&Service::read(&Value::parse(&text).unwrap()));
            assert_eq!(check.status, expected, "{deployments}");
            assert_eq!(check.evidence.len(), usize::from(expected != Passed && !deployments.is_empty()));
        }
    }
}
