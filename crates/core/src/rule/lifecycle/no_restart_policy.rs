//! A container that is not essential has a restart policy, unless another container waits for it to end.

use std::collections::HashSet;

use crate::facts::{Fact, View};
use crate::rule::{Description, Example, Finding, Rule, Severity, container_name, each_dependency, guide, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "no-restart-policy",
    severity: Severity::Warning,
    source: Some(guide!("container-restart-policy", "Restart individual containers in Amazon ECS tasks")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512}, {"name": "agent", "image": "agent:1", "memory": 64, "essential": false}
        ]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512},
            {"name": "agent", "image": "agent:1", "memory": 64, "essential": false, "restartPolicy": {"enabled": true}}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    // A container that another one waits for with COMPLETE or SUCCESS is expected to end.
    let dependencies =
        each_dependency(view).filter(|(_, _, condition, _)| matches!(*condition, "COMPLETE" | "SUCCESS"));
    let expected_to_end: HashSet<&str> = dependencies.map(|(_, name, _, _)| name).collect();
    for container in &view.containers {
        let is_restarted = match &container.restart_policy {
            Fact::Absent | Fact::Null => false,
            Fact::Known(policy) => policy.enabled != Fact::Known(false),
            Fact::Unknown => true,
        };
        let is_expected_to_end = container.name.known().is_some_and(|name| expected_to_end.contains(&**name));
        if container.is_essential() == Some(false) && !is_restarted && !is_expected_to_end {
            findings.push(Rule::NoRestartPolicy.finding(
                pointer_to(view, container),
                format!(
                    "the container `{}` is not essential and has no restart policy: when it exits, ECS does not restart it",
                    container_name(container)
                ),
                "add \"restartPolicy\": {\"enabled\": true}",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn a_container_that_is_expected_to_end_needs_none() {
        let with = |condition: &str| {
            format!(
                r#"[{{"name": "api", "image": "api:1", "dependsOn": [{{"containerName": "job", "condition": "{condition}"}}]}}, {{"name": "job", "image": "job:1", "essential": false}}]"#
            )
        };
        check(&with("SUCCESS"), &[]);
        check(
            &with("START"),
            &[
                "warning[no-restart-policy]: the container `job` is not essential and has no restart policy: when it exits, ECS does not restart it at /1",
            ],
        );
    }
}
