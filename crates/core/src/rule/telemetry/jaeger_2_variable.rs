//! Jaeger 2 is configured by arguments; the variables of Jaeger 1 do nothing there.

use crate::facts::View;
use crate::rule::images::image::Image;
use crate::rule::{Description, Example, name_of, place};
use crate::rule::{Finding, Rule, Severity, Source};

pub(crate) const DESCRIPTION: Description = Description {
    name: "jaeger-2-variable",
    severity: Severity::Warning,
    source: Some(Source {
        title: "Jaeger, Migrating to v2",
        url: "https://www.jaegertracing.io/docs/latest/external-guides/migration/",
    }),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [{"name": "jaeger", "image": "jaegertracing/jaeger:2.20.0", "memory": 512,
            "environment": [{"name": "QUERY_BASE_PATH", "value": "/jaeger"}]}]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [{"name": "jaeger", "image": "jaegertracing/jaeger:2.20.0", "memory": 512,
            "command": ["--set=extensions.jaeger_query.base_path=/jaeger"]}]}"#,
    }),
};

/// The variables that people set for Jaeger 1, and what does the same in Jaeger 2.
const REPLACED: [(&str, &str); 6] = [
    ("QUERY_BASE_PATH", "the argument --set=extensions.jaeger_query.base_path=…"),
    ("MEMORY_MAX_TRACES", "the argument --set=extensions.jaeger_storage.backends.some_storage.memory.max_traces=…"),
    ("COLLECTOR_OTLP_ENABLED", "nothing: OTLP is on"),
    ("COLLECTOR_ZIPKIN_HOST_PORT", "nothing: Zipkin is on"),
    ("SPAN_STORAGE_TYPE", "a configuration of the storage"),
    ("LOG_LEVEL", "the argument --set=service.telemetry.logs.level=…"),
];

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        if container.image.known().is_none_or(|image| !Image::of(image).is_jaeger_2()) {
            continue;
        }
        for (variable, instead) in REPLACED {
            if let Some((index, _)) = container.variable(variable) {
                findings.push(Rule::Jaeger2Variable.finding(
                    place(view, container).then("environment").then(index),
                    format!(
                        "the variable `{variable}` of the container `{}` does nothing in Jaeger 2",
                        name_of(container)
                    ),
                    format!("in its place stands {instead}"),
                ));
            }
        }
    }
}
