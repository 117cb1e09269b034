//! Whether the service is there and its rollout over.

use super::check::Check;
use crate::service::{Service, ServiceName};

/// How many of the service's events are told.
const TOLD: usize = 3;

pub(super) fn check_service(service: &Service, name: &ServiceName) -> Check {
    const NAME: &str = "service";
    match service.status.as_str() {
        "ACTIVE" => Check::passed(NAME, format!("the service {name} is active")),
        status => Check::failed(NAME, format!("the service {name} is {status}")).with_help("look at --service"),
    }
}

pub(super) fn check_rollout(service: &Service) -> Check {
    const NAME: &str = "rollout";
    let Some(primary) = service.primary() else {
        return Check::warning(NAME, "the service has no deployment of its own: another service deploys it");
    };
    let reason = primary.rollout_state_reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let check = match primary.rollout_state.as_deref() {
        Some("COMPLETED") => return Check::passed(NAME, "the rollout is completed"),
        Some("IN_PROGRESS") => {
            Check::failed(NAME, format!("the rollout is not over{reason}")).with_help("wait, and look again")
        }
        Some(state) => Check::failed(NAME, format!("the rollout is {state}{reason}"))
            .with_help("look at the stopped tasks and at the service's events"),
        // Of some services ECS says no state; then the counts do.
        None if service.deployments.len() == 1 && primary.running_count >= primary.desired_count => {
            return Check::passed(NAME, "the one deployment of the service has all its tasks");
        }
        None => Check::warning(NAME, "ECS does not say whether the rollout is over, and not all tasks are of it")
            .with_help("wait, and look again"),
    };
    check.with_evidence(service.events.iter().take(TOLD).map(|event| event.message.clone()).collect())
}

#[cfg(test)]
mod tests {
    use outrigger_core::Value;

    use super::check_rollout;
    use crate::service::Service;
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
