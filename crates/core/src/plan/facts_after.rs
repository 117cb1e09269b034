//! The facts about a task definition as they would be after a plan.

use std::borrow::Cow;
use std::sync::Arc;

use crate::change::Op;
use crate::facts::{Container, Dependency, Fact, LABEL, Text, Variable, View, Volume};
use crate::text::Value;

impl<'v> View<'v> {
    /// The facts after these ops.
    ///
    /// `sidecar` is the sidecar's container definition after the ops, if they add or change it; its labels do not matter.
    /// The size is not updated: see [`len_after`](Self::len_after).
    /// Form and places remain those of the current document, so that findings point to something that exists.
    pub(crate) fn after(&self, ops: impl Iterator<Item = &'v Op<'v>>, sidecar: Option<&'v Value<'v>>) -> Self {
        // Containers that do not change are shared with the current facts.
        let mut after = self.clone();
        if let Some(definition) = sidecar {
            after.put_sidecar(definition);
        }
        for op in ops {
            after.apply_op(op);
        }
        after
    }

    fn put_sidecar(&mut self, definition: &'v Value<'v>) {
        // No rule needs the content of its record.
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

    fn apply_op(&mut self, op: &'v Op<'v>) {
        match op {
            Op::RemoveContainer { container } => {
                if let Some((position, _)) = self.container(container) {
                    self.remove_container(position);
                }
            }
            Op::AddVariable { container, name, value } => {
                let variable = Variable { name: known(name), value: known(value) };
                self.change_list_of(container, |container| &mut container.environment, |list| list.push(variable));
            }
            Op::SetVariable { container, name, value } => {
                let set = |list: &mut Vec<Variable<'v>>| {
                    if let Some(variable) = list.iter_mut().rev().find(|variable| variable.name == known(name)) {
                        variable.value = known(value);
                    }
                };
                self.change_list_of(container, |container| &mut container.environment, set);
            }
            Op::RemoveVariable { container, name, .. } => {
                let remove = |list: &mut Vec<Variable<'v>>| {
                    if let Some(index) = list.iter().rposition(|variable| variable.name == known(name)) {
                        list.remove(index);
                    }
                };
                self.change_list_of(container, |container| &mut container.environment, remove);
            }
            Op::AddDependency { container, on, condition } => {
                let dependency = Dependency { container: known(on), condition: known(condition) };
                self.change_list_of(container, |container| &mut container.depends_on, |list| list.push(dependency));
            }
            Op::RemoveDependency { container, on, .. } => {
                let remove = |list: &mut Vec<Dependency<'v>>| {
                    if let Some(index) = list.iter().rposition(|dependency| dependency.container == known(on)) {
                        list.remove(index);
                    }
                };
                self.change_list_of(container, |container| &mut container.depends_on, remove);
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
            // The sidecar's container is replaced as a whole, and no fact about the task depends on the others.
            Op::AddContainer { .. }
            | Op::SetMember { .. }
            | Op::RemoveMember { .. }
            | Op::SetLabel { .. }
            | Op::RemoveLabel { .. }
            | Op::RemoveTaskMember { .. }
            | Op::RemoveNull { .. }
            | Op::RemoveTag { .. }
            | Op::AddTag { .. }
            | Op::Unwrap { .. } => {}
        }
    }

    /// Changes one list of a container.
    fn change_list_of<T: Default>(
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

/// Changes a list. If it is absent it is created first; if it cannot be read it stays as it is.
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
