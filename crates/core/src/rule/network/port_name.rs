//! Port names are unique in the task and have at most 64 characters: lower-case letters, digits, `_` and `-`.
//!
//! Service Connect refers to a port by its name.

use std::collections::HashSet;

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, each_mapping, is_placeholder};

pub(crate) const DESCRIPTION: Description = Description {
    name: "port-name",
    severity: Severity::Error,
    source: Some(api!("PortMapping")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "networkMode": "awsvpc", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "portMappings": [
                {"containerPort": 8080, "name": "http"}, {"containerPort": 9090, "name": "http"}
            ]}
        ]}"#,
        holds: r#"{"family": "api", "networkMode": "awsvpc", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "portMappings": [
                {"containerPort": 8080, "name": "http"}, {"containerPort": 9090, "name": "metrics"}
            ]}
        ]}"#,
    }),
};

const MOST: usize = 64;

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let mut seen = HashSet::new();
    for (_, mapping, at) in each_mapping(view) {
        let Some(name) = mapping.name.known() else { continue };
        let is_sound = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
        let wrong = if !seen.insert(name) {
            "is used more than once in the task"
        } else if name.len() > MOST {
            "is longer than 64 characters"
        } else if (!name.bytes().all(is_sound) || name.starts_with('-')) && !is_placeholder(name) {
            "contains a character other than lower-case letters, digits, `_` and `-`, or begins with `-`"
        } else {
            continue;
        };
        let message = format!("the port name `{name}` {wrong}");
        findings.push(Rule::PortName.finding(
            at().then("name"),
            message,
            "use a unique name of 1 to 64 lower-case letters, digits, `_` and `-`",
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check_one;

    #[test]
    fn names() {
        #[track_caller]
        fn named(name: &str, wrong: Option<&str>) {
            let text = format!(
                r#"[{{"name": "api", "image": "api:1", "portMappings": [{{"containerPort": 80, "name": "{name}"}}]}}]"#
            );
            let error = wrong
                .map(|wrong| format!("error[port-name]: the port name `{name}` {wrong} at /0/portMappings/0/name"));
            check_one(&text, error);
        }
        named("http_1-a", None);
        named("${name}", None);
        named(&"a".repeat(64), None);
        named(&"a".repeat(65), Some("is longer than 64 characters"));
        let invalid = "contains a character other than lower-case letters, digits, `_` and `-`, or begins with `-`";
        named("-http", Some(invalid));
        named("HTTP", Some(invalid));
    }
}
