//! No container uses a host port that an EC2 instance reserves for SSH, Docker or the container agent.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, each_mapping};

pub(crate) const DESCRIPTION: Description = Description {
    name: "reserved-port",
    severity: Severity::Warning,
    source: Some(api!("PortMapping")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "networkMode": "bridge", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "portMappings": [{"containerPort": 8080, "hostPort": 51678}]}
        ]}"#,
        holds: r#"{"family": "api", "networkMode": "bridge", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "portMappings": [{"containerPort": 8080, "hostPort": 51681}]}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let mode = view.network_mode.known().map(|mode| &**mode);
    if view.is_fargate() || !matches!(mode, None | Some("bridge" | "host")) {
        return;
    }
    for (container, mapping, at) in each_mapping(view) {
        if let Some(port @ (22 | 2375 | 2376 | 51678..=51680)) = mapping.host_port.known() {
            findings.push(Rule::ReservedPort.finding(
                at().then("hostPort"),
                format!(
                    "the container `{}` uses the host port {port}, which the EC2 instance reserves",
                    container_name(container)
                ),
                "use another host port, or 0 for any free port",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn only_host_ports_of_an_instance() {
        let with = |mode: &str| {
            format!(
                r#"{{"networkMode": "{mode}", "containerDefinitions": [{{"name": "ssh", "image": "ssh:1", "memory": 512, "portMappings": [{{"containerPort": 22, "hostPort": 22}}]}}]}}"#
            )
        };
        check(&with("awsvpc"), &[]);
        check(
            &with("host"),
            &[
                "warning[reserved-port]: the container `ssh` uses the host port 22, which the EC2 instance reserves at /containerDefinitions/0/portMappings/0/hostPort",
            ],
        );
    }
}
