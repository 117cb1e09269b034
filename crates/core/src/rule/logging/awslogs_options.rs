//! The log driver `awslogs` has a group and a region, on Fargate a stream prefix too, one way to find where a message begins,
//! and no option that ECS does not pass on.

use crate::facts::{LogConfiguration, View};
use crate::rule::{Description, Example, api, is_placeholder, name_of, place};
use crate::rule::{Finding, Rule, Severity};

pub(crate) const DESCRIPTION: Description = Description {
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

/// What ECS passes on to the driver. It refuses others of Docker's own: `Log driver awslogs disallows options: tag`.
const OPTIONS: [&str; 8] = [
    "awslogs-create-group",
    "awslogs-datetime-format",
    "awslogs-group",
    "awslogs-multiline-pattern",
    "awslogs-region",
    "awslogs-stream-prefix",
    "max-buffer-size",
    "mode",
];

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let is_fargate = view.is_fargate();
    let needed: &[&str] = if is_fargate {
        &["awslogs-group", "awslogs-region", "awslogs-stream-prefix"]
    } else {
        &["awslogs-group", "awslogs-region"]
    };
    for container in &view.containers {
        let Some(logs) = container.awslogs().filter(|logs| !is_usual(logs, is_fargate)) else { continue };
        let at = || place(view, container).then("logConfiguration");
        let has = |option: &str| {
            let secret = logs.secret_options.iter().any(|name| name.known().is_some_and(|name| name == option));
            secret || logs.option(option).is_some_and(|value| !value.is_absent())
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
        for (option, value) in &logs.options {
            let at = || at().then("options").then(option.clone().into_owned());
            if !OPTIONS.contains(&&**option) && !is_placeholder(option) {
                findings.push(Rule::AwslogsOptions.finding(
                    at(),
                    format!(
                        "awslogs of the container `{}` has `{option}`, which ECS does not take",
                        name_of(container)
                    ),
                    format!("ECS takes {}", OPTIONS.join(", ")),
                ));
            }
            if option == "awslogs-group" && value.known().is_some_and(|value| !is_group(value)) {
                findings.push(Rule::AwslogsOptions.finding(
                    at(),
                    format!("the `awslogs-group` of the container `{}` is no name of a log group", name_of(container)),
                    "it has up to 512 letters, digits, `_`, `-`, `/`, `.` and `#`",
                ));
            }
            let is_true = |value: &str| value.eq_ignore_ascii_case("true") || is_placeholder(value);
            if option == "awslogs-create-group" && value.known().is_some_and(|value| !is_true(value)) {
                findings.push(Rule::AwslogsOptions.finding(
                    at(),
                    format!("`awslogs-create-group` of the container `{}` is not `true`", name_of(container)),
                    "leave it out where the group is not to be created: ECS takes no other value",
                ));
            }
        }
    }
}

/// Whether there is no more than what nearly all have, and nothing wrong with that: so much is seen at one glance.
fn is_usual(logs: &LogConfiguration<'_>, is_fargate: bool) -> bool {
    let (mut group, mut region, mut prefix) = (false, false, false);
    for (option, value) in &logs.options {
        let Some(value) = value.known() else { return false };
        match &**option {
            "awslogs-group" if is_group(value) => group = true,
            "awslogs-region" => region = true,
            "awslogs-stream-prefix" => prefix = true,
            _ => return false,
        }
    }
    group && region && (prefix || !is_fargate)
}

/// Whether CloudWatch Logs takes the name (Amazon CloudWatch Logs API Reference, `CreateLogGroup`).
fn is_group(name: &str) -> bool {
    let is_sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/' | b'.' | b'#');
    ((1..=512).contains(&name.len()) && name.bytes().all(is_sound)) || is_placeholder(name)
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
    #[test]
    fn groups() {
        let with = |group: &str| {
            format!(
                r#"[{{"name": "api", "image": "api:1", "logConfiguration": {{"logDriver": "awslogs", "options": {{"awslogs-group": "{group}", "awslogs-region": "eu-central-1"}}}}}}]"#
            )
        };
        for group in ["/ecs/api_1.a-b#c", "${group}", &"a".repeat(512)] {
            check(&with(group), &[]);
        }
        for group in ["", "a group", &"a".repeat(513)] {
            let error = "error[awslogs-options]: the `awslogs-group` of the container `api` is no name of a log group at /0/logConfiguration/options/awslogs-group";
            check(&with(group), &[error]);
        }
    }

    #[test]
    fn what_ecs_does_not_pass_on() {
        let with = |option: &str, value: &str| {
            format!(
                r#"[{{"name": "api", "image": "api:1", "logConfiguration": {{"logDriver": "awslogs", "options": {{"awslogs-group": "/ecs/api", "awslogs-region": "eu-central-1", "{option}": "{value}"}}}}}}]"#
            )
        };
        let error = |message: &str, option: &str| {
            format!("error[awslogs-options]: {message} at /0/logConfiguration/options/{option}")
        };
        for (option, value) in [
            ("mode", "non-blocking"),
            ("max-buffer-size", "4m"),
            ("awslogs-create-group", "True"),
            ("awslogs-create-group", "${create}"),
            ("${option}", "a"),
        ] {
            check(&with(option, value), &[]);
        }
        for option in ["awslogs-endpoint", "tag", "awslogs-grp"] {
            let message = format!("awslogs of the container `api` has `{option}`, which ECS does not take");
            check(&with(option, "a"), &[&error(&message, option)]);
        }
        check(
            &with("awslogs-create-group", "false"),
            &[&error("`awslogs-create-group` of the container `api` is not `true`", "awslogs-create-group")],
        );
    }
}
