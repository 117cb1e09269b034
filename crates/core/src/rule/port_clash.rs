//! Containers that share a network namespace must not use the same port of the same protocol.
//!
//! Before: the application and the sidecar both have `{"containerPort": 4317}`. After: one of them has another port.
//! Source: ECS agent, "TCP host port '3000' is mapped multiple times in task".

use std::ops::RangeInclusive;

use crate::finding::{Finding, Rule};
use crate::rule::Subject;
use crate::view::{Container, Fact};

pub(super) fn check(subject: &Subject<'_, '_>) -> Vec<Finding> {
    let shares_namespace =
        !matches!(subject.view.network_mode.known().map(|mode| &**mode), Some("bridge" | "none" | "default"));
    if !shares_namespace {
        return Vec::new();
    }
    let own: Vec<_> = ports(subject.sidecar).collect();
    let mut findings = Vec::new();
    for (index, other) in &subject.others {
        for (mapping, protocol, range) in ports(other) {
            let clash = own.iter().find(|(_, own_protocol, own_range)| {
                *own_protocol == protocol && own_range.start() <= range.end() && range.start() <= own_range.end()
            });
            if let Some((_, _, own_range)) = clash {
                let port = own_range.start().max(range.start());
                let name = other.name.known().map_or("?", |name| name);
                findings.push(Rule::PortClash.finding(
                    subject.view.form.containers().then(*index).then("portMappings").then(mapping),
                    format!("the containers `{name}` and `{}` both use the {protocol} port {port}", subject.name),
                    "containers of one task share their ports: give one of them another port",
                ));
            }
        }
    }
    findings
}

/// The ports of a container: the index of the mapping, the protocol, the range.
fn ports<'c>(container: &'c Container<'_>) -> impl Iterator<Item = (usize, &'c str, RangeInclusive<u32>)> {
    container.port_mappings.known().into_iter().flatten().enumerate().filter_map(|(index, mapping)| {
        let protocol = match &mapping.protocol {
            Fact::Absent | Fact::Null => "tcp",
            Fact::Known(protocol) => protocol,
            Fact::Unknown => return None,
        };
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
    fn ports() {
        let with = |mapping: &str| {
            format!(
                r#"{{"networkMode": "awsvpc", "containerDefinitions": [{{"name": "api", "portMappings": [{{"containerPort": 80}}, {mapping}]}}]}}"#
            )
        };
        let clash = |port: u32| {
            format!(
                "error[port-clash]: the containers `api` and `jaeger` both use the tcp port {port} at /containerDefinitions/0/portMappings/1"
            )
        };
        check(&with(r#"{"containerPort": 4319}"#), &[]);
        check(&with(r#"{"containerPort": 4318}"#), &[&clash(4318)]);
        check(&with(r#"{"containerPort": 4318, "protocol": "udp"}"#), &[]);
        check(&with(r#"{"containerPortRange": "16000-16685"}"#), &[]);
        check(&with(r#"{"containerPortRange": "16000-16686"}"#), &[&clash(16686)]);
        check(&with(r#"{"containerPort": "4318"}"#), &[]);
    }
}
