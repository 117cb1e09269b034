//! Fargate supports only the network mode `awsvpc`.

use crate::facts::{Fact, Form, View};
use crate::rule::{Description, Example, Finding, Rule, Severity, api, is_placeholder};

pub(crate) const DESCRIPTION: Description = Description {
    name: "fargate-network-mode",
    severity: Severity::Error,
    source: Some(api!("RegisterTaskDefinition")),
    refusal: Some("Fargate only supports network mode ‘awsvpc’."),
    example: Some(Example {
        breaks: r#"{"family": "api", "requiresCompatibilities": ["FARGATE"], "networkMode": "bridge",
            "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#,
        holds: r#"{"family": "api", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
            "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    if view.form == Form::Containers || !view.is_fargate() {
        return;
    }
    let (at, message) = match &view.network_mode {
        Fact::Known(mode) if mode == "awsvpc" || is_placeholder(mode) => return,
        Fact::Unknown => return,
        Fact::Known(mode) => {
            (view.form.task().then("networkMode"), format!("Fargate does not support the network mode `{mode}`"))
        }
        Fact::Absent | Fact::Null => {
            (view.form.task(), "Fargate requires the network mode `awsvpc`, but none is set".to_string())
        }
    };
    findings.push(Rule::FargateNetworkMode.finding(at, message, "set \"networkMode\": \"awsvpc\""));
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn the_network_mode_is_required() {
        check(
            r#"{"requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#,
            &["error[fargate-network-mode]: Fargate requires the network mode `awsvpc`, but none is set at "],
        );
    }
}
