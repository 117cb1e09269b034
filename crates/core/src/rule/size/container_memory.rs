//! A container has at least 6 MiB, and its limit is not below what it keeps.

use crate::facts::View;
use crate::rule::{Description, Example, api, name_of, place};
use crate::rule::{Finding, Rule, Severity};

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

/// What the Docker daemon takes, since 20.10.
const LEAST: i64 = 6;

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        let name = name_of(container);
        let (limit, kept) = (container.memory.known(), container.memory_reservation.known());
        for (member, size) in [("memory", limit), ("memoryReservation", kept)] {
            if let Some(size) = size.filter(|size| **size < LEAST) {
                findings.push(Rule::ContainerMemory.finding(
                    place(view, container).then(member),
                    format!(
                        "the `{member}` of the container `{name}` is {size} MiB, and no container has less than {LEAST}"
                    ),
                    "the unit is MiB",
                ));
            }
        }
        if let (Some(limit), Some(kept)) = (limit, kept)
            && limit < kept
        {
            findings.push(Rule::ContainerMemory.finding(
                place(view, container).then("memory"),
                format!("the container `{name}` keeps {kept} MiB, and may use {limit}"),
                "make `memory` larger than `memoryReservation`",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn the_least() {
        let with = |member: &str, size: i64| format!(r#"[{{"name": "api", "image": "api:1", "{member}": {size}}}]"#);
        for member in ["memory", "memoryReservation"] {
            check(&with(member, 6), &[]);
            for size in [5, 0, -1] {
                check(
                    &with(member, size),
                    &[&format!(
                        "error[container-memory]: the `{member}` of the container `api` is {size} MiB, and no container has less than 6 at /0/{member}"
                    )],
                );
            }
        }
    }
}
