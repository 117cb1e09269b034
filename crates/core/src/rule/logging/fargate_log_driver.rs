//! Fargate supports only the log drivers `awslogs`, `splunk` and `awsfirelens`.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, is_placeholder, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "fargate-log-driver",
    severity: Severity::Error,
    source: Some(api!("LogConfiguration")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
            "containerDefinitions": [{"name": "api", "image": "api:1", "logConfiguration": {"logDriver": "json-file"}}]}"#,
        holds: r#"{"family": "api", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
            "containerDefinitions": [{"name": "api", "image": "api:1", "logConfiguration": {"logDriver": "splunk"}}]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    if !view.is_fargate() {
        return;
    }
    for container in &view.containers {
        let driver = container.log_configuration.known().and_then(|logs| logs.driver.known());
        let is_supported =
            |driver: &str| matches!(driver, "awslogs" | "splunk" | "awsfirelens") || is_placeholder(driver);
        if let Some(driver) = driver.filter(|driver| !is_supported(driver)) {
            findings.push(Rule::FargateLogDriver.finding(
                pointer_to(view, container).then("logConfiguration").then("logDriver"),
                format!(
                    "Fargate does not support the log driver `{driver}` of the container `{}`",
                    container_name(container)
                ),
                "use awslogs, splunk or awsfirelens",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn ec2_supports_more_log_drivers() {
        check(
            r#"{"requiresCompatibilities": ["EC2"], "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512, "logConfiguration": {"logDriver": "syslog"}}]}"#,
            &[],
        );
    }
}
