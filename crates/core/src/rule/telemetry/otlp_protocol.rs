//! OTLP uses port 4317 for gRPC and port 4318 for HTTP.

use crate::facts::{Container, View};
use crate::rule::{Description, Example, Finding, Rule, Severity, Source, container_name, pointer_to};

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

/// The variables for the endpoint and the protocol. The variables of one signal take precedence.
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
            let (port, meant_for, right_port) = match (protocol, port(endpoint)) {
                ("grpc", Some("4318")) => ("4318", "HTTP", "4317"),
                ("http/protobuf" | "http/json", Some("4317")) => ("4317", "gRPC", "4318"),
                _ => continue,
            };
            findings.push(Rule::OtlpProtocol.finding(
                pointer_to(view, container).then("environment").then(index),
                format!(
                    "the container `{}` sends OTLP with the protocol {protocol} to port {port}, which is for {meant_for}",
                    container_name(container)
                ),
                format!("use port {right_port}, or change the protocol"),
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
    fn ports_and_protocols() {
        let with = |variables: &[(&str, &str)]| {
            let variables: Vec<_> = variables
                .iter()
                .map(|(name, value)| format!(r#"{{"name": "OTEL_EXPORTER_OTLP_{name}", "value": "{value}"}}"#))
                .collect();
            format!(r#"[{{"name": "api", "image": "api:1", "environment": [{}]}}]"#, variables.join(", "))
        };
        let warning = |protocol: &str, port: &str| {
            format!(
                "warning[otlp-protocol]: the container `api` sends OTLP with the protocol {protocol} to port {port} at /0/environment/0"
            )
        };
        check(&with(&[("ENDPOINT", "http://localhost:4318")]), &[]);
        check(&with(&[("ENDPOINT", "http://localhost:4317"), ("PROTOCOL", "grpc")]), &[]);
        check(
            &with(&[("ENDPOINT", "http://localhost:4317"), ("PROTOCOL", "http/json")]),
            &[&warning("http/json", "4317, which is for gRPC")],
        );
        check(
            &with(&[("TRACES_ENDPOINT", "http://a:4318/v1/traces"), ("PROTOCOL", "grpc")]),
            &[&warning("grpc", "4318, which is for HTTP")],
        );
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
