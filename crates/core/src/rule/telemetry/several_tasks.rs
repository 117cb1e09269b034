//! A service whose tasks each run Jaeger with memory storage has only one task: a load balancer sends people to any task, and
//! each task has only its own traces.

use crate::facts::View;
use crate::rule::images::image::Image;
use crate::rule::{Description, Finding, Rule, Service, Severity, Source, container_name, pointer_to};

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
                pointer_to(view, container),
                format!("the service runs {count} tasks, but Jaeger in the container `{}` of each task has only the traces of that task", container_name(container)),
                "run one Jaeger as a separate service and send the traces to it, or turn on stickiness at the load balancer",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::{Rule, Service, lint};
    use crate::text::Document;

    #[test]
    fn more_than_one_task() {
        let text = r#"[{"name": "jaeger", "image": "jaegertracing/jaeger:2.20.0", "memory": 512}]"#;
        let document = Document::scan(text).unwrap();
        let is_warned = |desired_count: Option<u32>| {
            let findings = lint(document.root(), &Service::default().with_desired_count(desired_count)).unwrap();
            findings.iter().any(|finding| finding.rule == Rule::SeveralTasks)
        };
        assert_eq!([None, Some(1), Some(2)].map(is_warned), [false, false, true]);
    }
}
