//! The size of a task definition after a plan, as compact JSON.

use crate::change::Op;
use crate::facts::{Fact, View};
use crate::text::{Value, string_len, string_len_at_most};

impl View<'_> {
    /// The size of the task definition as compact JSON after these ops, in bytes.
    ///
    /// The result is exact if it is above `limit`; otherwise the size is at most the result.
    /// Counting the escapes in every string takes time and makes a difference only near the limit.
    pub(crate) fn len_after(&self, ops: &[Op<'_>], limit: usize) -> usize {
        let grown = |string_len| self.compact_len.saturating_add_signed(self.growth(ops, string_len));
        let at_most = grown(string_len_at_most);
        if at_most <= limit { at_most } else { grown(string_len) }
    }

    /// By how many bytes the compact JSON grows through these ops. `len` measures the strings that are added.
    fn growth(&self, ops: &[Op<'_>], len: fn(&str) -> usize) -> isize {
        let container = |name: &str| self.container(name).map(|(_, container)| container);
        let current = |name: &str, member: &str| container(name)?.definition.as_ref()?.get(member);
        // The container whose list was the last to get an entry: plans go through the containers in order.
        let (mut environment, mut dependencies) = (None, None);
        let mut volumes = false;
        let mut growth = Growth(0);
        for op in ops {
            match op {
                Op::AddContainer { definition } => growth.added(definition.len_by(len) + 1),
                Op::AddVolume { definition } => {
                    growth.added(definition.len_by(len) + 1);
                    if !std::mem::replace(&mut volumes, true) {
                        growth.first_entry("volumes", &self.volumes, Vec::is_empty);
                    }
                }
                Op::SetMember { container, member, value } => {
                    growth.added(member_len(len(member), value.len_by(len)));
                    growth.removed(
                        current(container, member).map_or(0, |value| member_len(string_len(member), value.len())),
                    );
                }
                Op::RemoveMember { container, member } => {
                    growth.removed(
                        current(container, member).map_or(0, |value| member_len(string_len(member), value.len())),
                    );
                }
                Op::SetLabel { container, key, value } => {
                    growth.added(member_len(len(key), len(value)));
                    match current(container, "dockerLabels") {
                        Some(labels) => {
                            growth.removed(labels.get(key).map_or(0, |value| member_len(string_len(key), value.len())));
                        }
                        None => growth.added(member_len(len("dockerLabels"), "{}".len()) - 1),
                    }
                }
                Op::AddVariable { container: name, name: variable, value } => {
                    growth.added(len(variable) + len(value) + r#"{"name":,"value":},"#.len());
                    if let Some((position, container)) = self.container(name)
                        && environment.replace(position) != Some(position)
                    {
                        growth.first_entry("environment", &container.environment, Vec::is_empty);
                    }
                }
                Op::SetVariable { container: name, name: variable, value } => {
                    growth.added(len(value));
                    let current = container(name).and_then(|container| container.variable(variable)?.1.value.known());
                    growth.removed(current.map_or(0, |value| string_len(value)));
                }
                Op::AddDependency { container: name, on, condition } => {
                    growth.added(len(on) + len(condition) + r#"{"containerName":,"condition":},"#.len());
                    if let Some((position, container)) = self.container(name)
                        && dependencies.replace(position) != Some(position)
                    {
                        growth.first_entry("dependsOn", &container.depends_on, Vec::is_empty);
                    }
                }
                Op::SetVolume { volume, definition } => {
                    growth.added(definition.len_by(len));
                    let current = self.volume(volume).and_then(|(_, volume)| volume.definition.as_ref());
                    growth.removed(current.map_or(0, Value::len));
                }
                Op::ResizeTask { from, to, .. } => {
                    growth.added(to.len());
                    growth.removed(from.len());
                }
                // Ops that only shrink the definition are not counted; an added tag is only moved.
                Op::RemoveContainer { .. }
                | Op::RemoveLabel { .. }
                | Op::RemoveVariable { .. }
                | Op::RemoveDependency { .. }
                | Op::RemoveVolume { .. }
                | Op::RemoveTaskMember { .. }
                | Op::RemoveNull { .. }
                | Op::RemoveTag { .. }
                | Op::AddTag { .. }
                | Op::Unwrap { .. } => {}
            }
        }
        growth.0
    }
}

/// The length of a member and the comma after it, from the lengths of its name and value.
fn member_len(name: usize, value: usize) -> usize {
    name + value + ":,".len()
}

/// By how many bytes a text grows.
struct Growth(isize);

impl Growth {
    fn added(&mut self, bytes: usize) {
        self.0 = self.0.saturating_add_unsigned(bytes);
    }

    fn removed(&mut self, bytes: usize) {
        self.0 = self.0.saturating_sub_unsigned(bytes);
    }

    /// Corrects for the first entry of a list: it has no comma before it, and an absent list is created.
    fn first_entry<T>(&mut self, member: &str, list: &Fact<T>, is_empty: fn(&T) -> bool) {
        match list {
            Fact::Absent => self.added(member_len(string_len(member), "[]".len()) - 1),
            Fact::Null => self.removed("null".len() - "[]".len() + 1),
            Fact::Known(entries) if is_empty(entries) => self.removed(1),
            Fact::Known(_) | Fact::Unknown => {}
        }
    }
}
