//! The CPU and memory of all containers fit into the task.

use crate::facts::{Container, Unit, View, units};
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, pointer_to};
use crate::text::Hint;

pub(crate) const DESCRIPTION: Description = Description {
    name: "exceeds-task-size",
    severity: Severity::Error,
    source: Some(api!("ContainerDefinition")),
    refusal: Some("The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'."),
    example: Some(Example {
        breaks: r#"{"family": "api", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
            "cpu": "256", "memory": "512", "containerDefinitions": [
                {"name": "api", "image": "api:1", "cpu": 200}, {"name": "web", "image": "web:1", "cpu": 57}
            ]}"#,
        holds: r#"{"family": "api", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
            "cpu": "256", "memory": "512", "containerDefinitions": [
                {"name": "api", "image": "api:1", "cpu": 200}, {"name": "web", "image": "web:1", "cpu": 56}
            ]}"#,
    }),
};

const HELP: &str = "make the task larger, or the containers smaller";

/// An injection can make the task larger.
const RESIZE: Hint = Hint::Setting("resize");

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    // Windows containers ignore the size of the task.
    if view.is_windows() {
        return;
    }
    let at = |member: &'static str| view.form.task().then(member);
    let exceeded = |size: i64, wanted: &dyn Fn(&Container<'_>) -> i64| {
        let sum = view.containers.iter().map(|container| wanted(container)).fold(0, i64::saturating_add);
        (sum > size).then_some(sum)
    };
    if let Some(cpu) = view.cpu.known().and_then(|cpu| units(cpu, Unit::VirtualCpu))
        && let Some(sum) = exceeded(cpu.into(), &|container| *container.cpu.known().unwrap_or(&0))
    {
        let message = format!("the containers reserve {sum} CPU units, but the task has {cpu}");
        findings.push(Rule::ExceedsTaskSize.finding(at("cpu"), message, HELP).with_hint(RESIZE));
    }
    if let Some(memory) = view.memory.known().and_then(|memory| units(memory, Unit::Gigabyte)) {
        let mut has_one_too_large = false;
        for container in &view.containers {
            if let Some(limit) = container.memory.known().filter(|limit| **limit > memory.into()) {
                has_one_too_large = true;
                let at = pointer_to(view, container).then("memory");
                let message = format!(
                    "the container `{}` may use {limit} MiB of memory, but the task has {memory}",
                    container_name(container)
                );
                findings.push(Rule::ExceedsTaskSize.finding(at, message, HELP).with_hint(RESIZE));
            }
        }
        if let Some(sum) = exceeded(memory.into(), &reserved_memory).filter(|_| !has_one_too_large) {
            let message = format!("the containers reserve {sum} MiB of memory, but the task has {memory}");
            findings.push(Rule::ExceedsTaskSize.finding(at("memory"), message, HELP).with_hint(RESIZE));
        }
    }
}

/// The memory that a container reserves, in MiB.
fn reserved_memory(container: &Container<'_>) -> i64 {
    *container.memory_reservation.known().or(container.memory.known()).unwrap_or(&0)
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn memory() {
        let with = |api: &str, web: &str| {
            format!(
                r#"{{"memory": "1 GB", "containerDefinitions": [{{"name": "api", "image": "api:1", {api}}}, {{"name": "web", "image": "web:1", {web}}}]}}"#
            )
        };
        check(&with(r#""memory": 512"#, r#""memory": 512"#), &[]);
        check(&with(r#""memory": 1024, "memoryReservation": 512"#, r#""memory": 1024, "memoryReservation": 512"#), &[]);
        check(
            &with(r#""memory": 512"#, r#""memoryReservation": 513"#),
            &["error[exceeds-task-size]: the containers reserve 1025 MiB of memory, but the task has 1024 at /memory"],
        );
        check(
            &with(r#""memory": 1025"#, r#""memory": 512"#),
            &[
                "error[exceeds-task-size]: the container `api` may use 1025 MiB of memory, but the task has 1024 at /containerDefinitions/0/memory",
            ],
        );
    }

    #[test]
    fn windows_ignores_the_task_size() {
        check(
            r#"{"memory": "512", "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}, "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 1024}]}"#,
            &[],
        );
    }
}
