//! A container that another one waits for with `COMPLETE` or `SUCCESS` is not essential: when an essential container ends,
//! the task ends.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, each_dependency};

pub(crate) const DESCRIPTION: Description = Description {
    name: "completion-of-essential",
    severity: Severity::Error,
    source: Some(api!("ContainerDependency")),
    refusal: Some("A dependency container with SUCCESS or COMPLETE condition cannot be an essential container"),
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "dependsOn": [{"containerName": "migration", "condition": "SUCCESS"}]},
            {"name": "migration", "image": "api:1", "memory": 512}
        ]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "dependsOn": [{"containerName": "migration", "condition": "SUCCESS"}]},
            {"name": "migration", "image": "api:1", "memory": 512, "essential": false}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (container, name, condition, at) in each_dependency(view) {
        let is_essential = || view.container(name).is_some_and(|(_, other)| other.is_essential() == Some(true));
        if matches!(condition, "COMPLETE" | "SUCCESS") && is_essential() {
            let message = format!(
                "the container `{}` waits for `{name}` to end ({condition}), but `{name}` is essential; ECS refuses this",
                container_name(container)
            );
            let help = format!("add \"essential\": false to `{name}`");
            findings.push(Rule::CompletionOfEssential.finding(at(), message, help));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn conditions() {
        let with = |condition: &str, essential: &str| {
            format!(
                r#"[{{"name": "api", "image": "api:1", "dependsOn": [{{"containerName": "db", "condition": "{condition}"}}]}}, {{"name": "db", "image": "db:1"{essential}}}]"#
            )
        };
        let error = |condition: &str| {
            format!(
                "error[completion-of-essential]: the container `api` waits for `db` to end ({condition}), but `db` is essential; ECS refuses this at /0/dependsOn/0"
            )
        };
        check(&with("COMPLETE", ""), &[&error("COMPLETE")]);
        check(&with("SUCCESS", r#", "essential": true"#), &[&error("SUCCESS")]);
        check(&with("SUCCESS", r#", "essential": false"#), &[]);
        check(&with("START", ""), &[]);
    }
}
