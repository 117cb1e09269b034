//! Jaeger keeps traces in memory: something bounds how many.

use crate::facts::View;
use crate::rule::images::image::Image;
use crate::rule::{Description, Example, name_of, place};
use crate::rule::{Finding, Rule, Severity, Source};

pub(crate) const DESCRIPTION: Description = Description {
    name: "unbounded-memory",
    severity: Severity::Warning,
    source: Some(Source {
        title: "Jaeger, Memory storage",
        url: "https://www.jaegertracing.io/docs/latest/storage/memory/",
    }),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "memory": "1024", "containerDefinitions": [{"name": "jaeger", "image": "jaegertracing/jaeger:2.20.0"}]}"#,
        holds: r#"{"family": "api", "memory": "1024", "containerDefinitions": [{"name": "jaeger", "image": "jaegertracing/jaeger:2.20.0", "memory": 512}]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        let Some(image) = container.image.known().map(|image| Image::of(image)) else { continue };
        if !container.memory.is_absent() || !(image.is_jaeger_1() || image.is_jaeger_2()) {
            continue;
        }
        let bound = if image.is_jaeger_1() && container.variable("MEMORY_MAX_TRACES").is_none() {
            "without bound"
        } else {
            "by number, whatever their size"
        };
        findings.push(Rule::UnboundedMemory.finding(
            place(view, container),
            format!(
                "Jaeger in the container `{}` keeps traces {bound}, and can take the application's memory",
                name_of(container)
            ),
            "add `memory`, in MiB: the container is stopped at it, and the application is not",
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::found;

    #[test]
    fn bounds() {
        let with =
            |member: &str| format!(r#"[{{"name": "jaeger", "image": "jaegertracing/all-in-one:1.76.0"{member}}}]"#);
        let told =
            |member: &str| found(&with(member)).into_iter().find(|finding| finding.contains("[unbounded-memory]"));
        assert_eq!(told(r#", "memory": 512"#), None);
        assert!(told("").unwrap().contains("without bound"));
        let variable = r#", "environment": [{"name": "MEMORY_MAX_TRACES", "value": "1000"}]"#;
        assert!(told(variable).unwrap().contains("by number"));
    }
}
