//! [`portable_program`]: an injection or a removal as a program that any jq runs.
//!
//! The rules are four files in jq's language, in a form that jq 1.6 and gojq accept. The sidecar and the policy are written
//! before them as JSON.

use std::fmt::{self, Write};

use outrigger_core::{Direction, Nulls, Policy, READ_ONLY_MEMBERS, Sidecar, Value};

use crate::options::on_conflict_name;

const FACTS: &str = include_str!("facts.jq");
const CHANGE: &str = include_str!("change.jq");
const INJECT: &str = include_str!("inject.jq");
const REMOVE: &str = include_str!("remove.jq");

/// Writes a self-contained jq program that does what the program `outrigger` does: `jq -f PROGRAM task-definition.json`.
///
/// It runs on jq 1.6, 1.7 and 1.8 and on gojq. Where `outrigger` refuses the change, the program raises an error. Numbers and
/// the order of members are those of the jq that runs it. It checks only rules that any sidecar can break:
/// `bridge-network`, `windows-task`, `port-clash`, `too-many-containers`, `too-large`, `exceeds-task-size`, `no-memory` and
/// `no-essential-container`, and for a removal `dangling-reference`. It does not resize the task.
///
/// ```
/// use outrigger_core::{Policy, Sidecar};
/// use outrigger_jq::{Direction, Filter, portable_program};
///
/// let program = portable_program(Direction::Inject, &Sidecar::built_in("jaeger")?, &Policy::default());
/// let text = r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#;
/// assert_eq!(Filter::compile(&program)?.run(text)?, Filter::compile(r#"inject("jaeger")"#)?.run(text)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn portable_program(direction: Direction, sidecar: &Sidecar, policy: &Policy) -> String {
    let mut program = String::with_capacity(32 << 10);
    // Writing to a string cannot fail.
    let _ = write_program(&mut program, direction, sidecar, policy);
    program
}

fn write_program(out: &mut String, direction: Direction, sidecar: &Sidecar, policy: &Policy) -> fmt::Result {
    let (what, rules) = match direction {
        Direction::Inject => ("Adds the sidecar", INJECT),
        Direction::Remove => ("Removes the sidecar", REMOVE),
    };
    let name = sidecar.name();
    writeln!(out, "# {what} `{name}`, as `outrigger` does. For jq 1.6 or newer.")?;
    writeln!(out, "#")?;
    writeln!(out, "#   jq -f THIS-FILE current-task-def.json > new-task-def.json")?;
    writeln!(out, "#")?;
    writeln!(
        out,
        "# It takes a task definition, the output of describe-task-definition, or an array of container definitions."
    )?;
    writeln!(out, "# A second run changes nothing. A result that ECS would refuse is an error.")?;
    writeln!(out, "\n# The sidecar, and the policy.\n")?;
    writeln!(out, "def sidecar:\n{};\n", indented(&sidecar_data(sidecar), 1))?;
    writeln!(out, "def policy:\n{};\n", indented(&policy_data(policy), 1))?;
    let read_only = Value::Array(READ_ONLY_MEMBERS.into_iter().map(Value::string).collect());
    writeln!(out, "def read_only:\n{};\n", indented(&read_only, 1))?;
    write!(out, "{FACTS}\n{CHANGE}\n{rules}")
}

/// The sidecar: its container, the order of its members, and the variables for the application.
fn sidecar_data(sidecar: &Sidecar) -> Value<'_> {
    let container = sidecar.definition();
    let logs = sidecar.inherited_logs().map_or(Value::Null, |(group, region)| {
        Value::object([("group", text_or_null(group)), ("region", text_or_null(region))])
    });
    let mut order: Vec<_> = container.members().iter().map(|(name, _)| Value::string(name.to_string())).collect();
    if sidecar.inherited_logs().is_some() {
        order.push(Value::string("logConfiguration"));
    }
    order.push(Value::string("memoryReservation"));
    let environment = sidecar.environment().iter();
    let environment = environment.map(|(name, value)| Value::Array(vec![Value::string(name), Value::string(value)]));
    Value::object([
        ("name", Value::string(sidecar.name())),
        ("container", container),
        ("order", Value::Array(order)),
        ("logs", logs),
        ("environment", Value::Array(environment.collect())),
        ("dependsOn", text_or_null(sidecar.depends_on())),
        ("volumes", Value::Array(sidecar.volumes().to_vec())),
        ("memory", Value::Number(sidecar.reservation().memory.to_string().into())),
    ])
}

fn policy_data(policy: &Policy) -> Value<'static> {
    let texts = |texts: &mut dyn Iterator<Item = String>| Value::Array(texts.map(Value::string).collect());
    Value::object([
        ("containers", texts(&mut policy.containers.iter().cloned())),
        ("onConflict", Value::string(on_conflict_name(policy.on_conflict))),
        ("record", Value::Bool(policy.record)),
        ("previous", policy.previous.clone().map_or(Value::Null, Value::string)),
        ("dropsNulls", Value::Bool(policy.nulls == Nulls::All)),
        ("allow", texts(&mut policy.allow.iter().map(ToString::to_string))),
        ("deny", texts(&mut policy.deny.iter().map(ToString::to_string))),
    ])
}

fn text_or_null(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::Null, Value::string)
}

/// JSON, on several lines if it is long.
fn indented(value: &Value<'_>, level: usize) -> String {
    const WIDTH: usize = 100;
    let (outer, inner) = ("  ".repeat(level), "  ".repeat(level + 1));
    let compact = value.to_string();
    if compact.len() + outer.len() <= WIDTH || !value.is_composite() {
        return if level == 1 { format!("{outer}{compact}") } else { compact };
    }
    let lines: Vec<String> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| format!("{inner}{}: {}", Value::string(name.to_string()), indented(value, level + 1)))
            .collect(),
        _ => value.elements().iter().map(|value| format!("{inner}{}", indented(value, level + 1))).collect(),
    };
    let (open, close) = if let Value::Object(_) = value { ("{", "}") } else { ("[", "]") };
    let start = if level == 1 { &*outer } else { "" };
    format!("{start}{open}\n{}\n{outer}{close}", lines.join(",\n"))
}
