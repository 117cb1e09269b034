//! Jaeger 2 is configured with arguments; it ignores the variables of Jaeger 1.

use crate::facts::View;
use crate::rule::images::image::Image;
use crate::rule::{Description, Example, Finding, Rule, Severity, Source, container_name, pointer_to};

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

/// Variables that people set for Jaeger 1, and what to do in Jaeger 2.
const REPLACED: [(&str, &str); 6] = [
    ("QUERY_BASE_PATH", "use the argument --set=extensions.jaeger_query.base_path=…"),
    ("MEMORY_MAX_TRACES", "use the argument --set=extensions.jaeger_storage.backends.some_storage.memory.max_traces=…"),
    ("COLLECTOR_OTLP_ENABLED", "remove it: Jaeger 2 always accepts OTLP"),
    ("COLLECTOR_ZIPKIN_HOST_PORT", "remove it: Jaeger 2 always accepts Zipkin"),
    ("SPAN_STORAGE_TYPE", "configure the storage in a configuration file of Jaeger 2"),
    ("LOG_LEVEL", "use the argument --set=service.telemetry.logs.level=…"),
];

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        if container.image.known().is_none_or(|image| !Image::of(image).is_jaeger_2()) {
            continue;
        }
        for (variable, help) in REPLACED {
            if let Some((index, _)) = container.variable(variable) {
                findings.push(Rule::Jaeger2Variable.finding(
                    pointer_to(view, container).then("environment").then(index),
                    format!(
                        "Jaeger 2 in the container `{}` ignores the variable `{variable}` of Jaeger 1",
                        container_name(container)
                    ),
                    help,
                ));
            }
        }
    }
}
