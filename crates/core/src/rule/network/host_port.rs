//! In the network modes `awsvpc` and `host`, the host port equals the container port.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, each_mapping};

pub(crate) const DESCRIPTION: Description = Description {
    name: "host-port",
    severity: Severity::Error,
    source: Some(api!("PortMapping")),
    refusal: Some("When networkMode=awsvpc, the host ports and container ports in port mappings must match."),
    example: Some(Example {
        breaks: r#"{"family": "api", "networkMode": "awsvpc", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "portMappings": [{"containerPort": 8080, "hostPort": 80}]}
        ]}"#,
        holds: r#"{"family": "api", "networkMode": "awsvpc", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "portMappings": [{"containerPort": 8080, "hostPort": 8080}]}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let Some(mode @ ("awsvpc" | "host")) = view.network_mode.known().map(|mode| &**mode) else { return };
    for (container, mapping, at) in each_mapping(view) {
        if let (Some(port), Some(host)) = (mapping.container_port.known(), mapping.host_port.known())
            && port != host
        {
            findings.push(Rule::HostPort.finding(
                at().then("hostPort"),
                format!("the container `{}` maps the container port {port} to the host port {host}; in the network mode `{mode}` they must be equal", container_name(container)),
                "remove `hostPort`",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn modes() {
        let with = |mode: &str, mapping: &str| {
            format!(
                r#"{{"networkMode": "{mode}", "containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512, "portMappings": [{mapping}]}}]}}"#
            )
        };
        let error = |mode: &str, host: u32| {
            format!(
                "error[host-port]: the container `api` maps the container port 80 to the host port {host}; in the network mode `{mode}` they must be equal at /containerDefinitions/0/portMappings/0/hostPort"
            )
        };
        for mode in ["awsvpc", "host"] {
            check(&with(mode, r#"{"containerPort": 80, "hostPort": 80}"#), &[]);
            check(&with(mode, r#"{"containerPort": 80, "hostPort": 8080}"#), &[&error(mode, 8080)]);
            check(&with(mode, r#"{"containerPort": 80, "hostPort": 0}"#), &[&error(mode, 0)]);
        }
        check(&with("bridge", r#"{"containerPort": 80, "hostPort": 0}"#), &[]);
    }
}
