//! The task or each of its containers sets its memory.

use crate::facts::{Form, View};
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, pointer_to};

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
    // Another rule reports a Fargate task without memory.
    if view.form == Form::Containers || view.is_fargate() || !view.memory.is_absent() {
        return;
    }
    let mut without = view.containers.iter().filter(|container| !container.states_memory());
    let Some(first) = without.next() else { return };
    // Only one finding, because the memory of the whole task is often added by another tool.
    let and = match without.count() {
        0 => String::new(),
        others => format!(" (and {others} more)"),
    };
    findings.push(Rule::NoMemory.finding(
        pointer_to(view, first),
        format!("neither the task nor the container `{}`{and} sets its memory", container_name(first)),
        "add `memory` or `memoryReservation`, in MiB; for a sidecar, set its parameter `memory` if it has one",
    ));
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn in_the_task_or_in_every_container() {
        check(r#"{"memory": "512", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#, &[]);
        check(r#"[{"name": "api", "image": "api:1"}]"#, &[]);
        check(
            r#"{"containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}, {"name": "web", "image": "web:1"}]}"#,
            &["error[no-memory]: neither the task nor the container `web` sets its memory at /containerDefinitions/1"],
        );
    }
}
