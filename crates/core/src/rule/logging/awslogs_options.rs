//! The log driver `awslogs` has a group, a region and, on Fargate, a stream prefix; it has only one option that separates
//! messages, and only options that ECS supports.

use crate::facts::{LogConfiguration, View};
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, is_placeholder, pointer_to};

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

/// The options that ECS supports. It refuses the other options of Docker: `Log driver awslogs disallows options: tag`.
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
        let Some(logs) = container.awslogs().filter(|logs| !has_only_usual_options(logs, is_fargate)) else { continue };
        let at = || pointer_to(view, container).then("logConfiguration");
        let has = |option: &str| {
            let secret = logs.secret_options.iter().any(|name| name.known().is_some_and(|name| name == option));
            secret || logs.option(option).is_some_and(|value| !value.is_absent())
        };
        let missing: Vec<_> = needed.iter().copied().filter(|option| !has(option)).collect();
        if !missing.is_empty() {
            findings.push(Rule::AwslogsOptions.finding(
                at(),
                format!(
                    "the container `{}` uses awslogs without {}, which ECS requires",
                    container_name(container),
                    missing.join(", ")
                ),
                format!("add {} to `options`", missing.join(", ")),
            ));
        }
        if has("awslogs-datetime-format") && has("awslogs-multiline-pattern") {
            findings.push(Rule::AwslogsOptions.finding(
                at().then("options"),
                format!(
                    "the container `{}` sets both awslogs-datetime-format and awslogs-multiline-pattern; ECS allows only one",
                    container_name(container)
                ),
                "remove one of them",
            ));
        }
        for (option, value) in &logs.options {
            let at = || at().then("options").then(option.clone().into_owned());
            if !OPTIONS.contains(&&**option) && !is_placeholder(option) {
                findings.push(Rule::AwslogsOptions.finding(
                    at(),
                    format!(
                        "awslogs of the container `{}` has the option `{option}`, which ECS does not support",
                        container_name(container)
                    ),
                    format!("remove it, or use one of {}", OPTIONS.join(", ")),
                ));
            }
            if option == "awslogs-group" && value.known().is_some_and(|value| !is_group(value)) {
                findings.push(Rule::AwslogsOptions.finding(
                    at(),
                    format!(
                        "the `awslogs-group` of the container `{}` is not a valid name of a log group",
                        container_name(container)
                    ),
                    "use 1 to 512 characters: letters, digits, `_`, `-`, `/`, `.` and `#`",
                ));
            }
            let is_true = |value: &str| value.eq_ignore_ascii_case("true") || is_placeholder(value);
            if option == "awslogs-create-group" && value.known().is_some_and(|value| !is_true(value)) {
                findings.push(Rule::AwslogsOptions.finding(
                    at(),
                    format!(
                        "`awslogs-create-group` of the container `{}` is not `true`, the only value that ECS allows",
                        container_name(container)
                    ),
                    "set it to `true`, or remove it if ECS does not need to create the group",
                ));
            }
        }
    }
}

/// Whether there are only the usual options, all of them valid: a fast check that suffices for most containers.
fn has_only_usual_options(logs: &LogConfiguration<'_>, is_fargate: bool) -> bool {
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

/// Whether CloudWatch Logs allows this name for a log group (Amazon CloudWatch Logs API Reference, `CreateLogGroup`).
fn is_group(name: &str) -> bool {
    let is_sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/' | b'.' | b'#');
    ((1..=512).contains(&name.len()) && name.bytes().all(is_sound)) || is_placeholder(name)
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn required_options() {
        let with = |launch: &str, options: &str| {
            format!(
                r#"{{"requiresCompatibilities": ["{launch}"], "executionRoleArn": "role", "networkMode": "awsvpc", "cpu": "256", "memory": "512", "containerDefinitions": [{{"name": "api", "image": "api:1", "logConfiguration": {{"logDriver": "awslogs", "options": {{{options}}}}}}}]}}"#
            )
        };
        let missing = |options: &str| {
            format!(
                "error[awslogs-options]: the container `api` uses awslogs without {options}, which ECS requires at /containerDefinitions/0/logConfiguration"
            )
        };
        let group_and_region = r#""awslogs-group": "/ecs/api", "awslogs-region": "${region}""#;
        check(&with("EC2", ""), &[&missing("awslogs-group, awslogs-region")]);
        check(&with("EC2", group_and_region), &[]);
        check(&with("FARGATE", group_and_region), &[&missing("awslogs-stream-prefix")]);
        let both = r#", "awslogs-datetime-format": "%Y", "awslogs-multiline-pattern": "^a""#;
        check(
            &with("EC2", &format!("{group_and_region}{both}")),
            &[
                "error[awslogs-options]: the container `api` sets both awslogs-datetime-format and awslogs-multiline-pattern; ECS allows only one at /containerDefinitions/0/logConfiguration/options",
            ],
        );
    }

    #[test]
    fn names_of_log_groups() {
        let with = |group: &str| {
            format!(
                r#"[{{"name": "api", "image": "api:1", "logConfiguration": {{"logDriver": "awslogs", "options": {{"awslogs-group": "{group}", "awslogs-region": "eu-central-1"}}}}}}]"#
            )
        };
        for group in ["/ecs/api_1.a-b#c", "${group}", &"a".repeat(512)] {
            check(&with(group), &[]);
        }
        for group in ["", "a group", &"a".repeat(513)] {
            let error = "error[awslogs-options]: the `awslogs-group` of the container `api` is not a valid name of a log group at /0/logConfiguration/options/awslogs-group";
            check(&with(group), &[error]);
        }
    }

    #[test]
    fn supported_options() {
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
            let message =
                format!("awslogs of the container `api` has the option `{option}`, which ECS does not support");
            check(&with(option, "a"), &[&error(&message, option)]);
        }
        check(
            &with("awslogs-create-group", "false"),
            &[&error(
                "`awslogs-create-group` of the container `api` is not `true`, the only value that ECS allows",
                "awslogs-create-group",
            )],
        );
    }
}
