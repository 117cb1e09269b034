//! A container has at least 6 MiB of memory, and its limit is not less than its reservation.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "container-memory",
    severity: Severity::Error,
    source: Some(api!("ContainerDefinition")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 511, "memoryReservation": 512}]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512, "memoryReservation": 512}]}"#,
    }),
};

/// The minimum of the Docker daemon since 20.10, in MiB.
const LEAST: i64 = 6;

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        let name = container_name(container);
        let (limit, reserved) = (container.memory.known(), container.memory_reservation.known());
        for (member, size) in [("memory", limit), ("memoryReservation", reserved)] {
            if let Some(size) = size.filter(|size| **size < LEAST) {
                findings.push(Rule::ContainerMemory.finding(
                    pointer_to(view, container).then(member),
                    format!("the `{member}` of the container `{name}` is {size} MiB; the minimum is {LEAST}"),
                    "set at least 6; the unit is MiB",
                ));
            }
        }
        if let (Some(limit), Some(reserved)) = (limit, reserved)
            && limit < reserved
        {
            findings.push(Rule::ContainerMemory.finding(
                pointer_to(view, container).then("memory"),
                format!("the container `{name}` reserves {reserved} MiB, but its limit is {limit} MiB"),
                "make `memory` larger than `memoryReservation`",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn minimum() {
        let with = |member: &str, size: i64| format!(r#"[{{"name": "api", "image": "api:1", "{member}": {size}}}]"#);
        for member in ["memory", "memoryReservation"] {
            check(&with(member, 6), &[]);
            for size in [5, 0, -1] {
                check(
                    &with(member, size),
                    &[&format!(
                        "error[container-memory]: the `{member}` of the container `api` is {size} MiB; the minimum is 6 at /0/{member}"
                    )],
                );
            }
        }
    }
}
