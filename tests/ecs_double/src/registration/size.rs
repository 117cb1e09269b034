//! CPU and memory of the task and its containers.

use super::{is_fargate, name};
use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;

pub(super) fn check(definition: &Json) -> Result<(), Refusal> {
    let cpu = quantity(definition, "cpu", "vcpu")?;
    let memory = quantity(definition, "memory", "gb")?;
    if is_fargate(definition) {
        fargate(definition, cpu, memory)?;
    }
    let mut cpu_of_containers = 0;
    for container in definition.list("containerDefinitions") {
        let name = name(container);
        let number = |member| container.get(member).and_then(Json::int);
        let (hard, soft) = (number("memory"), number("memoryReservation"));
        if memory.is_none() && hard.is_none() && soft.is_none() {
            let message = format!(
                "Invalid setting for container '{name}'. At least one of 'memory' or 'memoryReservation' must be specified."
            );
            return Err(Refusal::client(message));
        }
        if hard.is_some_and(|hard| hard < 6) {
            return Err(Refusal::client(format!("Invalid 'memory' setting for container '{name}': at least 6 MiB.")));
        }
        if hard.zip(soft).is_some_and(|(hard, soft)| soft > hard) {
            let message = format!(
                "Invalid setting for container '{name}'. 'memory' must be greater than or equal to 'memoryReservation'."
            );
            return Err(Refusal::client(message));
        }
        if memory.zip(hard.or(soft)).is_some_and(|(task, own)| own > task) {
            let message = format!("The 'memory' setting for container '{name}' is greater than for the task.");
            return Err(Refusal::client(message));
        }
        cpu_of_containers += number("cpu").unwrap_or(0);
    }
    if cpu.is_some_and(|cpu| cpu_of_containers > cpu) {
        return Err(Refusal::client("The sum of the 'cpu' of the containers is greater than for the task."));
    }
    let reserved: i64 = definition.list("containerDefinitions").iter().map(reserved_memory).sum();
    if memory.is_some_and(|memory| reserved > memory) {
        return Err(Refusal::client("The memory reserved by the containers is greater than for the task."));
    }
    Ok(())
}

/// The memory that is reserved for a container, in MiB.
fn reserved_memory(container: &Json) -> i64 {
    let number = |member| container.get(member).and_then(Json::int);
    number("memoryReservation").or_else(|| number("memory")).unwrap_or(0)
}

/// CPU units or MiB: `512`, `0.5 vCPU`, `1 GB`.
fn quantity(definition: &Json, member: &str, unit: &str) -> Result<Option<i64>, Refusal> {
    let Some(text) = definition.get_str(member) else { return Ok(None) };
    let lower = text.to_ascii_lowercase();
    let number = match lower.strip_suffix(unit) {
        Some(number) => number.trim().parse().ok().map(|number: f64| (number * 1024.0) as i64),
        None => lower.trim().parse().ok(),
    };
    number.map(Some).ok_or_else(|| Refusal::client(format!("Invalid '{member}' setting for task: {text}")))
}

fn fargate(definition: &Json, cpu: Option<i64>, memory: Option<i64>) -> Result<(), Refusal> {
    if definition.get_str("networkMode").as_deref() != Some("awsvpc") {
        return Err(Refusal::client("Fargate only supports network mode 'awsvpc'."));
    }
    let Some(cpu) = cpu else {
        return Err(Refusal::client("Fargate requires that 'cpu' be defined at the task level."));
    };
    let Some(memory) = memory else {
        return Err(Refusal::client("Fargate requires that 'memory' be defined at the task level."));
    };
    let exists = match cpu {
        256 => [512, 1024, 2048].contains(&memory),
        512 => steps(memory, 1024, 4096, 1024),
        1024 => steps(memory, 2048, 8192, 1024),
        2048 => steps(memory, 4096, 16384, 1024),
        4096 => steps(memory, 8192, 30720, 1024),
        8192 => steps(memory, 16384, 61440, 4096),
        16384 => steps(memory, 32768, 122_880, 8192),
        32768 => [61440, 122_880, 249_856].contains(&memory),
        _ => return Err(Refusal::client("Invalid 'cpu' setting for task.")),
    };
    if exists { Ok(()) } else { Err(Refusal::client("No Fargate configuration exists for given values.")) }
}

fn steps(memory: i64, low: i64, high: i64, step: i64) -> bool {
    (low..=high).contains(&memory) && (memory - low) % step == 0
}
