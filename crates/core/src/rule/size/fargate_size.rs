//! A Fargate task has a combination of CPU and memory that Fargate supports.

use crate::facts::{Fact, Form, Unit, View, units};
use crate::rule::fargate::{System, cpu_sizes, memory_sizes};
use crate::rule::{Description, Example, Finding, Rule, Severity, guide, is_placeholder_value};
use crate::text::Value;

pub(crate) const DESCRIPTION: Description = Description {
    name: "fargate-size",
    severity: Severity::Error,
    source: Some(guide!(
        "task-cpu-memory-error",
        "Troubleshoot Amazon ECS task definition invalid CPU or memory errors"
    )),
    refusal: Some("No Fargate configuration exists for given values."),
    example: Some(Example {
        breaks: r#"{"family": "api", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
            "cpu": "256", "memory": "4096", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#,
        holds: r#"{"family": "api", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
            "cpu": "512", "memory": "4096", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    if view.form == Form::Containers || !view.is_fargate() {
        return;
    }
    let system = System::of(view);
    let cpu = amount(view, "cpu", &view.cpu, Unit::VirtualCpu, findings);
    let memory = amount(view, "memory", &view.memory, Unit::Gigabyte, findings);
    let Some(cpu) = cpu else { return };
    let at = |member: &'static str| view.form.task().then(member);
    let sizes = memory_sizes(cpu, system);
    let on = if system == System::Windows { " on Windows" } else { "" };
    if sizes.is_empty() {
        findings.push(Rule::FargateSize.finding(
            at("cpu"),
            format!("Fargate does not support {cpu} CPU units{on}"),
            format!("set `cpu` to {}", listed(&cpu_sizes(system))),
        ));
    } else if let Some(memory) = memory.filter(|memory| !sizes.contains(memory)) {
        findings.push(Rule::FargateSize.finding(
            at("memory"),
            format!("Fargate does not support {memory} MiB of memory with {cpu} CPU units"),
            format!("set `memory` to {} MiB", listed(&sizes)),
        ));
    }
}

/// Reads a size of the task, and reports an invalid one.
fn amount(
    view: &View<'_>,
    member: &'static str,
    size: &Fact<Value<'_>>,
    unit: Unit,
    findings: &mut Vec<Finding>,
) -> Option<u32> {
    let help =
        "set `cpu` in CPU units (\"256\") or vCPUs (\".25 vCPU\"), and `memory` in MiB (\"512\") or GB (\"0.5 GB\")";
    match size {
        Fact::Known(value) if is_placeholder_value(value) => None,
        Fact::Known(value) => units(value, unit).or_else(|| {
            let at = view.form.task().then(member);
            findings.push(Rule::FargateSize.finding(
                at,
                format!("`{member}` of the task is {value}, which is not a valid amount"),
                help,
            ));
            None
        }),
        Fact::Absent | Fact::Null => {
            let message = format!("a Fargate task needs `{member}`");
            findings.push(Rule::FargateSize.finding(view.form.task(), message, help));
            None
        }
        Fact::Unknown => None,
    }
}

/// Sizes for a message: a few one by one, many as a range with even steps.
fn listed(sizes: &[u32]) -> String {
    match sizes {
        [first, second, .., last] if sizes.len() > 8 => {
            format!("a value from {first} to {last} in steps of {}", second - first)
        }
        _ => format!("one of {}", sizes.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::fargate::{System, cpu_sizes, memory_sizes};
    use crate::rule::tests::{check, found};

    fn with(cpu: &str, memory: &str, family: &str) -> String {
        format!(
            r#"{{"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": {cpu}, "memory": {memory}, "runtimePlatform": {{"operatingSystemFamily": "{family}"}}, "containerDefinitions": [{{"name": "api", "image": "api:1"}}]}}"#
        )
    }

    /// Every size in the table is allowed, and every neighbour that is not in the table breaks the rule.
    #[test]
    fn every_size_and_every_neighbour() {
        for (system, family) in [(System::Linux, "LINUX"), (System::Windows, "WINDOWS_SERVER_2022_CORE")] {
            let is_size = |cpu: u32, memory: u32| memory_sizes(cpu, system).contains(&memory);
            for cpu in [256, 512, 1024, 2048, 4096, 8192, 16384, 32768] {
                for near in [cpu - 1, cpu, cpu + 1, cpu * 2] {
                    let sizes = if cpu_sizes(system).contains(&cpu) { memory_sizes(cpu, system) } else { vec![2048] };
                    for memory in sizes {
                        for memory in [memory - 1, memory, memory + 1, memory + 512, memory + 1024, memory + 4096] {
                            let found = found(&with(&format!("\"{near}\""), &format!("\"{memory}\""), family));
                            assert_eq!(found.is_empty(), is_size(near, memory), "{near} {memory}: {found:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn notations_of_sizes() {
        check(&with("\"1 vCPU\"", "\"2 GB\"", "LINUX"), &[]);
        check(&with("\".25 vcpu\"", "\"0.5GB\"", "LINUX"), &[]);
        check(&with("\"${cpu}\"", "\"{{ memory }}\"", "LINUX"), &[]);
        check(
            &with("\"1 vCPU\"", "\"512\"", "LINUX"),
            &["error[fargate-size]: Fargate does not support 512 MiB of memory with 1024 CPU units at /memory"],
        );
        check(
            &with("\"lots\"", "\"2048\"", "LINUX"),
            &["error[fargate-size]: `cpu` of the task is \"lots\", which is not a valid amount at /cpu"],
        );
        check(
            &with("\"256\"", "\"512\"", "WINDOWS_SERVER_2022_CORE"),
            &["error[fargate-size]: Fargate does not support 256 CPU units on Windows at /cpu"],
        );
        let needs = |member: &str| format!("error[fargate-size]: a Fargate task needs `{member}` at ");
        check(
            r#"{"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#,
            &[&needs("cpu"), &needs("memory")],
        );
        check(
            r#"{"requiresCompatibilities": ["EC2"], "cpu": "300", "memory": "512", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#,
            &[],
        );
    }
}
