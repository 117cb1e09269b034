//! A container with Jaeger has a memory limit, because Jaeger keeps traces in memory.

use crate::facts::View;
use crate::rule::images::image::Image;
use crate::rule::{Description, Example, Finding, Rule, Severity, Source, container_name, pointer_to};

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
        let amount = if image.is_jaeger_1() && container.variable("MEMORY_MAX_TRACES").is_none() {
            "any number of traces"
        } else {
            "a limited number of traces of any size"
        };
        findings.push(Rule::UnboundedMemory.finding(
            pointer_to(view, container),
            format!(
                "Jaeger in the container `{}` has no memory limit: it keeps {amount} and can use up the memory of the application",
                container_name(container)
            ),
            "add `memory`, in MiB: at that limit, ECS stops this container and not the application",
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::found;

    #[test]
    fn limits() {
        let with =
            |member: &str| format!(r#"[{{"name": "jaeger", "image": "jaegertracing/all-in-one:1.76.0"{member}}}]"#);
        let warning =
            |member: &str| found(&with(member)).into_iter().find(|finding| finding.contains("[unbounded-memory]"));
        assert_eq!(warning(r#", "memory": 512"#), None);
        assert!(warning("").unwrap().contains("any number of traces"));
        let variable = r#", "environment": [{"name": "MEMORY_MAX_TRACES", "value": "1000"}]"#;
        assert!(warning(variable).unwrap().contains("a limited number of traces"));
    }
}
