//! The load balancers of a service: adds and removes the target group of a sidecar, and does not change the others.

use outrigger_core::Value;

use crate::client::Client;
use crate::client::send::send;
use crate::ecs::json_members::{number, text};
use crate::error::{Error, ErrorKind, TARGET_GROUP_NOT_FOUND};

/// How many target groups a service may have (Amazon ECS Developer Guide, "Registering multiple target groups with a service").
const MAX_TARGET_GROUPS: usize = 5;

/// A target group that gets requests for a port of the sidecar.
///
/// ```
/// use outrigger_aws::TargetGroup;
///
/// let arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/jaeger/6d0ecf831eec9f09".to_string();
/// assert_eq!(TargetGroup { arn, port: 16686 }.port, 16686);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetGroup {
    /// Its ARN.
    pub arn: String,
    /// The port of the container.
    pub port: u16,
}

/// The list with the target group, or `None` if the list has it. `UpdateService` replaces the whole list.
///
/// # Errors
///
/// The service has five other target groups; the target group forwards to another container.
pub(super) fn attached(
    present: &[Value<'static>],
    container: &str,
    target_group: &TargetGroup,
) -> Result<Option<Vec<Value<'static>>>, Error> {
    let TargetGroup { arn, port } = target_group;
    let same = present.iter().find(|entry| text(entry, "targetGroupArn") == Some(arn));
    if let Some(entry) = same {
        let (name, to) = (text(entry, "containerName").unwrap_or_default(), number(entry, "containerPort"));
        if name == container && to == Some(i64::from(*port)) {
            return Ok(None);
        }
        let to = to.map(|port| format!(":{port}")).unwrap_or_default();
        let message = format!("the target group {arn} already forwards to {name}{to}");
        return Err(Error::new(ErrorKind::Unsupported, message)
            .with_help("use a target group that only the sidecar has")
            .with_hint("target-group"));
    }
    if present.len() >= MAX_TARGET_GROUPS {
        let message =
            format!("the service has {} target groups, and ECS allows at most {MAX_TARGET_GROUPS}", present.len());
        return Err(Error::new(ErrorKind::Unsupported, message)
            .with_help("do not set a target group, or remove another one from the service first")
            .with_hint("target-group"));
    }
    let entry = Value::object([
        ("targetGroupArn", Value::string(arn.clone())),
        ("containerName", Value::string(container.to_string())),
        ("containerPort", Value::Number(port.to_string().into())),
    ]);
    Ok(Some(present.iter().cloned().chain([entry]).collect()))
}

/// The list without the target groups of containers that do not stay, or `None` if the list does not change.
pub(super) fn detached(present: &[Value<'static>], stays: impl Fn(&str) -> bool) -> Option<Vec<Value<'static>>> {
    let stays = |entry: &&Value<'_>| text(entry, "containerName").is_none_or(&stays);
    let kept: Vec<_> = present.iter().filter(stays).cloned().collect();
    (kept.len() < present.len()).then_some(kept)
}

impl Client {
    /// Checks that a sidecar can use a target group. Returns what a person must know about it, as a sentence.
    ///
    /// # Errors
    ///
    /// The target group does not exist, or ECS would refuse it: it has the wrong type, or no load balancer.
    pub(super) async fn check_target_group(
        &self,
        target_group: &TargetGroup,
        is_awsvpc: bool,
        grace_period: Option<i64>,
    ) -> Result<String, Error> {
        const ACTION: &str = "elasticloadbalancing:DescribeTargetGroups";
        let arn = &target_group.arn;
        let request = self.load_balancing.describe_target_groups().target_group_arns(arn).customize();
        let answer = send!(self, ACTION, request)?;
        let Some(group) = answer.target_groups().first() else {
            let error = Error::new(ErrorKind::NotFound, format!("there is no target group {arn}")).of(ACTION);
            return Err(error.with_advice(TARGET_GROUP_NOT_FOUND));
        };
        let kind = group.target_type().map_or("instance", |kind| kind.as_str());
        if is_awsvpc && kind != "ip" {
            let message = format!("the target group {arn} has targets of the type `{kind}`");
            return Err(Error::new(ErrorKind::Unsupported, message)
                .with_help("tasks in the network mode awsvpc need a target group of the type `ip`")
                .with_hint("target-group"));
        }
        if group.load_balancer_arns().is_empty() {
            let message = format!("no load balancer forwards to the target group {arn}");
            return Err(Error::new(ErrorKind::Unsupported, message)
                .with_help("add a rule to a listener first; `outrigger scaffold terraform jaeger` writes one"));
        }
        Ok(format!(
            "ECS replaces a task that fails the health check of any of its target groups: from now on this includes that of \
             the sidecar ({}), which begins {} s after a task has started",
            group.health_check_path().unwrap_or("without a path"),
            grace_period.unwrap_or(0)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<Value<'static>> {
        Value::parse(text).unwrap().elements().to_vec()
    }

    #[test]
    fn attach_and_detach() {
        let group = TargetGroup { arn: "arn:ui".to_string(), port: 16686 };
        let api = r#"{"targetGroupArn":"arn:api","containerName":"api","containerPort":8080,"advancedConfiguration":{"future":1.50}}"#;
        let ui = r#"{"targetGroupArn":"arn:ui","containerName":"jaeger","containerPort":16686}"#;
        let with = attached(&entries(&format!("[{api}]")), "jaeger", &group).unwrap().unwrap();
        assert_eq!(Value::Array(with.clone()).to_string(), format!("[{api},{ui}]"));
        assert_eq!(attached(&with, "jaeger", &group).unwrap(), None);
        assert!(attached(&with, "other", &group).is_err());
        assert!(attached(&entries(&format!("[{}]", [api; 5].join(","))), "jaeger", &group).is_err());
        let without = detached(&with, |name| name != "jaeger").unwrap();
        assert_eq!(Value::Array(without.clone()).to_string(), format!("[{api}]"));
        assert_eq!(detached(&without, |name| name != "jaeger"), None);
    }
}
