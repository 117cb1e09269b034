//! OTLP is sent by gRPC to port 4317 and by HTTP to port 4318.

use crate::facts::{Container, View};
use crate::rule::{Description, Example, name_of, place};
use crate::rule::{Finding, Rule, Severity, Source};

pub(crate) const DESCRIPTION: Description = Description {
    name: "otlp-protocol",
    severity: Severity::Warning,
    source: Some(Source {
        title: "OpenTelemetry, OTLP Exporter Configuration",
        url: "https://opentelemetry.io/docs/languages/sdk-configuration/otlp-exporter/",
    }),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512, "environment": [
            {"name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://localhost:4318"},
            {"name": "OTEL_EXPORTER_OTLP_PROTOCOL", "value": "grpc"}]}]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512, "environment": [
            {"name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://localhost:4318"},
            {"name": "OTEL_EXPORTER_OTLP_PROTOCOL", "value": "http/protobuf"}]}]}"#,
    }),
};

/// Where to send, and how; each signal may have variables of its own, which count more.
const VARIABLES: [(&str, &str); 4] = [
    ("OTEL_EXPORTER_OTLP_ENDPOINT", ALL_SIGNALS),
    ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"),
    ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"),
    ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL"),
];
const ALL_SIGNALS: &str = "OTEL_EXPORTER_OTLP_PROTOCOL";

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        for (endpoint, protocol) in VARIABLES {
            let Some((index, endpoint)) = value(container, endpoint) else { continue };
            let protocol = value(container, protocol).or_else(|| value(container, ALL_SIGNALS));
            let Some((_, protocol)) = protocol else { continue };
            let other_port = match (protocol, port(endpoint)) {
                ("grpc", Some("4318")) => "4317",
                ("http/protobuf" | "http/json", Some("4317")) => "4318",
                _ => continue,
            };
            findings.push(Rule::OtlpProtocol.finding(
                place(view, container).then("environment").then(index),
                format!(
                    "the container `{}` sends OTLP by {protocol} to the port of the other protocol",
                    name_of(container)
                ),
                format!("use the port {other_port}, or the other protocol"),
            ));
        }
    }
}

fn value<'c>(container: &'c Container<'_>, name: &str) -> Option<(usize, &'c str)> {
    let (index, variable) = container.variable(name)?;
    Some((index, variable.value.known()?))
}

fn port(endpoint: &str) -> Option<&str> {
    let authority = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest).split('/').next()?;
    authority.rsplit_once(':').map(|(_, port)| port)
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn signals() {
        let with = |variables: &[(&str, &str)]| {
            let variables: Vec<_> = variables
                .iter()
                .map(|(name, value)| format!(r#"{{"name": "OTEL_EXPORTER_OTLP_{name}", "value": "{value}"}}"#))
                .collect();
            format!(r#"[{{"name": "api", "image": "api:1", "environment": [{}]}}]"#, variables.join(", "))
        };
        let warning = |protocol: &str| {
            format!(
                "warning[otlp-protocol]: the container `api` sends OTLP by {protocol} to the port of the other protocol at /0/environment/0"
            )
        };
        check(&with(&[("ENDPOINT", "http://localhost:4318")]), &[]);
        check(&with(&[("ENDPOINT", "http://localhost:4317"), ("PROTOCOL", "grpc")]), &[]);
        check(&with(&[("ENDPOINT", "http://localhost:4317"), ("PROTOCOL", "http/json")]), &[&warning("http/json")]);
        check(&with(&[("TRACES_ENDPOINT", "http://a:4318/v1/traces"), ("PROTOCOL", "grpc")]), &[&warning("grpc")]);
        check(
            &with(&[
                ("TRACES_ENDPOINT", "http://a:4318/v1/traces"),
                ("TRACES_PROTOCOL", "http/json"),
                ("PROTOCOL", "grpc"),
            ]),
            &[],
        );
    }
}
