//! A task or each of its containers states its memory.

use super::{Description, Example, api, name_of, place};
use crate::finding::{Finding, Severity};
use crate::form::Form;
use crate::rule::Rule;
use crate::view::View;

pub(super) const DESCRIPTION: Description = Description {
    name: "no-memory",
    severity: Severity::Error,
    source: Some(api!("ContainerDefinition")),
    refusal: Some(
        "Invalid setting for container 'api'. At least one of 'memory' or 'memoryReservation' must be specified.",
    ),
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1", "memoryReservation": 512}]}"#,
    }),
};

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    // Without memory a Fargate task has no size, which is told by another rule.
    if view.form == Form::Containers || view.is_fargate() || !view.memory.is_absent() {
        return;
    }
    let mut without = view.containers.iter().filter(|container| !container.states_memory());
    let Some(first) = without.next() else { return };
    // One finding however many there are: a task that states no memory at all is often completed elsewhere.
    let and = match without.count() {
        0 => String::new(),
        others => format!(" (and {others} more)"),
    };
    findings.push(Rule::NoMemory.finding(
        place(view, first),
        format!("neither the task nor the container `{}`{and} states its memory", name_of(first)),
        "add `memory` or `memoryReservation`, in MiB; a sidecar with a parameter for it takes --set memory=…",
    ));
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn where_it_may_stand() {
        check(r#"{"memory": "512", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#, &[]);
        check(r#"[{"name": "api", "image": "api:1"}]"#, &[]);
        check(
            r#"{"containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}, {"name": "web", "image": "web:1"}]}"#,
            &[
                "error[no-memory]: neither the task nor the container `web` states its memory at /containerDefinitions/1",
            ],
        );
    }
}
