//! The load balancers of a service: a sidecar's target group comes and goes, and the others stay as they are.

use outrigger_core::Value;

use crate::answer::{number, text};
use crate::client::Client;
use crate::error::Error;
use crate::send::send;

/// How many target groups a service takes (Amazon ECS Developer Guide, "Registering multiple target groups with a service").
const MOST: usize = 5;

/// A target group to which a port of the sidecar is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetGroup {
    /// Its ARN.
    pub arn: String,
    /// The port of the container.
    pub port: u16,
}

/// The list with the target group, if it has to change: `UpdateService` replaces the whole list.
///
/// # Errors
///
/// Five others are there; the target group sends to another container.
pub(crate) fn attached(
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
        return Err(Error::new(format!("the target group {arn} sends to {name}{to} already"))
            .with_help("give the sidecar a target group of its own"));
    }
    if present.len() >= MOST {
        return Err(Error::new(format!(
            "the service has {} target groups, and ECS takes at most {MOST}",
            present.len()
        ))
        .with_help("leave out --target-group, or detach another one first"));
    }
    let entry = Value::object([
        ("targetGroupArn", Value::string(arn.clone())),
        ("containerName", Value::string(container.to_string())),
        ("containerPort", Value::Number(port.to_string().into())),
    ]);
    Ok(Some(present.iter().cloned().chain([entry]).collect()))
}

/// The list without what sends to containers that are not meant to stay, if it has to change.
pub(crate) fn detached(present: &[Value<'static>], stays: impl Fn(&str) -> bool) -> Option<Vec<Value<'static>>> {
    let stays = |entry: &&Value<'_>| text(entry, "containerName").is_none_or(&stays);
    let kept: Vec<_> = present.iter().filter(stays).cloned().collect();
    (kept.len() < present.len()).then_some(kept)
}

impl Client {
    /// What a person must know about a target group before a sidecar gets it.
    ///
    /// # Errors
    ///
    /// No such target group; one that ECS would refuse: of the wrong type, or behind no load balancer.
    pub(crate) async fn look_at(
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
            return Err(Error::new(format!("there is no target group {arn}"))
                .with_help("look at --target-group")
                .of(ACTION));
        };
        let kind = group.target_type().map_or("instance", |kind| kind.as_str());
        if is_awsvpc && kind != "ip" {
            return Err(Error::new(format!("the target group {arn} takes targets of the type `{kind}`"))
                .with_help("tasks in the network mode awsvpc need a target group of the type `ip`"));
        }
        if group.load_balancer_arns().is_empty() {
            return Err(Error::new(format!("no load balancer sends anything to the target group {arn}"))
                .with_help("add a rule to the listener first: `outrigger scaffold terraform jaeger` writes one"));
        }
        Ok(format!(
            "ECS replaces a task that fails the health check of any of its target groups: from now on that of the sidecar \
             ({}) decides about the application, too, {} s after a task has started",
            group.health_check_path().unwrap_or("no path"),
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
