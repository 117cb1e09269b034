//! Checks the health of the targets in the target groups of the sidecar.

use aws_sdk_elasticloadbalancingv2::types::{
    TargetDescription, TargetHealthDescription, TargetHealthReasonEnum, TargetHealthStateEnum,
};
use outrigger_core::Value;

use super::check::Check;
use crate::client::Client;
use crate::client::send::send;
use crate::ecs::Service;
use crate::ecs::json_members::{number, text};
use crate::error::Error;

const NAME: &str = "target-health";

/// A target with its health.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Target {
    /// `10.0.0.1:16686`
    address: String,
    state: String,
    reason: String,
    description: String,
}

/// Checks that every target of this container is healthy.
pub(super) async fn check(client: &Client, service: &Service, container: &str, base_path: Option<&str>) -> Check {
    let groups: Vec<_> =
        service.load_balancers.iter().filter(|it| text(it, "containerName") == Some(container)).collect();
    let arns: Vec<_> = groups.iter().flat_map(|group| arns(group)).collect();
    if arns.is_empty() {
        return Check::skipped(NAME, format!("no target group of the service forwards to `{container}`"));
    }
    let port = groups.iter().find_map(|group| number(group, "containerPort")).unwrap_or(16686);
    let mut targets = Vec::new();
    for arn in arns {
        match describe(client, arn).await {
            Ok(of_group) => targets.extend(of_group),
            Err(error) => return Check::unknown(NAME, &error),
        }
    }
    judge(&targets, service, port, base_path)
}

/// The target group, and the alternate one of a service with blue/green deployments.
fn arns<'v>(balancer: &'v Value<'_>) -> impl Iterator<Item = &'v str> {
    let other = balancer.get("advancedConfiguration").and_then(|it| text(it, "alternateTargetGroupArn"));
    text(balancer, "targetGroupArn").into_iter().chain(other)
}

async fn describe(client: &Client, arn: &str) -> Result<Vec<Target>, Error> {
    let request = client.load_balancing.describe_target_health().target_group_arn(arn).customize();
    let answer = send!(client, "elasticloadbalancing:DescribeTargetHealth", request)?;
    Ok(answer.target_health_descriptions().iter().map(Target::read).collect())
}

impl Target {
    fn read(description: &TargetHealthDescription) -> Self {
        let (target, health) = (description.target(), description.target_health());
        let port = target.and_then(TargetDescription::port).map(|port| format!(":{port}")).unwrap_or_default();
        Self {
            address: format!("{}{port}", target.and_then(|target| target.id()).unwrap_or_default()),
            state: health.and_then(|it| it.state()).map(TargetHealthStateEnum::as_str).unwrap_or_default().to_string(),
            reason: health
                .and_then(|it| it.reason())
                .map(TargetHealthReasonEnum::as_str)
                .unwrap_or_default()
                .to_string(),
            description: health.and_then(|it| it.description()).unwrap_or_default().to_string(),
        }
    }
}

fn judge(targets: &[Target], service: &Service, port: i64, base_path: Option<&str>) -> Check {
    // Draining targets belong to tasks that stop.
    let targets: Vec<_> = targets.iter().filter(|target| target.state != "draining").collect();
    let unwell: Vec<_> = targets.iter().filter(|target| target.state != "healthy").collect();
    if targets.is_empty() && service.desired_count == 0 {
        return Check::skipped(NAME, "without tasks there are no targets");
    }
    if targets.is_empty() {
        return Check::failed(NAME, "the target group has no targets")
            .with_help("check the events of the service: aws ecs describe-services");
    }
    if unwell.is_empty() {
        let s = if targets.len() == 1 { "" } else { "s" };
        return Check::passed(NAME, format!("{} target{s} healthy", targets.len()));
    }
    let evidence = unwell.iter().map(|target| {
        let parts = [&target.state, &target.reason, &target.description];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect();
        format!("{}: {}", target.address, parts.join(", "))
    });
    let message = format!("{} of {} targets not healthy", unwell.len(), targets.len());
    let is_waiting = unwell.iter().all(|target| matches!(target.state.as_str(), "initial" | "unavailable"));
    let check = if is_waiting { Check::warning(NAME, message) } else { Check::failed(NAME, message) };
    let help = unwell.iter().find_map(|target| help(&target.reason, &service.security_groups, port, base_path));
    Check { help, ..check.with_evidence(evidence.collect()) }
}

fn help(reason: &str, security_groups: &[String], port: i64, base_path: Option<&str>) -> Option<String> {
    let base = base_path.unwrap_or_default().trim_end_matches('/');
    Some(match reason {
        "Target.Timeout" | "Target.FailedHealthChecks" => security_group_help(security_groups, port),
        "Target.ResponseCodeMismatch" => format!(
            "the health check of the target group must use the path {base}/ and the port {port}, where the task definition has the UI"
        ),
        "Target.NotInUse" => "no listener of a load balancer forwards to the target group: add a rule".to_string(),
        "Target.InvalidState" => "the task has stopped, or is stopping".to_string(),
        "Elb.RegistrationInProgress" | "Elb.InitialHealthChecking" => {
            "it was registered just now: wait, and verify again".to_string()
        }
        _ => return None,
    })
}

/// The most frequent solution if a target does not answer.
pub(super) fn security_group_help(security_groups: &[String], port: i64) -> String {
    let groups = match security_groups {
        [] => "the security group of the instances".to_string(),
        groups => format!("the service's security group {}", groups.join(", ")),
    };
    format!("{groups} must allow the load balancer to connect to port {port}")
}

#[cfg(test)]
mod tests {
    use outrigger_core::Value;

    use super::{Target, judge};
    use crate::ecs::Service;
    use crate::verify::CheckStatus::{Failed, Passed, Skipped, Warning};

    fn service(desired_count: u32) -> Service {
        let text = format!(
            r#"{{"desiredCount": {desired_count}, "networkConfiguration": {{"awsvpcConfiguration": {{"securityGroups": ["sg-1"]}}}}}}"#
        );
        Service::read(&Value::parse(&text).unwrap())
    }

    #[test]
    fn targets() {
        for (targets, expected, help) in [
            (&[("healthy", "")][..], Passed, None),
            (&[("healthy", ""), ("draining", "Target.DeregistrationInProgress")], Passed, None),
            (&[("initial", "Elb.RegistrationInProgress")], Warning, Some("wait")),
            (
                &[("healthy", ""), ("unhealthy", "Target.Timeout")],
                Failed,
                Some("sg-1 must allow the load balancer to connect to port 16686"),
            ),
            (&[("unhealthy", "Target.ResponseCodeMismatch")], Failed, Some("/jaeger/")),
            (&[("unused", "Target.NotInUse")], Failed, Some("rule")),
            (&[], Failed, Some("events")),
        ] {
            let read = |(state, reason): &(&str, &str)| Target {
                state: (*state).to_string(),
                reason: (*reason).to_string(),
                ..Target::default()
            };
            let read: Vec<_> = targets.iter().map(read).collect();
            let check = judge(&read, &service(1), 16686, Some("/jaeger"));
            assert_eq!(check.status, expected, "{targets:?}");
            match help {
                Some(help) => assert!(check.help.as_ref().is_some_and(|it| it.contains(help)), "{check:?}"),
                None => assert_eq!(check.help, None),
            }
        }
        assert_eq!(judge(&[], &service(0), 16686, None).status, Skipped);
    }
}
