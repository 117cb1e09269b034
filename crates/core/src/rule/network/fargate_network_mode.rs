//! Fargate takes the network mode `awsvpc` alone.

use crate::facts::{Fact, Form, View};
use crate::rule::{Description, Example, api, is_placeholder};
use crate::rule::{Finding, Rule, Severity};

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
            (view.form.task().then("networkMode"), format!("Fargate does not take the network mode `{mode}`"))
        }
        Fact::Absent | Fact::Null => (view.form.task(), "Fargate needs the network mode to be stated".to_string()),
    };
    findings.push(Rule::FargateNetworkMode.finding(at, message, "use \"networkMode\": \"awsvpc\""));
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn an_unstated_mode_is_a_bridge() {
        check(
            r#"{"requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#,
            &["error[fargate-network-mode]: Fargate needs the network mode to be stated at "],
        );
    }
}
