//! In the network mode `none`, no container has port mappings.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "port-mapping-without-network",
    severity: Severity::Error,
    source: Some(api!("RegisterTaskDefinition")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "networkMode": "none", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "portMappings": [{"containerPort": 8080}]}
        ]}"#,
        holds: r#"{"family": "api", "networkMode": "bridge", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "portMappings": [{"containerPort": 8080}]}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    if view.network_mode.known().is_none_or(|mode| mode != "none") {
        return;
    }
    for container in view.containers.iter().filter(|container| container.states("portMappings")) {
        findings.push(Rule::PortMappingWithoutNetwork.finding(
            pointer_to(view, container).then("portMappings"),
            format!("the container `{}` has port mappings, but the network mode is `none`", container_name(container)),
            "use another network mode, or remove the port mappings",
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn an_empty_list_is_allowed() {
        check(
            r#"{"networkMode": "none", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 6, "portMappings": []}]}"#,
            &[],
        );
    }
}
