//! The command of a health check begins with `CMD` or `CMD-SHELL`; Docker runs no other command.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, is_placeholder, pointer_to};

/// A warning: ECS registers such a health check, but it never runs.
pub(crate) const DESCRIPTION: Description = Description {
    name: "health-check-command",
    severity: Severity::Warning,
    source: Some(api!("HealthCheck")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "healthCheck": {"command": ["/ready"]}}
        ]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "healthCheck": {"command": ["CMD", "/ready"]}}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        let command = container.health_check.known().and_then(|check| check.command.known());
        let Some(command) = command else { continue };
        let is_sound = match command.first().map(|first| first.known()) {
            Some(Some(first)) => matches!(&**first, "CMD" | "CMD-SHELL" | "NONE") || is_placeholder(first),
            Some(None) => true,
            None => false,
        };
        if !is_sound {
            let name = container_name(container);
            findings.push(Rule::HealthCheckCommand.finding(
                pointer_to(view, container).then("healthCheck").then("command"),
                format!("the health check of the container `{name}` begins with neither CMD nor CMD-SHELL, so Docker does not run it"),
                "put \"CMD-SHELL\" before a shell command, or \"CMD\" before a program and its arguments",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn commands() {
        let with = |command: &str| {
            format!(r#"[{{"name": "api", "image": "api:1", "healthCheck": {{"command": {command}}}}}]"#)
        };
        let warning = "warning[health-check-command]: the health check of the container `api` begins with neither CMD nor CMD-SHELL, so Docker does not run it at /0/healthCheck/command";
        check(&with(r#"["CMD-SHELL", "ready || exit 1"]"#), &[]);
        check(&with(r#"["${check}"]"#), &[]);
        check(&with(r#"["/ready"]"#), &[warning]);
        check(&with("[]"), &[warning]);
    }
}
