//! A plan and its ops in words, for people: without the values of variables and labels, which may be secret.

use std::collections::BTreeSet;

use outrigger::{LABEL, Op, Plan, Severity, Value};

use crate::change::{Change, Direction};

/// What a plan does, in a few words.
pub(crate) fn summary(change: &Change, plan: &Plan<'_>) -> String {
    let name = change.sidecar.container_name();
    let mut parts = if plan.is_empty() { vec![nothing(change, plan)] } else { parts(change, plan) };
    if parts.is_empty() {
        parts.push(format!("the record on {name} updated"));
    }
    if plan.ops.iter().any(Op::is_registration) {
        parts.push("made registerable".to_string());
    }
    parts.join(", ")
}

/// Why nothing is done.
fn nothing(change: &Change, plan: &Plan<'_>) -> String {
    let name = change.sidecar.container_name();
    let kept = plan.skipped.iter().find(|skipped| skipped.what == name).map(|skipped| &skipped.reason);
    // An error that was allowed may still be in the way.
    let allowed = plan.findings.iter().find(|finding| finding.rule.severity() == Severity::Error);
    match (kept.or(allowed.map(|finding| &finding.message)), change.direction) {
        (Some(reason), _) => format!("nothing done: {reason}"),
        (None, Direction::Inject) => format!("nothing to do: {name} is already as specified"),
        (None, Direction::Remove) => format!("nothing to do: there is no {name}"),
    }
}

/// What is done to the sidecar, to the containers that use it and to the volumes.
fn parts(change: &Change, plan: &Plan<'_>) -> Vec<String> {
    let name = change.sidecar.container_name();
    let any = |is_meant: fn(&Op<'_>) -> bool| plan.ops.iter().any(is_meant);
    let mut parts = Vec::new();
    if any(|op| matches!(op, Op::AddContainer { .. })) {
        parts.push(format!("{name} added"));
    } else if any(|op| matches!(op, Op::RemoveContainer { .. })) {
        parts.push(format!("{name} removed"));
    } else if plan.ops.iter().any(|op| changes_members(op, name)) {
        let verb = if change.direction == Direction::Inject { "updated" } else { "put back as it was" };
        parts.push(format!("{name} {verb}"));
    }
    let wired: BTreeSet<_> = plan.ops.iter().filter_map(wired_container).collect();
    let verb = if change.direction == Direction::Inject { "wired" } else { "unwired" };
    parts.extend(count(wired.len(), "container", verb));
    let volumes = plan
        .ops
        .iter()
        .filter(|op| matches!(op, Op::AddVolume { .. } | Op::SetVolume { .. } | Op::RemoveVolume { .. }));
    parts.extend(count(volumes.count(), "volume", "changed"));
    let resized: Vec<_> = plan.ops.iter().filter_map(resized).collect();
    if !resized.is_empty() {
        parts.push(format!("task resized ({})", resized.join(", ")));
    }
    parts
}

/// A change of the task's size: `cpu 256 to 512`.
fn resized(op: &Op<'_>) -> Option<String> {
    let Op::ResizeTask { member, from, to } = op else { return None };
    let bare = |value: &Value<'_>| value.as_str().map_or_else(|| value.to_string(), String::from);
    Some(format!("{member} {} to {}", bare(from), bare(to)))
}

/// What an op does, in a sentence without a full stop.
pub(crate) fn words(op: &Op<'_>) -> String {
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
        Op::ResizeTask { .. } => format!("gives the task another size: {}", resized(op).unwrap_or_default()),
        Op::RemoveTaskMember { member } => format!("removes `{member}`, which cannot be registered"),
        Op::RemoveNull { pointer } => format!("removes the null at {pointer}"),
        Op::RemoveTag { key } => format!("removes the tag `{key}`, which only AWS may set"),
        Op::AddTag { tag } => {
            let key = tag.get("key").and_then(Value::as_str).unwrap_or("?");
            format!("keeps the tag `{key}` from inside the task definition")
        }
        Op::Unwrap { dropped } if dropped.is_empty() => "takes the task definition out of the answer".to_string(),
        Op::Unwrap { dropped } => {
            format!("takes the task definition out of the answer, without {}", dropped.join(", "))
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

/// Whether an op changes members of that container: more than the record on it.
fn changes_members(op: &Op<'_>, name: &str) -> bool {
    matches!(op, Op::SetMember { container, .. } | Op::RemoveMember { container, .. } if container == name)
        || matches!(op, Op::SetLabel { container, key, .. } | Op::RemoveLabel { container, key, .. }
            if container == name && key != LABEL)
}

/// The container that an op tells where the sidecar is, or no longer tells.
fn wired_container<'o>(op: &'o Op<'_>) -> Option<&'o str> {
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
