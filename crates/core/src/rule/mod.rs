//! The rules that an injection or a removal must not break, one per file.

mod dangling_reference;
mod duplicate_container_name;
mod duplicate_member;
mod network_mode;
mod no_essential_container;
mod port_clash;
mod too_large;
mod too_many_containers;
mod windows_task;

use std::borrow::Cow;

use crate::finding::Finding;
use crate::op::Op;
use crate::record::Record;
use crate::value::{Value, string_len};
use crate::view::{Container, View};

/// What an injection would make of a task definition.
pub(crate) struct Subject<'v, 'a> {
    /// The task definition as it is.
    pub(crate) view: &'v View<'a>,
    /// The sidecar's container as it would be.
    pub(crate) sidecar: &'v Container<'v>,
    /// Its name.
    pub(crate) name: &'v str,
    /// Whether it is not there yet.
    pub(crate) is_new: bool,
    /// The other containers, with their indices.
    pub(crate) others: Vec<(usize, &'v Container<'a>)>,
    /// By how many bytes the task definition would grow, as compact JSON.
    pub(crate) growth: isize,
}

impl Subject<'_, '_> {
    /// Whether the application reaches the sidecar through the network.
    pub(crate) fn listens(&self) -> bool {
        self.sidecar.port_mappings.known().is_some_and(|mappings| !mappings.is_empty())
    }
}

/// Holds the result of an injection against the rules.
pub(crate) fn check_injection(subject: &Subject<'_, '_>, findings: &mut Vec<Finding>) {
    findings.extend(network_mode::check(subject));
    findings.extend(windows_task::check(subject));
    findings.extend(port_clash::check(subject));
    findings.extend(too_many_containers::check(subject));
    findings.extend(no_essential_container::check(subject));
    findings.extend(duplicate_container_name::check(subject));
    findings.extend(duplicate_member::check(subject.view));
    findings.extend(too_large::check(subject));
}

/// Holds the result of removing the container at `index` against the rules.
pub(crate) fn check_removal(view: &View<'_>, index: usize, name: &str, record: &Record, findings: &mut Vec<Finding>) {
    findings.extend(dangling_reference::check(view, index, name, record));
    findings.extend(no_essential_container::check_removal(view, index));
    findings.extend(duplicate_member::check(view));
}

/// A container definition after these ops.
pub(crate) fn after(definition: Value<'static>, ops: &[Op]) -> Value<'static> {
    let Value::Object(mut members) = definition else { return definition };
    let name = members.iter().find(|(name, _)| name == "name").and_then(|(_, value)| value.as_str()).map(String::from);
    for op in ops {
        if let Op::SetMember { container, member, .. } | Op::RemoveMember { container, member } = op
            && Some(container) == name.as_ref()
        {
            members.retain(|(name, _)| name != member);
            if let Op::SetMember { value, .. } = op {
                members.push((Cow::Owned(member.clone()), value.clone()));
            }
        }
    }
    Value::Object(members)
}

/// By how many bytes these ops let a task definition grow, as compact JSON; `before` is the sidecar's container as it is.
pub(crate) fn growth(ops: &[Op], before: Option<&Value<'_>>) -> isize {
    let member_len = |name: &str, value: usize| string_len(name) + value + r":,".len();
    let current = |member: &str| before.and_then(|before| before.get(member));
    let current_label = |key: &str| current("dockerLabels")?.get(key);
    let mut added = 0;
    let mut removed = 0;
    for op in ops {
        match op {
            Op::AddContainer { definition } | Op::AddVolume { definition } => added += definition.len() + 1,
            Op::SetMember { member, value, .. } => {
                added += member_len(member, value.len());
                removed += current(member).map_or(0, |value| member_len(member, value.len()));
            }
            Op::RemoveMember { member, .. } => {
                removed += current(member).map_or(0, |value| member_len(member, value.len()));
            }
            Op::SetLabel { key, value, .. } => {
                added += member_len(key, string_len(value));
                removed += current_label(key).map_or(0, |value| member_len(key, value.len()));
            }
            Op::AddVariable { name, value, .. } => {
                added += string_len(name) + string_len(value) + r#"{"name":,"value":},"#.len();
            }
            Op::SetVariable { value, .. } => added += string_len(value),
            Op::AddDependency { on, condition, .. } => {
                added += string_len(on) + string_len(condition) + r#"{"containerName":,"condition":},"#.len();
            }
            Op::SetVolume { definition, .. } => added += definition.len(),
            Op::RemoveContainer { .. }
            | Op::RemoveLabel { .. }
            | Op::RemoveVariable { .. }
            | Op::RemoveDependency { .. }
            | Op::RemoveVolume { .. }
            | Op::RemoveTaskMember { .. }
            | Op::RemoveNull { .. }
            | Op::RemoveTag { .. }
            | Op::Unwrap { .. } => {}
        }
    }
    added.cast_signed() - removed.cast_signed()
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::plan::{Policy, plan_injection, plan_removal};
    use crate::sidecar::Sidecar;
    use crate::view::View;

    fn shown(plan: &crate::plan::Plan) -> Vec<String> {
        plan.findings.iter().map(|finding| format!("{finding} at {}", finding.pointer)).collect()
    }

    /// Injects Jaeger, which listens on 16686, 4317 and 4318, and compares the findings.
    #[track_caller]
    pub(crate) fn check(definition: &str, expected: &[&str]) {
        let document = Document::scan(definition).unwrap();
        let view = View::read(document.root(), "jaeger").unwrap();
        let template = crate::template::Template::built_in("jaeger").unwrap();
        let sidecar = template.sidecar([("log-group", "/ecs/api"), ("region", "eu-west-1")]).unwrap();
        assert_eq!(shown(&plan_injection(&view, &sidecar, &Policy::default())), expected);
    }

    /// Removes Jaeger, and compares the findings.
    #[track_caller]
    pub(crate) fn check_removal(definition: &str, expected: &[&str]) {
        let document = Document::scan(definition).unwrap();
        let view = View::read(document.root(), "jaeger").unwrap();
        let plan = plan_removal(&view, &Sidecar::built_in("jaeger").unwrap(), &Policy::default());
        assert_eq!(shown(&plan), expected);
    }
}
