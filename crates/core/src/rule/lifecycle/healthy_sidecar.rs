//! An essential container does not wait for a sidecar to be healthy: if the sidecar never is, the task does not start.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, container_name, each_dependency, guide};

pub(crate) const DESCRIPTION: Description = Description {
    name: "healthy-sidecar",
    severity: Severity::Warning,
    source: Some(guide!("example_task_definitions", "Example Amazon ECS task definitions")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "dependsOn": [{"containerName": "agent", "condition": "HEALTHY"}]},
            {"name": "agent", "image": "agent:1", "memory": 64, "essential": false, "restartPolicy": {"enabled": true},
             "healthCheck": {"command": ["CMD", "ready"]}}
        ]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "dependsOn": [{"containerName": "agent", "condition": "START"}]},
            {"name": "agent", "image": "agent:1", "memory": 64, "essential": false, "restartPolicy": {"enabled": true},
             "healthCheck": {"command": ["CMD", "ready"]}}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (container, name, condition, at) in each_dependency(view) {
        let is_sidecar = || view.container(name).is_some_and(|(_, other)| other.is_essential() == Some(false));
        if condition == "HEALTHY" && container.is_essential() == Some(true) && is_sidecar() {
            let message = format!(
                "the container `{}` waits until `{name}`, which is not essential, is healthy: if it never is, the task does not start",
                container_name(container)
            );
            let help = "wait for START, unless the application cannot work without it";
            findings.push(Rule::HealthySidecar.finding(at(), message, help));
        }
    }
}
