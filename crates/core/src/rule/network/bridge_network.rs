//! The network mode lets the application reach a sidecar through localhost: only `awsvpc` and `host` do.

use crate::facts::{Fact, Form, View, is_stated};
use crate::rule::{Description, Finding, Rule, Severity, guide};
use crate::text::Value;

pub(crate) const DESCRIPTION: Description = Description {
    name: "bridge-network",
    severity: Severity::Error,
    source: Some(guide!("task-networking", "Amazon ECS task networking options")),
    refusal: None,
    example: None,
};

/// Checks a task into which a container with this definition will be injected.
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
                format!("in the network mode `{mode}`, the application cannot reach the container `{name}` through localhost"),
                help,
            )),
            _ => Some(Rule::NetworkModeUnknown.finding(
                at_mode,
                format!(
                    "`{mode}` is not a known network mode: the application may not reach the sidecar through localhost"
                ),
                help,
            )),
        },
        Fact::Absent | Fact::Null if (view.requires("EC2") || view.requires("EXTERNAL")) && !view.is_fargate() => {
            Some(Rule::BridgeNetwork.finding(
                at_mode,
                format!(
                    "no network mode is set, so Linux instances use `bridge`, where the application cannot reach the container `{name}` through localhost"
                ),
                help,
            ))
        }
        Fact::Absent | Fact::Null => Some(Rule::NetworkModeUnknown.finding(
            view.form.task(),
            "no network mode is set: Fargate requires `awsvpc`, and Linux instances use `bridge`, where the application \
             cannot reach the sidecar through localhost",
            "add \"networkMode\": \"awsvpc\"",
        )),
        Fact::Unknown => Some(Rule::UnreadableMember.finding(at_mode, "the network mode is not a string", help)),
    }
}
