//! A task needs at least one essential container; one is essential unless it says otherwise.
//!
//! Before: `[{"name": "api", "essential": false}]`. After: `[{"name": "api"}]`.
//! Source: API reference, `ContainerDefinition`, `essential`.

use crate::finding::{Finding, Rule};
use crate::rule::Subject;
use crate::view::View;

const HELP: &str = "make the application's container essential";

pub(super) fn check(subject: &Subject<'_, '_>) -> Option<Finding> {
    let may_be_essential = |essential: Option<bool>| essential != Some(false);
    let is_met = may_be_essential(subject.sidecar.is_essential())
        || subject.others.iter().any(|(_, container)| may_be_essential(container.is_essential()));
    (subject.is_new && !is_met).then(|| {
        let message =
            format!("the task would have no essential container: `{}` is none, and no other is", subject.name);
        Rule::NoEssentialContainer.finding(subject.view.form.containers(), message, HELP)
    })
}

pub(super) fn check_removal(view: &View<'_>, index: usize) -> Option<Finding> {
    let mut others = view.containers.iter().enumerate().filter(|(other, _)| *other != index);
    others.all(|(_, container)| container.is_essential() == Some(false)).then(|| {
        Rule::NoEssentialContainer.finding(
            view.form.containers(),
            "the task would be left without an essential container",
            HELP,
        )
    })
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::{check, check_removal};

    #[test]
    fn injection() {
        let with = |containers: &str| format!(r#"{{"networkMode": "awsvpc", "containerDefinitions": [{containers}]}}"#);
        let unwired = "warning[nothing-to-wire]: no container of the application was found that could be told about the sidecar at /containerDefinitions";
        let error = "error[no-essential-container]: the task would have no essential container: `jaeger` is none, and no other is at /containerDefinitions";
        check(&with(r#"{"name": "api"}"#), &[]);
        check(&with(r#"{"name": "api", "essential": false}"#), &[unwired, error]);
        check(&with(""), &[unwired, error]);
        check(&with(r#"{"name": "api", "essential": "no"}"#), &[unwired]);
    }

    #[test]
    fn removal() {
        let record = r#""dockerLabels": {"outrigger": "{\"version\":1,\"sidecar\":\"jaeger\"}"}"#;
        let with = |containers: &str| format!(r#"[{containers}, {{"name": "jaeger", "essential": true, {record}}}]"#);
        check_removal(&with(r#"{"name": "api"}"#), &[]);
        check_removal(
            &with(r#"{"name": "api", "essential": false}"#),
            &["error[no-essential-container]: the task would be left without an essential container at "],
        );
    }
}
