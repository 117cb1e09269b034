//! A container that another one waits for with the condition `HEALTHY` has a health check.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, each_dependency};

pub(crate) const DESCRIPTION: Description = Description {
    name: "healthy-without-health-check",
    severity: Severity::Error,
    source: Some(api!("ContainerDependency")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "dependsOn": [{"containerName": "db", "condition": "HEALTHY"}]},
            {"name": "db", "image": "db:1", "memory": 512}
        ]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "dependsOn": [{"containerName": "db", "condition": "HEALTHY"}]},
            {"name": "db", "image": "db:1", "memory": 512, "healthCheck": {"command": ["CMD", "ready"]}}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (container, name, condition, at) in each_dependency(view) {
        let has_none = || view.container(name).is_some_and(|(_, other)| other.health_check.is_absent());
        if condition == "HEALTHY" && has_none() {
            let message = format!(
                "the container `{}` waits for `{name}` to be healthy, but `{name}` has no health check",
                container_name(container)
            );
            let help =
                format!("add `healthCheck` to `{name}` (ECS ignores a health check in the image), or wait for START");
            findings.push(Rule::HealthyWithoutHealthCheck.finding(at(), message, help));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn conditions() {
        let with = |condition: &str, db: &str| {
            format!(
                r#"[{{"name": "api", "image": "api:1", "dependsOn": [{{"containerName": "db", "condition": "{condition}"}}]}}, {{"name": "db", "image": "db:1"{db}}}]"#
            )
        };
        let error = "error[healthy-without-health-check]: the container `api` waits for `db` to be healthy, but `db` has no health check at /0/dependsOn/0";
        check(&with("HEALTHY", ""), &[error]);
        check(&with("START", ""), &[]);
        check(&with("HEALTHY", r#", "healthCheck": {"command": ["CMD-SHELL", "ready"]}"#), &[]);
    }
}
