//! A health check uses only programs that the image contains.

use crate::facts::{HealthCheck, View};
use crate::rule::images::image::Image;
use crate::rule::{Description, Example, Finding, Rule, Severity, Source, container_name, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "health-check-without-curl",
    severity: Severity::Warning,
    source: Some(Source {
        title: "Jaeger, the images' base",
        url: "https://github.com/jaegertracing/jaeger/blob/main/scripts/build/docker/base/Dockerfile",
    }),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [{"name": "jaeger", "image": "jaegertracing/jaeger:2.20.0", "memory": 512,
            "healthCheck": {"command": ["CMD-SHELL", "curl -f http://127.0.0.1:13133/status || exit 1"]}}]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [{"name": "jaeger", "image": "jaegertracing/jaeger:2.20.0", "memory": 512,
            "healthCheck": {"command": ["CMD-SHELL", "wget -q -O /dev/null http://127.0.0.1:13133/status || exit 1"]}}]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        let (Some(image), Some(check)) = (container.image.known(), container.health_check.known()) else { continue };
        let image = Image::of(image);
        let (program, help) = if (image.is_jaeger_1() || image.is_jaeger_2()) && calls_curl(check) {
            (
                "curl",
                "use wget: CMD-SHELL, wget -q -O /dev/null http://127.0.0.1:13133/status || exit 1 (Jaeger 1: :14269/)",
            )
        } else if image.is_collector() && uses_shell(check) {
            ("a shell", "remove the health check, or build an image that contains a program for it")
        } else {
            continue;
        };
        findings.push(Rule::HealthCheckWithoutCurl.finding(
            pointer_to(view, container).then("healthCheck").then("command"),
            format!(
                "the container `{}` never becomes healthy: its health check uses {program}, which its image does not contain",
                container_name(container)
            ),
            help,
        ));
    }
}

fn words<'c>(check: &'c HealthCheck<'_>) -> impl Iterator<Item = &'c str> {
    check.command.known().into_iter().flatten().filter_map(|word| word.known()).map(|word| &**word)
}

fn calls_curl(check: &HealthCheck<'_>) -> bool {
    words(check).flat_map(|word| word.split(|c: char| !c.is_ascii_alphanumeric())).any(|word| word == "curl")
}

fn uses_shell(check: &HealthCheck<'_>) -> bool {
    words(check).next() == Some("CMD-SHELL")
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn images() {
        let with = |image: &str, command: &str| {
            format!(
                r#"[{{"name": "a", "image": "{image}", "memory": 512, "healthCheck": {{"command": [{command}]}}}}]"#
            )
        };
        let warning = |program: &str| {
            format!(
                "warning[health-check-without-curl]: the container `a` never becomes healthy: its health check uses {program}, which its image does not contain at /0/healthCheck/command"
            )
        };
        let curl = r#""CMD", "/usr/bin/curl", "-f", "http://127.0.0.1""#;
        check(&with("api:1", curl), &[]);
        check(&with("jaegertracing/jaeger:2.20.0", curl), &[&warning("curl")]);
        check(&with("jaegertracing/jaeger:2.20.0", r#""CMD", "curling""#), &[]);
        check(&with("otel/opentelemetry-collector:0.130.0", r#""CMD", "/healthcheck""#), &[]);
        check(&with("otel/opentelemetry-collector:0.130.0", r#""CMD-SHELL", "true""#), &[&warning("a shell")]);
    }
}
