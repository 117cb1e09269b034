//! The log driver `awslogs` has a group and a region, on Fargate a stream prefix too, and one way to find where a message
//! begins.

use super::{Description, Example, api, name_of, place};
use crate::finding::{Finding, Severity};
use crate::rule::Rule;
use crate::view::View;

pub(super) const DESCRIPTION: Description = Description {
    name: "awslogs-options",
    severity: Severity::Error,
    source: Some(api!("LogConfiguration")),
    refusal: Some("Log driver awslogs requires options: awslogs-region, awslogs-group"),
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/api"}}}
        ]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "logConfiguration": {"logDriver": "awslogs", "options":
                {"awslogs-group": "/ecs/api", "awslogs-region": "eu-central-1"}}}
        ]}"#,
    }),
};

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        let Some(logs) = container.awslogs() else { continue };
        let at = || place(view, container).then("logConfiguration");
        let has = |option: &str| {
            let secret = logs.secret_options.iter().any(|name| name.known().is_some_and(|name| name == option));
            secret || logs.option(option).is_some_and(|value| !value.is_absent())
        };
        let needed: &[&str] = if view.is_fargate() {
            &["awslogs-group", "awslogs-region", "awslogs-stream-prefix"]
        } else {
            &["awslogs-group", "awslogs-region"]
        };
        let missing: Vec<_> = needed.iter().copied().filter(|option| !has(option)).collect();
        if !missing.is_empty() {
            findings.push(Rule::AwslogsOptions.finding(
                at(),
                format!("awslogs of the container `{}` lacks {}", name_of(container), missing.join(", ")),
                format!("add {} to `options`", missing.join(", ")),
            ));
        }
        if has("awslogs-datetime-format") && has("awslogs-multiline-pattern") {
            findings.push(Rule::AwslogsOptions.finding(
                at().then("options"),
                format!(
                    "the container `{}` has both awslogs-datetime-format and awslogs-multiline-pattern",
                    name_of(container)
                ),
                "take one of them out",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn options() {
        let with = |launch: &str, options: &str| {
            format!(
                r#"{{"requiresCompatibilities": ["{launch}"], "executionRoleArn": "role", "networkMode": "awsvpc", "cpu": "256", "memory": "512", "containerDefinitions": [{{"name": "api", "image": "api:1", "logConfiguration": {{"logDriver": "awslogs", "options": {{{options}}}}}}}]}}"#
            )
        };
        let lacks = |options: &str| {
            format!(
                "error[awslogs-options]: awslogs of the container `api` lacks {options} at /containerDefinitions/0/logConfiguration"
            )
        };
        let group_and_region = r#""awslogs-group": "/ecs/api", "awslogs-region": "${region}""#;
        check(&with("EC2", ""), &[&lacks("awslogs-group, awslogs-region")]);
        check(&with("EC2", group_and_region), &[]);
        check(&with("FARGATE", group_and_region), &[&lacks("awslogs-stream-prefix")]);
        let both = r#", "awslogs-datetime-format": "%Y", "awslogs-multiline-pattern": "^a""#;
        check(
            &with("EC2", &format!("{group_and_region}{both}")),
            &[
                "error[awslogs-options]: the container `api` has both awslogs-datetime-format and awslogs-multiline-pattern at /containerDefinitions/0/logConfiguration/options",
            ],
        );
    }
}
