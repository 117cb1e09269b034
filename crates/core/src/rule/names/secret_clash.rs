//! The name of a secret differs from the names of all other secrets and variables of the container.

use std::collections::HashSet;

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "secret-clash",
    severity: Severity::Error,
    source: Some(api!("Secret")),
    refusal: Some("The secret name must be unique and not shared with any new or existing environment variables"),
    example: Some(Example {
        breaks: r#"{"family": "api", "executionRoleArn": "execution", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "environment": [{"name": "DATABASE", "value": "db"}],
             "secrets": [{"name": "DATABASE", "valueFrom": "/api/database"}]}
        ]}"#,
        holds: r#"{"family": "api", "executionRoleArn": "execution", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "environment": [{"name": "DATABASE_HOST", "value": "db"}],
             "secrets": [{"name": "DATABASE", "valueFrom": "/api/database"}]}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        let secrets = container.secrets.known().map_or(&[][..], Vec::as_slice);
        if secrets.is_empty() {
            continue;
        }
        let variables = container.environment.known().into_iter().flatten();
        let variables: HashSet<_> = variables.filter_map(|variable| variable.name.known()).collect();
        let mut seen = HashSet::new();
        for (index, name) in secrets.iter().enumerate().filter_map(|(index, name)| Some((index, name.known()?))) {
            let what = if variables.contains(name) {
                "a variable"
            } else if !seen.insert(name) {
                "another secret"
            } else {
                continue;
            };
            findings.push(Rule::SecretClash.finding(
                pointer_to(view, container).then("secrets").then(index).then("name"),
                format!(
                    "the container `{}` has {what} with the name of its secret `{name}`; ECS refuses this",
                    container_name(container)
                ),
                "rename or remove one of them",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn two_secrets() {
        let with = |name: &str| {
            format!(
                r#"[{{"name": "api", "image": "api:1", "secrets": [{{"name": "A", "valueFrom": "a"}}, {{"name": "{name}", "valueFrom": "b"}}]}}]"#
            )
        };
        check(&with("B"), &[]);
        check(
            &with("A"),
            &[
                "error[secret-clash]: the container `api` has another secret with the name of its secret `A`; ECS refuses this at /0/secrets/1/name",
            ],
        );
    }
}
