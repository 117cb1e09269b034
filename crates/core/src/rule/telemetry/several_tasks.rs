//! Jaeger that keeps traces in memory stands in one task alone: a load balancer sends people to any of several, each of which
//! knows its own task's traces.

use crate::facts::View;
use crate::rule::images::image::Image;
use crate::rule::{Description, Service, Source, name_of, place};
use crate::rule::{Finding, Rule, Severity};

pub(crate) const DESCRIPTION: Description = Description {
    name: "several-tasks",
    severity: Severity::Warning,
    source: Some(Source {
        title: "Jaeger, Memory storage",
        url: "https://www.jaegertracing.io/docs/latest/storage/memory/",
    }),
    refusal: None,
    example: None,
};

pub(crate) fn check(view: &View<'_>, service: &Service, findings: &mut Vec<Finding>) {
    let Some(count) = service.desired_count.filter(|count| *count > 1) else { return };
    for container in &view.containers {
        let is_jaeger = |image: Image<'_>| image.is_jaeger_1() || image.is_jaeger_2();
        if container.image.known().is_some_and(|image| is_jaeger(Image::of(image))) {
            findings.push(Rule::SeveralTasks.finding(
                place(view, container),
                format!("the service runs {count} tasks, and Jaeger in the container `{}` of each knows that task's traces alone", name_of(container)),
                "run one Jaeger as a service of its own and send traces to it, or turn stickiness on at the load balancer",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::{Rule, Service, lint};
    use crate::text::Document;

    #[test]
    fn how_many() {
        let text = r#"[{"name": "jaeger", "image": "jaegertracing/jaeger:2.20.0", "memory": 512}]"#;
        let document = Document::scan(text).unwrap();
        let is_warned = |desired_count| {
            let findings = lint(document.root(), &Service { desired_count }).unwrap();
            findings.iter().any(|finding| finding.rule == Rule::SeveralTasks)
        };
        assert_eq!([None, Some(1), Some(2)].map(is_warned), [false, false, true]);
    }
}
