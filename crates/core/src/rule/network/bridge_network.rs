//! Localhost reaches a sidecar: containers share a network namespace in the modes `awsvpc` and `host` alone.

use crate::facts::{Fact, Form, View, is_stated};
use crate::rule::{Description, guide};
use crate::rule::{Finding, Rule, Severity};
use crate::text::Value;

pub(crate) const DESCRIPTION: Description = Description {
    name: "bridge-network",
    severity: Severity::Error,
    source: Some(guide!("task-networking", "Amazon ECS task networking options")),
    refusal: None,
    example: None,
};

/// Holds a task against the rule into which a container with this definition is to come.
pub(crate) fn check(view: &View<'_>, sidecar: &Value<'_>, name: &str) -> Option<Finding> {
    let listens = || sidecar.members().iter().any(|(member, value)| member == "portMappings" && is_stated(value));
    if view.form == Form::Containers || !listens() {
        return None;
    }
    let at_mode = view.form.task().then("networkMode");
    let help = "use the network mode awsvpc: containers then share localhost";
    match &view.network_mode {
        Fact::Known(mode) => match &**mode {
            "awsvpc" | "host" => None,
            "bridge" | "none" | "default" => Some(Rule::BridgeNetwork.finding(
                at_mode,
                format!("in the network mode `{mode}`, localhost does not reach the container `{name}`"),
                help,
            )),
            _ => Some(Rule::NetworkModeUnknown.finding(
                at_mode,
                format!(
                    "`{mode}` is no network mode that ECS knows, so it is not sure that localhost reaches the sidecar"
                ),
                help,
            )),
        },
        Fact::Absent | Fact::Null if (view.requires("EC2") || view.requires("EXTERNAL")) && !view.is_fargate() => {
            Some(Rule::BridgeNetwork.finding(
                at_mode,
                format!(
                    "without a network mode ECS takes `bridge` on Linux instances, where localhost does not reach the container `{name}`"
                ),
                help,
            ))
        }
        Fact::Absent | Fact::Null => Some(Rule::NetworkModeUnknown.finding(
            view.form.task(),
            "the network mode is not stated: Fargate needs `awsvpc`, and on Linux instances ECS takes `bridge`, where \
             localhost does not reach the sidecar",
            "add \"networkMode\": \"awsvpc\"",
        )),
        Fact::Unknown => Some(Rule::UnreadableMember.finding(at_mode, "the network mode is no string", help)),
    }
}
