//! A container that is not essential, and is to run as long as the task, is started again when it exits.

use std::collections::HashSet;

use crate::facts::{Fact, View};
use crate::rule::{Description, Example, each_dependency, guide, name_of, place};
use crate::rule::{Finding, Rule, Severity};

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
    // A container that others wait for to end is meant to.
    let dependencies =
        each_dependency(view).filter(|(_, _, condition, _)| matches!(*condition, "COMPLETE" | "SUCCESS"));
    let to_end: HashSet<&str> = dependencies.map(|(_, name, _, _)| name).collect();
    for container in &view.containers {
        let is_restarted = match &container.restart_policy {
            Fact::Absent | Fact::Null => false,
            Fact::Known(policy) => policy.enabled != Fact::Known(false),
            Fact::Unknown => true,
        };
        let is_to_end = container.name.known().is_some_and(|name| to_end.contains(&**name));
        if container.is_essential() == Some(false) && !is_restarted && !is_to_end {
            findings.push(Rule::NoRestartPolicy.finding(
                place(view, container),
                format!(
                    "the container `{}` is not essential, and is not started again when it exits",
                    name_of(container)
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
    fn what_is_to_end_is_not_restarted() {
        let with = |condition: &str| {
            format!(
                r#"[{{"name": "api", "image": "api:1", "dependsOn": [{{"containerName": "job", "condition": "{condition}"}}]}}, {{"name": "job", "image": "job:1", "essential": false}}]"#
            )
        };
        check(&with("SUCCESS"), &[]);
        check(
            &with("START"),
            &[
                "warning[no-restart-policy]: the container `job` is not essential, and is not started again when it exits at /1",
            ],
        );
    }
}
