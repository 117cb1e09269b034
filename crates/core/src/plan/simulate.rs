//! The facts as they would be after a plan.

use std::borrow::Cow;
use std::sync::Arc;

use crate::change::Op;
use crate::facts::{Container, Dependency, Fact, LABEL, Text, Variable, View, Volume};
use crate::text::{Value, string_len, string_len_at_most};

impl<'v> View<'v> {
    /// The facts after these ops; `sidecar` is the container definition that they change as a whole, as it would be but for
    /// its labels. The size stays: [`len_after`](Self::len_after) says what becomes of it.
    ///
    /// Form and places stay those of the document as it is, for findings to mean something that is there.
    pub(crate) fn after(&self, ops: impl Iterator<Item = &'v Op<'v>>, sidecar: Option<&'v Value<'v>>) -> Self {
        let mut after = self.clone();
        if let Some(definition) = sidecar {
            after.put_sidecar(definition);
        }
        for op in ops {
            after.carry_out(op);
        }
        after
    }

    fn put_sidecar(&mut self, definition: &'v Value<'v>) {
        // Its record need not be read again.
        let facts = Container { record: Fact::Known(Box::default()), ..Container::facts(definition) };
        let name = definition.get("name").and_then(Value::as_str).unwrap_or_default();
        match self.container(name).map(|(position, container)| (position, container.index)) {
            Some((position, index)) => self.containers[position] = Arc::new(Container { index, ..facts }),
            None => {
                let index = self.containers.len();
                self.push_container(Container { index, ..facts });
            }
        }
    }

    fn carry_out(&mut self, op: &'v Op<'v>) {
        match op {
            Op::RemoveContainer { container } => {
                if let Some((position, _)) = self.container(container) {
                    self.remove_container(position);
                }
            }
            Op::AddVariable { container, name, value } => {
                let variable = Variable { name: known(name), value: known(value) };
                self.list(container, |container| &mut container.environment, |list| list.push(variable));
            }
            Op::SetVariable { container, name, value } => {
                let set = |list: &mut Vec<Variable<'v>>| {
                    if let Some(variable) = list.iter_mut().rev().find(|variable| variable.name == known(name)) {
                        variable.value = known(value);
                    }
                };
                self.list(container, |container| &mut container.environment, set);
            }
            Op::RemoveVariable { container, name, .. } => {
                let remove = |list: &mut Vec<Variable<'v>>| {
                    if let Some(index) = list.iter().rposition(|variable| variable.name == known(name)) {
                        list.remove(index);
                    }
                };
                self.list(container, |container| &mut container.environment, remove);
            }
            Op::AddDependency { container, on, condition } => {
                let dependency = Dependency { container: known(on), condition: known(condition) };
                self.list(container, |container| &mut container.depends_on, |list| list.push(dependency));
            }
            Op::RemoveDependency { container, on, .. } => {
                let remove = |list: &mut Vec<Dependency<'v>>| {
                    if let Some(index) = list.iter().rposition(|dependency| dependency.container == known(on)) {
                        list.remove(index);
                    }
                };
                self.list(container, |container| &mut container.depends_on, remove);
            }
            Op::AddVolume { definition } => change_list(&mut self.volumes, |list| list.push(volume(definition))),
            Op::SetVolume { volume: name, definition } => change_list(&mut self.volumes, |list| {
                if let Some(found) = list.iter_mut().find(|volume| volume.name == known(name)) {
                    *found = volume(definition);
                }
            }),
            Op::RemoveVolume { volume: name, .. } => change_list(&mut self.volumes, |list| {
                if let Some(index) = list.iter().position(|volume| volume.name == known(name)) {
                    list.remove(index);
                }
            }),
            Op::SetLabel { container, key, .. } if key == LABEL => {
                if let Some((position, _)) = self.container(container) {
                    Arc::make_mut(&mut self.containers[position]).record = Fact::Known(Box::default());
                }
            }
            Op::ResizeTask { member, to, .. } => {
                *(if member == "cpu" { &mut self.cpu } else { &mut self.memory }) = Fact::Known(to.clone());
            }
            // The sidecar's container is put as a whole, and what only registers changes no fact about the task.
            Op::AddContainer { .. }
            | Op::SetMember { .. }
            | Op::RemoveMember { .. }
            | Op::SetLabel { .. }
            | Op::RemoveLabel { .. }
            | Op::RemoveTaskMember { .. }
            | Op::RemoveNull { .. }
            | Op::RemoveTag { .. }
            | Op::Unwrap { .. } => {}
        }
    }

    /// Changes a list of a container.
    fn list<T: Default>(
        &mut self,
        container: &str,
        list: impl for<'c> FnOnce(&'c mut Container<'v>) -> &'c mut Fact<T>,
        change: impl FnOnce(&mut T),
    ) {
        if let Some((position, _)) = self.container(container) {
            change_list(list(Arc::make_mut(&mut self.containers[position])), change);
        }
    }
}

/// Changes a list, which is made if it is absent; one that cannot be read stays.
fn change_list<T: Default>(list: &mut Fact<T>, change: impl FnOnce(&mut T)) {
    if list.is_absent() {
        *list = Fact::Known(T::default());
    }
    if let Fact::Known(list) = list {
        change(list);
    }
}

fn known(text: &str) -> Text<'_> {
    Fact::Known(Cow::Borrowed(text))
}

fn volume<'v>(definition: &'v Value<'v>) -> Volume<'v> {
    let name = definition.get("name").and_then(Value::as_str).map_or(Fact::Absent, known);
    Volume { name, definition: Some(definition.clone()) }
}

impl View<'_> {
    /// The size of the task definition after these ops; where it is at most `limit`, one that is not below it.
    ///
    /// To look through all texts for what needs an escape is of use only near the limit.
    pub(crate) fn len_after(&self, ops: &[Op<'_>], limit: usize) -> usize {
        let grown = |string_len| self.compact_len.saturating_add_signed(self.growth(ops, string_len));
        let at_most = grown(string_len_at_most);
        if at_most <= limit { at_most } else { grown(string_len) }
    }

    /// By how many bytes these ops let a task definition grow, as compact JSON, with this for the length of a text that is
    /// added.
    fn growth(&self, ops: &[Op<'_>], len: fn(&str) -> usize) -> isize {
        let container = |name: &str| self.container(name).map(|(_, container)| container);
        let current = |name: &str, member: &str| container(name)?.definition.as_ref()?.get(member);
        // Whose lists have been filled last, for a plan goes through the containers in their order; and whether the volumes have.
        let (mut environment, mut dependencies) = (None, None);
        let mut volumes = false;
        let mut growth = Growth(0);
        for op in ops {
            match op {
                Op::AddContainer { definition } => growth.added(definition.len_by(len) + 1),
                Op::AddVolume { definition } => {
                    growth.added(definition.len_by(len) + 1);
                    if !std::mem::replace(&mut volumes, true) {
                        growth.list_filled("volumes", &self.volumes, Vec::is_empty);
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
                        growth.list_filled("environment", &container.environment, Vec::is_empty);
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
                        growth.list_filled("dependsOn", &container.depends_on, Vec::is_empty);
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
                // What only shrinks it need not be exact.
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
        growth.0
    }
}

/// The length of a member with these lengths of its name and value, and the comma behind it.
fn member_len(name: usize, value: usize) -> usize {
    name + value + ":,".len()
}

/// A number of bytes.
struct Growth(isize);

impl Growth {
    fn added(&mut self, bytes: usize) {
        self.0 = self.0.saturating_add_unsigned(bytes);
    }

    fn removed(&mut self, bytes: usize) {
        self.0 = self.0.saturating_sub_unsigned(bytes);
    }

    /// The first entry of a list has no comma before it, and a list that was not there is made.
    fn list_filled<T>(&mut self, member: &str, list: &Fact<T>, is_empty: fn(&T) -> bool) {
        match list {
            Fact::Absent => self.added(member_len(string_len(member), "[]".len()) - 1),
            Fact::Null => self.removed("null".len() - "[]".len() + 1),
            Fact::Known(entries) if is_empty(entries) => self.removed(1),
            Fact::Known(_) | Fact::Unknown => {}
        }
    }
}
