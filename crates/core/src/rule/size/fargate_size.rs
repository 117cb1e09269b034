//! A Fargate task has one of the sizes that there are.

use crate::facts::{Fact, Form, View};
use crate::facts::{Unit, units};
use crate::rule::fargate::{System, cpu_sizes, memory_sizes};
use crate::rule::{Description, Example, guide};
use crate::rule::{Finding, Rule, Severity, is_unwritten};
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
            format!("no Fargate task has {cpu} CPU units{on}"),
            format!("the CPU units of a task{on} are {}", listed(&cpu_sizes(system))),
        ));
    } else if let Some(memory) = memory.filter(|memory| !sizes.contains(memory)) {
        findings.push(Rule::FargateSize.finding(
            at("memory"),
            format!("no Fargate task with {cpu} CPU units has {memory} MiB of memory"),
            format!("the memory of such a task in MiB is {}", listed(&sizes)),
        ));
    }
}

/// What a size of the task means; what is wrong with it is reported.
fn amount(
    view: &View<'_>,
    member: &'static str,
    size: &Fact<Value<'_>>,
    unit: Unit,
    findings: &mut Vec<Finding>,
) -> Option<u32> {
    let help = "Fargate takes CPU units (\"256\") or vCPUs (\".25 vCPU\"), and MiB (\"512\") or GB (\"0.5 GB\")";
    match size {
        Fact::Known(value) if is_unwritten(value) => None,
        Fact::Known(value) => units(value, unit).or_else(|| {
            let at = view.form.task().then(member);
            findings.push(Rule::FargateSize.finding(at, format!("{value} is no {member} of a task"), help));
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

/// Sizes in words: each of a few, and the bounds of many, which are in even steps.
fn listed(sizes: &[u32]) -> String {
    match sizes {
        [first, second, .., last] if sizes.len() > 8 => {
            format!("from {first} to {last} in steps of {}", second - first)
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

    /// Every size of the table holds, and every neighbour of one that is none itself breaks the rule.
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
    fn how_sizes_are_written() {
        check(&with("\"1 vCPU\"", "\"2 GB\"", "LINUX"), &[]);
        check(&with("\".25 vcpu\"", "\"0.5GB\"", "LINUX"), &[]);
        check(&with("\"${cpu}\"", "\"{{ memory }}\"", "LINUX"), &[]);
        check(
            &with("\"1 vCPU\"", "\"512\"", "LINUX"),
            &["error[fargate-size]: no Fargate task with 1024 CPU units has 512 MiB of memory at /memory"],
        );
        check(&with("\"lots\"", "\"2048\"", "LINUX"), &["error[fargate-size]: \"lots\" is no cpu of a task at /cpu"]);
        check(
            &with("\"256\"", "\"512\"", "WINDOWS_SERVER_2022_CORE"),
            &["error[fargate-size]: no Fargate task has 256 CPU units on Windows at /cpu"],
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
