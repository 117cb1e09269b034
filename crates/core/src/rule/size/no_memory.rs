//! A task or each of its containers states its memory.

use crate::facts::{Form, View};
use crate::rule::{Description, Example, api, name_of, place};
use crate::rule::{Finding, Rule, Severity};

pub(crate) const DESCRIPTION: Description = Description {
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

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
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
        "add `memory` or `memoryReservation`, in MiB, or set the parameter `memory` of a sidecar that has one",
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
