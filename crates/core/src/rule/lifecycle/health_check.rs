//! The times and the retries of a health check are within the limits of ECS.

use crate::facts::View;
use crate::rule::{
    Description, Example, Finding, Limit, Rule, Severity, api, broken_limits, container_name, pointer_to,
};

pub(crate) const DESCRIPTION: Description = Description {
    name: "health-check",
    severity: Severity::Error,
    source: Some(api!("HealthCheck")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "healthCheck": {"command": ["CMD", "ready"], "interval": 301}}
        ]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "healthCheck": {"command": ["CMD", "ready"], "interval": 300}}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        let Some(check) = container.health_check.known() else { continue };
        let at = pointer_to(view, container).then("healthCheck");
        let of = format!("the health check of the container `{}`", container_name(container));
        let limits = broken_limits([
            Limit { member: "interval", value: &check.interval, range: 5..=300, unit: "seconds" },
            Limit { member: "timeout", value: &check.timeout, range: 2..=60, unit: "seconds" },
            Limit { member: "retries", value: &check.retries, range: 1..=10, unit: "retries" },
            Limit { member: "startPeriod", value: &check.start_period, range: 0..=300, unit: "seconds" },
        ]);
        findings.extend(limits.map(|(member, wrong, help)| {
            Rule::HealthCheck.finding(at.then(member), format!("the `{member}` of {of} {wrong}"), help)
        }));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    const OF: &str = "of the health check of the container `api`";

    fn with(member: &str, value: i64) -> String {
        format!(
            r#"[{{"name": "api", "image": "api:1", "healthCheck": {{"command": ["CMD", "ready"], "{member}": {value}}}}}]"#
        )
    }

    #[test]
    fn limits() {
        for (member, unit, least, most) in [
            ("interval", "seconds", 5, 300),
            ("timeout", "seconds", 2, 60),
            ("retries", "retries", 1, 10),
            ("startPeriod", "seconds", 0, 300),
        ] {
            for value in [least, most] {
                check(&with(member, value), &[]);
            }
            for value in [least - 1, most + 1] {
                check(
                    &with(member, value),
                    &[&format!(
                        "error[health-check]: the `{member}` {OF} is {value} {unit}; ECS allows {least} to {most} at /0/healthCheck/{member}"
                    )],
                );
            }
        }
    }
}
