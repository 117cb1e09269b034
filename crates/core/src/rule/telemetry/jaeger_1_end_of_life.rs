//! Jaeger 1 gets no more security updates: its last release was 1.76.0, and its support ended on 31 December 2025.

use crate::facts::View;
use crate::rule::images::image::Image;
use crate::rule::{Description, Example, Finding, Rule, Severity, Source, container_name, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "jaeger-1-end-of-life",
    severity: Severity::Warning,
    source: Some(Source { title: "Jaeger, Download", url: "https://www.jaegertracing.io/download/" }),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [{"name": "jaeger", "image": "jaegertracing/all-in-one:1.76.0", "memory": 512}]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [{"name": "jaeger", "image": "jaegertracing/jaeger:2.20.0", "memory": 512}]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        if container.image.known().is_some_and(|image| Image::of(image).is_jaeger_1()) {
            findings.push(Rule::Jaeger1EndOfLife.finding(
                pointer_to(view, container).then("image"),
                format!(
                    "the container `{}` runs Jaeger 1, which has had no updates since the end of 2025",
                    container_name(container)
                ),
                "use the image jaegertracing/jaeger with version 2, as the built-in sidecar jaeger-v2 does",
            ));
        }
    }
}
