//! Localhost must reach the sidecar: the containers of a task share a network namespace in `awsvpc` and `host` mode only.
//!
//! Before: `{"networkMode": "bridge", …}`. After: `{"networkMode": "awsvpc", …}`.
//! Source: Amazon ECS Developer Guide, "Task networking"; API reference, `RegisterTaskDefinition`: without `networkMode` a
//! task on Linux instances uses `bridge`.

use crate::finding::{Finding, Rule, Severity};
use crate::form::Form;
use crate::rule::Subject;
use crate::view::Fact;

pub(super) fn check(subject: &Subject<'_, '_>) -> Option<Finding> {
    let view = subject.view;
    if view.form == Form::Containers || !subject.listens() {
        return None;
    }
    let at_mode = view.form.task().then("networkMode");
    let help = "use the network mode awsvpc: containers then share localhost";
    let refused = |why: String| {
        let mut finding = Rule::BridgeNetwork.finding(at_mode.clone(), why, help);
        if !subject.is_new {
            finding.severity = Severity::Warning;
        }
        Some(finding)
    };
    match &view.network_mode {
        Fact::Known(mode) => match &**mode {
            "awsvpc" | "host" => None,
            "bridge" | "none" | "default" => refused(format!(
                "in the network mode `{mode}`, localhost does not reach the container `{}`",
                subject.name
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
            refused(format!(
                "without a network mode ECS takes `bridge` on Linux instances, where localhost does not reach the container `{}`",
                subject.name
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

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn modes() {
        let with = |members: &str| format!(r#"{{{members}, "containerDefinitions": [{{"name": "api"}}]}}"#);
        let unreached = |mode: &str| {
            format!(
                "error[bridge-network]: in the network mode `{mode}`, localhost does not reach the container `jaeger` at /networkMode"
            )
        };
        check(&with(r#""networkMode": "awsvpc""#), &[]);
        check(&with(r#""networkMode": "host""#), &[]);
        check(&with(r#""networkMode": "bridge""#), &[&unreached("bridge")]);
        check(&with(r#""networkMode": "none""#), &[&unreached("none")]);
        check(
            &with(r#""requiresCompatibilities": ["EC2"]"#),
            &[
                "error[bridge-network]: without a network mode ECS takes `bridge` on Linux instances, where localhost does not reach the container `jaeger` at /networkMode",
            ],
        );
        let unstated = "warning[network-mode-unknown]: the network mode is not stated: Fargate needs `awsvpc`, and on Linux instances ECS takes `bridge`, where localhost does not reach the sidecar at ";
        check(&with(r#""family": "api""#), &[unstated]);
        check(&with(r#""networkMode": null, "requiresCompatibilities": ["EC2", "FARGATE"]"#), &[unstated]);
        check(
            &with(r#""networkMode": "{{mode}}""#),
            &[
                "warning[network-mode-unknown]: `{{mode}}` is no network mode that ECS knows, so it is not sure that localhost reaches the sidecar at /networkMode",
            ],
        );
        check(
            &with(r#""networkMode": 1"#),
            &["warning[unreadable-member]: the network mode is no string at /networkMode"],
        );
        check(r#"[{"name": "api"}]"#, &[]);
    }
}
