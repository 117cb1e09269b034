//! A plan and its ops in sentences, without the values of variables and labels, which may be secret.

use std::collections::BTreeSet;

use outrigger::{Direction, LABEL, Op, Plan, Severity, Sidecar, Value};

/// A plan in one line: `jaeger added, 1 container configured`.
pub(super) fn summary(plan: &Plan<'_>, direction: Direction, sidecar: &Sidecar) -> String {
    let name = sidecar.container_name();
    let mut changes =
        if plan.is_empty() { vec![why_unchanged(plan, direction, name)] } else { changes(plan, direction, name) };
    if changes.is_empty() {
        changes.push(format!("the record on {name} updated"));
    }
    if plan.ops.iter().any(Op::is_registration) {
        changes.push("read-only fields removed".to_string());
    }
    changes.join(", ")
}

/// The reason for an empty plan.
fn why_unchanged(plan: &Plan<'_>, direction: Direction, name: &str) -> String {
    let kept = plan.skipped.iter().find(|skipped| skipped.what == name).map(|skipped| &skipped.reason);
    // An error that was allowed may still be in the way.
    let allowed = plan.findings.iter().find(|finding| finding.rule.severity() == Severity::Error);
    match (kept.or(allowed.map(|finding| &finding.message)), direction) {
        (Some(reason), _) => format!("nothing done: {reason}"),
        (None, Direction::Inject) => format!("nothing to do: {name} is already as specified"),
        (None, Direction::Remove) => format!("nothing to do: there is no {name}"),
    }
}

/// The changes of the sidecar, of the containers that use it, of the volumes and of the task's size.
fn changes(plan: &Plan<'_>, direction: Direction, name: &str) -> Vec<String> {
    let any = |is_meant: fn(&Op<'_>) -> bool| plan.ops.iter().any(is_meant);
    let mut changes = Vec::new();
    if any(|op| matches!(op, Op::AddContainer { .. })) {
        changes.push(format!("{name} added"));
    } else if any(|op| matches!(op, Op::RemoveContainer { .. })) {
        changes.push(format!("{name} removed"));
    } else if plan.ops.iter().any(|op| changes_members(op, name)) {
        let verb = if direction == Direction::Inject { "updated" } else { "restored" };
        changes.push(format!("{name} {verb}"));
    }
    let configured: BTreeSet<_> = plan.ops.iter().filter_map(configured_container).collect();
    let verb = if direction == Direction::Inject { "configured" } else { "restored" };
    changes.extend(count(configured.len(), "container", verb));
    let volumes = plan
        .ops
        .iter()
        .filter(|op| matches!(op, Op::AddVolume { .. } | Op::SetVolume { .. } | Op::RemoveVolume { .. }));
    changes.extend(count(volumes.count(), "volume", "changed"));
    let resized: Vec<_> = plan.ops.iter().filter_map(resized).collect();
    if !resized.is_empty() {
        changes.push(format!("task resized ({})", resized.join(", ")));
    }
    changes
}

/// A change of the task's size: `cpu 256 to 512`.
fn resized(op: &Op<'_>) -> Option<String> {
    let Op::ResizeTask { member, from, to } = op else { return None };
    let bare = |value: &Value<'_>| value.as_str().map_or_else(|| value.to_string(), String::from);
    Some(format!("{member} {} to {}", bare(from), bare(to)))
}

/// An op as a sentence without a full stop.
pub(super) fn op_sentence(op: &Op<'_>) -> String {
    match op {
        Op::AddContainer { definition } => format!("adds the container `{}`", name_of(definition)),
        Op::RemoveContainer { container } => format!("removes the container `{container}`"),
        Op::SetMember { container, member, .. } => format!("{container}: sets `{member}`"),
        Op::RemoveMember { container, member } => format!("{container}: removes `{member}`"),
        Op::SetLabel { container, key, .. } => format!("{container}: sets the label `{key}`"),
        Op::RemoveLabel { container, key, .. } => format!("{container}: removes the label `{key}`"),
        Op::AddVariable { container, name, .. } => format!("{container}: adds the variable `{name}`"),
        Op::SetVariable { container, name, .. } => format!("{container}: changes the variable `{name}`"),
        Op::RemoveVariable { container, name, .. } => format!("{container}: removes the variable `{name}`"),
        Op::AddDependency { container, on, condition } => format!("{container}: waits for `{on}` ({condition})"),
        Op::RemoveDependency { container, on, .. } => format!("{container}: no longer waits for `{on}`"),
        Op::AddVolume { definition } => format!("adds the volume `{}`", name_of(definition)),
        Op::SetVolume { volume, .. } => format!("replaces the volume `{volume}`"),
        Op::RemoveVolume { volume, .. } => format!("removes the volume `{volume}`"),
        Op::ResizeTask { .. } => format!("resizes the task: {}", resized(op).unwrap_or_default()),
        Op::RemoveTaskMember { member } => format!("removes `{member}`, which cannot be registered"),
        Op::RemoveNull { pointer } => format!("removes the null at {pointer}"),
        Op::RemoveTag { key } => format!("removes the tag `{key}`, which only AWS may set"),
        Op::AddTag { tag } => {
            let key = tag.get("key").and_then(Value::as_str).unwrap_or("?");
            format!("keeps the tag `{key}` from inside the task definition")
        }
        Op::Unwrap { dropped } if dropped.is_empty() => "unwraps the task definition".to_string(),
        Op::Unwrap { dropped } => {
            format!("unwraps the task definition, and removes {}", dropped.join(", "))
        }
        _ => "makes another change".to_string(),
    }
}

fn name_of<'v>(definition: &'v Value<'_>) -> &'v str {
    definition.get("name").and_then(Value::as_str).unwrap_or("?")
}

fn count(number: usize, noun: &str, verb: &str) -> Option<String> {
    (number > 0).then(|| format!("{} {verb}", counted(number, noun)))
}

/// A number of things: `1 container`, `2 containers`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Whether an op changes members of a container other than the record in its labels.
fn changes_members(op: &Op<'_>, name: &str) -> bool {
    matches!(op, Op::SetMember { container, .. } | Op::RemoveMember { container, .. } if container == name)
        || matches!(op, Op::SetLabel { container, key, .. } | Op::RemoveLabel { container, key, .. }
            if container == name && key != LABEL)
}

/// The container whose variables or dependencies an op changes.
fn configured_container<'o>(op: &'o Op<'_>) -> Option<&'o str> {
    if let Op::AddVariable { container, .. }
    | Op::SetVariable { container, .. }
    | Op::RemoveVariable { container, .. }
    | Op::AddDependency { container, .. }
    | Op::RemoveDependency { container, .. } = op
    {
        Some(container)
    } else {
        None
    }
}
