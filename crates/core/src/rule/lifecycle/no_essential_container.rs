//! At least one container is essential; a container is essential unless `essential` is `false`.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api};

pub(crate) const DESCRIPTION: Description = Description {
    name: "no-essential-container",
    severity: Severity::Error,
    source: Some(api!("ContainerDefinition")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "essential": false, "restartPolicy": {"enabled": true}}
        ]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "restartPolicy": {"enabled": true}}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    if view.containers.iter().all(|container| container.is_essential() == Some(false)) {
        findings.push(Rule::NoEssentialContainer.finding(
            view.form.containers(),
            "no container of the task is essential, but ECS requires one",
            "make the container of the application essential",
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn essential_containers() {
        let with = |essential: &str| {
            format!(
                r#"[{{"name": "api", "image": "api:1", "essential": {essential}, "restartPolicy": {{"enabled": true}}}}]"#
            )
        };
        let error = "error[no-essential-container]: no container of the task is essential, but ECS requires one at ";
        check(&with("true"), &[]);
        check(&with("null"), &["warning[null-member]: the task definition contains a null at /0/essential"]);
        check(&with("false"), &[error]);
        check("[]", &[error]);
    }
}
