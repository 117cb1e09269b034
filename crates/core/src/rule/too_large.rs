//! A task definition has at most 64 KiB, measured here as compact JSON.
//!
//! Before: 64 KiB and one byte. After: 64 KiB.
//! Source: Amazon ECS service quotas, "Task definition size"; the limit was 32 KiB in earlier years.

use crate::finding::{Finding, Rule};
use crate::rule::Subject;

const LIMIT: usize = 64 * 1024;

pub(super) fn check(subject: &Subject<'_, '_>) -> Option<Finding> {
    let size = subject.view.compact_len.saturating_add_signed(subject.growth);
    (subject.growth > 0 && size > LIMIT).then(|| {
        Rule::TooLarge.finding(
            subject.view.form.task(),
            format!(
                "with `{}` the task definition would have {size} bytes, and ECS takes at most {LIMIT}",
                subject.name
            ),
            "move variables into an environment file, or take containers out",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::LIMIT;
    use crate::document::Document;
    use crate::op::Op;
    use crate::plan::{Policy, plan_injection};
    use crate::rule::growth;
    use crate::sidecar::Sidecar;
    use crate::template::Template;
    use crate::view::View;

    #[test]
    fn the_last_byte_that_fits() {
        let with = |padding: usize| {
            let padding = "x".repeat(padding);
            format!(
                r#"{{ "networkMode": "awsvpc", "containerDefinitions": [{{"name": "api", "environment": [], "user": "{padding}"}}] }}"#
            )
        };
        let plan = |padding: usize| {
            let text = with(padding);
            let document = Document::scan(&text).unwrap();
            let view = View::read(document.root(), "jaeger").unwrap();
            let plan = plan_injection(&view, &Sidecar::built_in("jaeger").unwrap(), &Policy::default());
            (view.compact_len, plan)
        };
        let (size, small) = plan(0);
        let room = LIMIT - size - growth(&small.ops, None).unsigned_abs();
        assert!(matches!(small.ops[0], Op::AddContainer { .. }));
        assert_eq!(plan(room).1.errors().count(), 0);
        let error = plan(room + 1).1.errors().next().unwrap().to_string();
        assert_eq!(
            error,
            "error[too-large]: with `jaeger` the task definition would have 65537 bytes, and ECS takes at most 65536"
        );
    }

    #[test]
    fn what_makes_nothing_larger_is_let_through() {
        let record =
            r#""dockerLabels": {"outrigger": "{\"version\":1,\"sidecar\":\"jaeger\",\"members\":[\"image\"]}"}"#;
        let padding = "x".repeat(LIMIT);
        let text = format!(
            r#"{{"containerDefinitions": [{{"name": "api", "user": "{padding}"}}, {{"name": "jaeger", "image": "jaeger:1", {record}}}]}}"#
        );
        let errors = |image: &str| {
            let template = r#"{"name": "jaeger", "parameters": {"image": {}}, "container": {"image": "${image}"}}"#;
            let sidecar = Template::parse(template).unwrap().sidecar([("image", image)]).unwrap();
            let document = Document::scan(&text).unwrap();
            let view = View::read(document.root(), "jaeger").unwrap();
            let plan = plan_injection(&view, &sidecar, &Policy::default());
            assert_eq!(plan.ops.len(), 1);
            plan.errors().count()
        };
        assert_eq!((errors("jaeger:2"), errors("jaeger:10")), (0, 1));
    }
}
