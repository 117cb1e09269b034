//! On Fargate, `startTimeout` and `stopTimeout` are 2 to 120 seconds.

use crate::facts::{Container, View};
use crate::rule::{
    Description, Example, Finding, Limit, Rule, Severity, api, broken_limits, container_name, pointer_to,
};

pub(crate) const DESCRIPTION: Description = Description {
    name: "timeouts",
    severity: Severity::Error,
    source: Some(api!("ContainerDefinition")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
            "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "api", "image": "api:1", "stopTimeout": 121}]}"#,
        holds: r#"{"family": "api", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
            "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "api", "image": "api:1", "stopTimeout": 120}]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    if !view.is_fargate() {
        return;
    }
    let has_none =
        |container: &Container<'_>| container.start_timeout.is_absent() && container.stop_timeout.is_absent();
    for container in view.containers.iter().filter(|container| !has_none(container)) {
        let limits = broken_limits([
            Limit { member: "startTimeout", value: &container.start_timeout, range: 2..=120, unit: "seconds" },
            Limit { member: "stopTimeout", value: &container.stop_timeout, range: 2..=120, unit: "seconds" },
        ]);
        findings.extend(limits.map(|(member, wrong, help)| {
            let message = format!("the `{member}` of the container `{}` {wrong}", container_name(container));
            Rule::Timeouts.finding(pointer_to(view, container).then(member), message, help)
        }));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn limits() {
        let with = |launch: &str, member: &str, value: i64| {
            format!(
                r#"{{"requiresCompatibilities": ["{launch}"], "networkMode": "awsvpc", "cpu": "256", "memory": "512", "containerDefinitions": [{{"name": "api", "image": "api:1", "{member}": {value}}}]}}"#
            )
        };
        for member in ["startTimeout", "stopTimeout"] {
            for value in [2, 120] {
                check(&with("FARGATE", member, value), &[]);
            }
            for value in [1, 121] {
                check(&with("EC2", member, value), &[]);
                check(
                    &with("FARGATE", member, value),
                    &[&format!(
                        "error[timeouts]: the `{member}` of the container `api` is {value} seconds; ECS allows 2 to 120 at /containerDefinitions/0/{member}"
                    )],
                );
            }
        }
    }
}
