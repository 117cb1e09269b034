//! A port mapping has one port from 1 to 65535 or a range of ports; the network mode `host` does not allow a range.

use crate::facts::{Fact, PortMapping, View};
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, each_mapping, is_placeholder};

pub(crate) const DESCRIPTION: Description = Description {
    name: "invalid-port",
    severity: Severity::Error,
    source: Some(api!("PortMapping")),
    refusal: Some("Invalid 'containerPort' setting for container 'api'."),
    example: Some(Example {
        breaks: r#"{"family": "api", "networkMode": "awsvpc", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "portMappings": [{"containerPort": 65536}]}
        ]}"#,
        holds: r#"{"family": "api", "networkMode": "awsvpc", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "portMappings": [{"containerPort": 65535}]}
        ]}"#,
    }),
};

const LAST: i64 = 65535;

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let mode = view.network_mode.known().map(|mode| &**mode);
    for (container, mapping, at) in each_mapping(view) {
        if let Some(wrong) = wrong(mapping, mode) {
            let message = format!("a port mapping of the container `{}` {wrong}", container_name(container));
            findings.push(Rule::InvalidPort.finding(at(), message, "set one `containerPort` from 1 to 65535"));
        }
    }
}

fn wrong(mapping: &PortMapping<'_>, mode: Option<&str>) -> Option<String> {
    if let Some(port) = mapping.host_port.known().filter(|port| !(0..=LAST).contains(*port)) {
        return Some(format!("has the host port {port}"));
    }
    match (&mapping.container_port, &mapping.container_port_range) {
        (Fact::Known(_), Fact::Known(_)) => Some("has both a port and a range of ports".to_string()),
        (Fact::Known(port), _) if !(1..=LAST).contains(port) => Some(format!("has the port {port}")),
        (_, Fact::Known(range)) if !is_range(range) && !is_placeholder(range) => {
            Some(format!("has the range `{range}`, which is not of the form `8000-8099`"))
        }
        (_, Fact::Known(_)) if mapping.host_port.known().is_some() => {
            Some("has both a range of ports and a `hostPort`".to_string())
        }
        (_, Fact::Known(range)) if mode == Some("host") => {
            Some(format!("has the range `{range}`, which the network mode `host` does not allow"))
        }
        (Fact::Absent | Fact::Null, Fact::Absent | Fact::Null) => Some("has no port".to_string()),
        _ => None,
    }
}

fn is_range(text: &str) -> bool {
    let port = |text: &str| text.parse::<i64>().ok().filter(|port| (1..=LAST).contains(port));
    text.split_once('-').and_then(|(first, last)| Some(port(first)? < port(last)?)).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check_one;

    #[test]
    fn ports() {
        #[track_caller]
        fn mapping(mapping: &str, wrong: Option<&str>) {
            let text = format!(r#"[{{"name": "api", "image": "api:1", "portMappings": [{mapping}]}}]"#);
            let error = wrong.map(|wrong| {
                format!("error[invalid-port]: a port mapping of the container `api` {wrong} at /0/portMappings/0")
            });
            check_one(&text, error);
        }
        mapping(r#"{"containerPort": 1}"#, None);
        mapping(r#"{"containerPort": 0}"#, Some("has the port 0"));
        mapping(r#"{"containerPort": 65536}"#, Some("has the port 65536"));
        mapping(r#"{"containerPortRange": "1-65535"}"#, None);
        mapping(
            r#"{"containerPortRange": "80-80"}"#,
            Some("has the range `80-80`, which is not of the form `8000-8099`"),
        );
        mapping(r#"{"containerPortRange": "80"}"#, Some("has the range `80`, which is not of the form `8000-8099`"));
        mapping(
            r#"{"containerPortRange": "80-90", "hostPort": 80}"#,
            Some("has both a range of ports and a `hostPort`"),
        );
        mapping(
            r#"{"containerPort": 80, "containerPortRange": "80-90"}"#,
            Some("has both a port and a range of ports"),
        );
        mapping(r#"{"protocol": "tcp"}"#, Some("has no port"));
        mapping(r#"{"containerPort": -1}"#, Some("has the port -1"));
        mapping(r#"{"containerPort": 80, "hostPort": 0}"#, None);
        mapping(r#"{"containerPort": 80, "hostPort": 65535}"#, None);
        mapping(r#"{"containerPort": 80, "hostPort": 65536}"#, Some("has the host port 65536"));
        mapping(r#"{"containerPort": 80, "hostPort": -1}"#, Some("has the host port -1"));
    }

    #[test]
    fn ranges_in_the_mode_host() {
        let in_mode = |mode: &str| {
            format!(
                r#"{{"networkMode": "{mode}", "containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512, "portMappings": [{{"containerPortRange": "80-90"}}]}}]}}"#
            )
        };
        check_one(&in_mode("awsvpc"), None);
        check_one(&in_mode("bridge"), None);
        let error = "error[invalid-port]: a port mapping of the container `api` has the range `80-90`, which the network mode `host` does not allow at /containerDefinitions/0/portMappings/0";
        check_one(&in_mode("host"), Some(error.to_string()));
    }
}
