//! A sidecar as a service of its own: a task definition that runs it alone.

use std::borrow::Cow;

use outrigger::{Rule, Severity, Sidecar, Value};

use crate::diagnostic::Diagnostic;

/// The sizes of Fargate tasks: CPU units, and the least and the most memory in MiB with the step between
/// (Amazon ECS Developer Guide, "Task CPU and memory").
const SIZES: [(u64, u64, u64, u64); 7] = [
    (256, 512, 2048, 512),
    (512, 1024, 4096, 1024),
    (1024, 2048, 8192, 1024),
    (2048, 4096, 16384, 1024),
    (4096, 8192, 30720, 1024),
    (8192, 16384, 61440, 4096),
    (16384, 32768, 122_880, 8192),
];

/// A task definition that runs the sidecar alone, on Fargate.
pub(crate) fn standalone<'v>(sidecar: &'v Sidecar, execution_role_arn: Option<&'v str>) -> Value<'v> {
    let container = alone(sidecar.definition());
    let number = |member| container.get(member).map_or(0, |value| value.to_string().parse().unwrap_or(0));
    let (cpu, memory) = size(number("cpu"), number("memory").max(number("memoryReservation")));
    let mut members = vec![
        ("family", Value::string(sidecar.name())),
        ("networkMode", Value::string("awsvpc")),
        ("requiresCompatibilities", Value::Array(vec![Value::string("FARGATE")])),
        ("cpu", Value::string(cpu.to_string())),
        ("memory", Value::string(memory.to_string())),
    ];
    if let Some(arn) = execution_role_arn {
        members.push(("executionRoleArn", Value::string(arn)));
    }
    members.push(("containerDefinitions", Value::Array(vec![container])));
    if !sidecar.volumes().is_empty() {
        members.push(("volumes", Value::Array(sidecar.volumes().to_vec())));
    }
    Value::object(members)
}

/// What a person must know who registers that task definition.
pub(crate) fn notes(sidecar: &Sidecar, execution_role_arn: Option<&str>) -> Vec<Diagnostic> {
    let warning = |rule, message: &str, help: &str| Diagnostic {
        severity: Severity::Warning,
        rule,
        ..Diagnostic::error(message).with_help(help)
    };
    let definition = sidecar.definition();
    let logs = definition.get("logConfiguration");
    let is_awslogs =
        logs.and_then(|logs| logs.get("logDriver")).and_then(Value::as_str).is_some_and(|driver| driver == "awslogs");
    let mut notes = Vec::new();
    if logs.is_none() {
        notes.push(warning(
            Some(Rule::NoAwslogsToInherit),
            "the container has no log configuration",
            "set both --set log-group=… and --set region=…",
        ));
    }
    if is_awslogs && execution_role_arn.is_none() {
        notes.push(warning(
            None,
            "the log cannot be written: awslogs on Fargate needs an execution role",
            "set --execution-role-arn",
        ));
    }
    notes
}

/// The container as the only one of its task: essential, and with its ports as they are.
fn alone(definition: Value<'static>) -> Value<'static> {
    let Value::Object(mut members) = definition else { return definition };
    match members.iter_mut().find(|(name, _)| name == "essential") {
        Some((_, essential)) => *essential = Value::Bool(true),
        None => members.push((Cow::Borrowed("essential"), Value::Bool(true))),
    }
    // Nothing but this container is there to wait for, or to link to.
    members.retain(|(name, _)| !matches!(&**name, "dependsOn" | "links" | "volumesFrom"));
    for mapping in members.iter_mut().filter(|(name, _)| name == "portMappings").map(|(_, mappings)| mappings) {
        if let Value::Array(mappings) = mapping {
            for mapping in mappings {
                if let Value::Object(members) = mapping {
                    members.retain(|(name, _)| name != "hostPort");
                }
            }
        }
    }
    Value::Object(members)
}

/// The smallest Fargate size that holds this many CPU units and MiB; the largest one where none does.
fn size(cpu: u64, memory: u64) -> (u64, u64) {
    let fits = SIZES.iter().find(|(units, _, most, _)| *units >= cpu && *most >= memory);
    match fits {
        Some((units, least, _, step)) => (*units, memory.max(*least).next_multiple_of(*step)),
        None => (16384, 122_880),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(size(0, 0), (256, 512));
        assert_eq!(size(256, 1025), (256, 1536));
        assert_eq!(size(257, 0), (512, 1024));
        assert_eq!(size(0, 2049), (512, 3072));
        assert_eq!(size(4096, 30721), (8192, 32768));
        assert_eq!(size(99999, 0), (16384, 122_880));
    }
}
