//! Containers that share a network use different ports; other containers use different host ports.

use std::fmt;
use std::ops::RangeInclusive;

use crate::facts::{Container, Fact, Form, View};
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "port-clash",
    severity: Severity::Error,
    source: Some(api!("PortMapping")),
    refusal: Some("TCP host port '3000' is mapped multiple times in task"),
    example: Some(Example {
        breaks: r#"{"family": "api", "networkMode": "awsvpc", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "portMappings": [{"containerPort": 8080}]},
            {"name": "web", "image": "web:1", "memory": 512, "portMappings": [{"containerPort": 8080}]}
        ]}"#,
        holds: r#"{"family": "api", "networkMode": "awsvpc", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "portMappings": [{"containerPort": 8080}]},
            {"name": "web", "image": "web:1", "memory": 512, "portMappings": [{"containerPort": 8080, "protocol": "udp"}]}
        ]}"#,
    }),
};

/// A range of ports that a container listens on.
struct Ports<'c> {
    container: &'c Container<'c>,
    /// The index of the mapping.
    mapping: usize,
    protocol: Protocol<'c>,
    first: i64,
    last: i64,
}

/// A protocol, with an order that rarely needs to compare texts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Protocol<'c> {
    Tcp,
    Udp,
    Other(&'c str),
}

impl<'c> Protocol<'c> {
    fn named(name: &'c str) -> Self {
        match name {
            "tcp" => Self::Tcp,
            "udp" => Self::Udp,
            other => Self::Other(other),
        }
    }
}

impl fmt::Display for Protocol<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Other(name) => name,
        })
    }
}

/// Which ports the containers of a task share.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shared {
    /// All ports that they listen on.
    All,
    /// Only host ports that a mapping sets.
    Host,
}

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let Some(shared) = shared(view) else { return };
    // Most containers map one port, and a sidecar maps several.
    let mut all = Vec::with_capacity(view.containers.len() + 4);
    for container in &view.containers {
        all.extend(ports(container, shared).map(|(mapping, protocol, range)| {
            let (first, last) = range.into_inner();
            Ports { container, mapping, protocol, first, last }
        }));
    }
    // In this order a range overlaps an earlier one if and only if it begins before the furthest end so far.
    all.sort_unstable_by_key(|ports| (ports.protocol, ports.first, ports.container.index, ports.mapping));
    let mut furthest: Option<&Ports<'_>> = None;
    for ports in &all {
        furthest = furthest.filter(|earlier| earlier.protocol == ports.protocol);
        if let Some(earlier) = furthest.filter(|earlier| earlier.last >= ports.first) {
            findings.push(clash(view, shared, earlier, ports));
        }
        if furthest.is_none_or(|earlier| ports.last > earlier.last) {
            furthest = Some(ports);
        }
    }
}

/// Which ports the containers of this task share; `None` if none.
fn shared(view: &View<'_>) -> Option<Shared> {
    let mut mappings =
        view.containers.iter().flat_map(|container| container.port_mappings.known().into_iter().flatten());
    // ECS uses `bridge` if no network mode is set. A sidecar is not reached through localhost there, so a task with one has
    // another network mode.
    let has_sidecar = || view.containers.iter().any(|container| container.record.known().is_some());
    match &view.network_mode {
        Fact::Known(mode) => match &**mode {
            "none" => None,
            "bridge" | "default" => Some(Shared::Host),
            _ => Some(Shared::All),
        },
        Fact::Unknown => Some(Shared::All),
        // ECS chooses host ports only in the network mode `bridge`.
        Fact::Absent | Fact::Null if view.form == Form::Containers => {
            Some(if mappings.any(|mapping| mapping.host_port == Fact::Known(0)) { Shared::Host } else { Shared::All })
        }
        Fact::Absent | Fact::Null => Some(if view.is_fargate() || has_sidecar() { Shared::All } else { Shared::Host }),
    }
}

fn clash(view: &View<'_>, shared: Shared, one: &Ports<'_>, other: &Ports<'_>) -> Finding {
    let protocol = one.protocol;
    let what = match shared {
        Shared::All => format!("{protocol} port"),
        Shared::Host => format!("{protocol} host port"),
    };
    let port = one.first.max(other.first);
    // A sidecar is last and may not exist yet, so the finding points to the other container.
    let (one, other) = if one.container.index <= other.container.index { (one, other) } else { (other, one) };
    let message = if one.container.index == other.container.index {
        format!("the container `{}` maps the {what} {port} twice", container_name(one.container))
    } else {
        let (one, other) = (container_name(one.container), container_name(other.container));
        format!("the containers `{one}` and `{other}` both use the {what} {port}")
    };
    let at = pointer_to(view, one.container).then("portMappings").then(one.mapping);
    Rule::PortClash.finding(at, message, "the containers of a task share their ports: use another port for one of them")
}

/// The shared ports of a container: the index of the mapping, the protocol, the range.
fn ports<'c>(
    container: &'c Container<'_>,
    shared: Shared,
) -> impl Iterator<Item = (usize, Protocol<'c>, RangeInclusive<i64>)> {
    container.port_mappings.known().into_iter().flatten().enumerate().filter_map(move |(index, mapping)| {
        let protocol = match &mapping.protocol {
            Fact::Absent | Fact::Null => Protocol::Tcp,
            Fact::Known(protocol) => Protocol::named(protocol),
            Fact::Unknown => return None,
        };
        if shared == Shared::Host {
            // 0 means any free port.
            let port = mapping.host_port.known().copied().filter(|port| *port != 0)?;
            return Some((index, protocol, port..=port));
        }
        let range = match (&mapping.container_port, &mapping.container_port_range) {
            (Fact::Known(port), _) => *port..=*port,
            (_, Fact::Known(range)) => {
                let (first, last) = range.split_once('-')?;
                first.trim().parse().ok()?..=last.trim().parse().ok()?
            }
            _ => return None,
        };
        Some((index, protocol, range))
    })
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn container_ports() {
        let with = |mode: &str, api: &str, web: &str| {
            format!(
                r#"{{"networkMode": "{mode}", "containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512, "portMappings": [{api}]}}, {{"name": "web", "image": "web:1", "memory": 512, "portMappings": [{web}]}}]}}"#
            )
        };
        let clash = |protocol: &str, port: u32| {
            format!(
                "error[port-clash]: the containers `api` and `web` both use the {protocol} port {port} at /containerDefinitions/0/portMappings/0"
            )
        };
        let port = r#"{"containerPort": 80}"#;
        let range = |range: &str| format!(r#"{{"containerPortRange": "{range}"}}"#);
        check(&with("awsvpc", port, r#"{"containerPort": 81}"#), &[]);
        check(&with("awsvpc", port, port), &[&clash("tcp", 80)]);
        check(&with("host", port, port), &[&clash("tcp", 80)]);
        check(&with("bridge", port, port), &[]);
        check(&with("awsvpc", port, port).replace(r#""networkMode": "awsvpc", "#, ""), &[]);
        let containers = |host: &str| {
            format!(
                r#"[{{"name": "api", "image": "api:1", "portMappings": [{{"containerPort": 80, "hostPort": {host}}}]}}, {{"name": "web", "image": "web:1", "portMappings": [{port}]}}]"#
            )
        };
        check(&containers("0"), &[]);
        check(
            &containers("80"),
            &["error[port-clash]: the containers `api` and `web` both use the tcp port 80 at /0/portMappings/0"],
        );
        let udp = r#"{"containerPort": 80, "protocol": "udp"}"#;
        check(&with("awsvpc", port, udp), &[]);
        check(&with("awsvpc", udp, udp), &[&clash("udp", 80)]);
        check(&with("awsvpc", port, &range("70-79")), &[]);
        check(&with("awsvpc", port, &range("70-80")), &[&clash("tcp", 80)]);
        check(&with("awsvpc", &range("70-90"), &format!("{}, {port}", range("60-69"))), &[&clash("tcp", 80)]);
        check(
            &with("awsvpc", &format!("{port}, {port}"), udp),
            &[
                "error[port-clash]: the container `api` maps the tcp port 80 twice at /containerDefinitions/0/portMappings/0",
            ],
        );
    }

    #[test]
    fn host_ports() {
        let with = |mode: &str, api: i64, web: i64| {
            format!(
                r#"{{{mode}"containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512, "portMappings": [{{"containerPort": 80, "hostPort": {api}}}]}}, {{"name": "web", "image": "web:1", "memory": 512, "portMappings": [{{"containerPort": 81, "hostPort": {web}}}]}}]}}"#
            )
        };
        let clash = "error[port-clash]: the containers `api` and `web` both use the tcp host port 8080 at /containerDefinitions/0/portMappings/0";
        for mode in ["", r#""networkMode": "bridge", "#] {
            check(&with(mode, 8080, 8080), &[clash]);
            check(&with(mode, 8080, 8081), &[]);
            check(&with(mode, 0, 0), &[]);
            check(&with(mode, 8080, 8080).replacen('}', r#", "protocol": "udp"}"#, 1), &[]);
        }
    }
}
