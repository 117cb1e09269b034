//! Container names are unique.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "duplicate-container-name",
    severity: Severity::Error,
    source: Some(api!("ContainerDefinition")),
    refusal: Some("Container names must be unique within a Task Definition"),
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512}, {"name": "api", "image": "web:1", "memory": 512}
        ]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512}, {"name": "Api", "image": "web:1", "memory": 512}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let repeated = view.containers.iter().enumerate().filter(|(position, _)| !view.is_first(*position));
    for (_, container) in repeated {
        findings.push(Rule::DuplicateContainerName.finding(
            pointer_to(view, container).then("name"),
            format!("more than one container is named `{}`; ECS refuses this", container_name(container)),
            "give each container a unique name",
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn names() {
        let error = |index: usize| {
            format!(
                "error[duplicate-container-name]: more than one container is named `a`; ECS refuses this at /{index}/name"
            )
        };
        let with = |name: &str| {
            let container = |name: &str| format!(r#"{{"name": "{name}", "image": "api:1", "memory": 512}}"#);
            format!("[{}, {}, {}]", container("a"), container(name), container("a"))
        };
        check(&with("b"), &[&error(2)]);
        check(&with("a"), &[&error(1), &error(2)]);
    }
}
