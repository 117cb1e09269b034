//! Makes edits of the task definition changes of the files.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::Object;
use outrigger_core::{Action, Document, Edit, Form as CoreForm, Pointer, Token, Value, View};

use crate::change::{json_edits, volume};
use crate::error::Error;
use crate::module::{Module, Place};
use crate::syntax::entries::{AppendPosition, Entries, Separator};
use crate::syntax::expression::{key_span, member_name, span};
use crate::syntax::lines::{indent_at, is_on_one_line};
use crate::syntax::style::Style;
use crate::syntax::write::Context;
use crate::syntax::{Changes, template};
use crate::task::{Form, Task};

/// The changes of each file.
pub(crate) type FileChanges = BTreeMap<usize, Changes>;

/// Edits in progress: the changes so far, and what they depend on.
pub(crate) struct Editor<'e, 'm> {
    pub(crate) module: &'m Module,
    pub(crate) task: &'e Task<'m>,
    pub(crate) style: Style,
    /// The variable that additions to the application depend on.
    toggle: Option<&'e str>,
    /// The index of the sidecar's container, if it is there.
    sidecar: Option<usize>,
    changes: FileChanges,
}

/// The edits of the entries of one array or object.
#[derive(Default)]
pub(crate) struct EntryEdits<'e> {
    pub(crate) added: Vec<&'e Value<'e>>,
    members: Vec<(&'e str, &'e Value<'e>)>,
    pub(crate) removed: BTreeSet<usize>,
    removed_names: BTreeSet<&'e str>,
}

/// The changes of the files that make these edits.
pub(crate) fn changes<'m>(
    module: &'m Module,
    task: &Task<'m>,
    view: &View<'_>,
    edits: &[Edit<'_>],
    sidecar: &str,
    toggle: Option<&str>,
) -> Result<FileChanges, Error> {
    let mut editor = Editor {
        module,
        task,
        style: style(module, task),
        toggle,
        sidecar: view.container(sidecar).map(|(index, _)| index),
        changes: FileChanges::new(),
    };
    editor.make_edits(edits)?;
    Ok(editor.changes)
}

/// The style of the container definitions: that of the file with the first one.
fn style(module: &Module, task: &Task<'_>) -> Style {
    let elements = || task.containers().into_iter().flat_map(|list| &list.elements);
    let objects = || elements().filter_map(|tree| Some((&tree.place, tree.as_members()?.object?)));
    let file = objects().next().map_or(0, |(place, _)| place.file);
    let objects = objects().filter(|(place, _)| place.file == file);
    let objects: Vec<_> = objects.map(|(place, object)| (place.span.clone(), object)).collect();
    Style::of(&module.file(file).text, &objects)
}

impl<'e, 'm> Editor<'e, 'm> {
    fn make_edits(&mut self, edits: &'e [Edit<'_>]) -> Result<(), Error> {
        let is_below = |edit: &&Edit<'_>, member: &str| {
            edit.pointer.tokens().first().and_then(Token::as_member).is_some_and(|first| first == member)
        };
        let (containers, others): (Vec<_>, Vec<_>) =
            edits.iter().partition(|edit| is_below(edit, "containerDefinitions"));
        let (volumes, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|edit| is_below(edit, "volumes"));
        if let (true, Some(_)) = (!volumes.is_empty() || !others.is_empty(), self.toggle) {
            let error = Error::new("neither a volume nor the size of the task can depend on a variable");
            return Err(error.with_help("leave out the variable").with_hint("toggle"));
        }
        for edit in others {
            self.set_task_member(edit)?;
        }
        for edit in volumes {
            let changes = volume::changes(self.module, self.task, &self.style, edit)?;
            self.changes.entry(0).or_default().extend(changes);
        }
        match &self.task.form {
            Form::Json { place, is_template } => self.edit_json(place, *is_template, &containers),
            Form::Expression => self.edit_expression(&containers),
        }
    }

    /// Sets a member of the task, as a number if it was one.
    fn set_task_member(&mut self, edit: &Edit<'_>) -> Result<(), Error> {
        let tree = self.task.tree.at(&edit.pointer).filter(|tree| tree.as_expression().is_none());
        let (Some(tree), Action::Set(value)) = (tree, &edit.action) else { return Err(not_editable(&edit.pointer)) };
        let (Value::String(text) | Value::Number(text)) = &**value else { return Err(not_editable(&edit.pointer)) };
        let mut new = String::new();
        match self.module.text(&tree.place).starts_with('"') {
            true => template::write_quoted(&mut new, text),
            false => new.push_str(text),
        }
        self.push(tree.place.file, vec![(tree.place.span.clone(), new)]);
        Ok(())
    }

    fn edit_json(&mut self, place: &Place, is_template: bool, edits: &[&Edit<'_>]) -> Result<(), Error> {
        if self.toggle.is_some() && !edits.is_empty() {
            let error = Error::new("container definitions in JSON cannot depend on a variable");
            return Err(error.with_help("write them as jsonencode([…])"));
        }
        let inside = |pointer: &Pointer| Pointer::root().then_all(pointer.tokens().iter().skip(1).cloned());
        let edits = edits.iter().map(|edit| Edit { pointer: inside(&edit.pointer), action: edit.action.clone() });
        let edits: Vec<_> = edits.collect();
        let text = self.module.text(place);
        let changes = if is_template {
            let containers = CoreForm::Register.containers();
            let tree = self.task.tree.at(&containers).ok_or_else(|| not_editable(&containers))?;
            json_edits::splices(text, tree, &edits)?
        } else {
            let edits = edits.iter().map(json_edits::literal).collect::<Result<Vec<_>, _>>()?;
            let splices = outrigger_json::splices(&Document::scan(text)?, &edits)?;
            splices.iter().map(|(range, new)| (range, new.to_string())).collect()
        };
        let shift = place.span.start;
        let changes = changes.into_iter().map(|(range, new)| (range.start + shift..range.end + shift, new));
        self.changes.entry(place.file).or_default().extend(changes);
        Ok(())
    }

    fn edit_expression(&mut self, edits: &[&'e Edit<'_>]) -> Result<(), Error> {
        let mut holders: BTreeMap<Pointer, EntryEdits<'e>> = BTreeMap::new();
        for edit in edits {
            match &edit.action {
                Action::Set(value) if self.task.tree.at(&edit.pointer).is_some() => {
                    self.replace(&edit.pointer, value)?;
                }
                Action::Set(value) => {
                    let (object, token) = edit.pointer.split_last().ok_or_else(|| not_editable(&edit.pointer))?;
                    let member = token.as_member().ok_or_else(|| not_editable(&edit.pointer))?;
                    holders.entry(object).or_default().members.push((member, value));
                }
                Action::Append(values) => {
                    let added = values.iter().map(|value| &**value);
                    holders.entry(edit.pointer.clone()).or_default().added.extend(added);
                }
                Action::Remove => {
                    let (at, token) = edit.pointer.split_last().ok_or_else(|| not_editable(&edit.pointer))?;
                    let holder = holders.entry(at).or_default();
                    match token {
                        Token::Index(index) => holder.removed.insert(*index),
                        Token::Member(name) => holder.removed_names.insert(name),
                    };
                }
                Action::Unwrap => return Err(not_editable(&edit.pointer)),
            }
        }
        // Where two changes are at one offset, that of the inner value comes first.
        for (pointer, holder) in holders.into_iter().rev() {
            let tree = self.task.tree.at(&pointer).ok_or_else(|| not_editable(&pointer))?;
            if let Some(list) = tree.as_list() {
                self.edit_list(&pointer, &tree.place, list, &holder)?;
            } else if let Some(object) = tree.as_members().and_then(|members| members.object) {
                self.edit_object(&pointer, &tree.place, object, &holder);
            } else {
                return Err(not_editable(&pointer));
            }
        }
        Ok(())
    }

    /// The variable that an addition at a pointer depends on; none in the sidecar, since its whole container depends on it.
    pub(crate) fn toggle_at(&self, pointer: &Pointer) -> Option<&'e str> {
        let is_sidecar = matches!(pointer.tokens(), [_, Token::Index(index), ..] if Some(*index) == self.sidecar);
        self.toggle.filter(|_| !is_sidecar)
    }

    pub(crate) fn push(&mut self, file: usize, changes: Changes) {
        self.changes.entry(file).or_default().extend(changes);
    }

    fn replace(&mut self, pointer: &Pointer, value: &Value<'_>) -> Result<(), Error> {
        let tree = self.task.tree.at(pointer).ok_or_else(|| not_editable(pointer))?;
        let Place { file, span } = tree.place.clone();
        let text = &self.module.file(file).text;
        let indent = indent_at(text, span.start);
        let new = self.member_value(pointer, value, indent, self.is_inline(pointer));
        self.push(file, vec![(span, new)]);
        Ok(())
    }

    /// Whether the object around a pointer is on one line.
    pub(crate) fn is_inline(&self, pointer: &Pointer) -> bool {
        let around = pointer.split_last().and_then(|(object, _)| self.task.tree.at(&object));
        around.is_some_and(|tree| is_on_one_line(&self.module.file(tree.place.file).text, &tree.place.span))
    }

    /// The text of a member's value, with the condition where it needs one.
    fn member_value(&self, pointer: &Pointer, value: &Value<'_>, indent: &str, is_inline: bool) -> String {
        let member = pointer.tokens().last().and_then(Token::as_member).unwrap_or_default();
        let mut text = String::new();
        self.style.write(&mut text, value, Context { indent, member, is_inline });
        match (self.toggle_at(pointer), value) {
            (Some(variable), Value::Array(_)) => format!("var.{variable} ? {text} : null"),
            _ => text,
        }
    }

    fn edit_object(&mut self, pointer: &Pointer, place: &Place, object: &Object, holder: &EntryEdits<'_>) {
        let text = &self.module.file(place.file).text;
        let spans: Vec<_> = object.iter().map(|(key, value)| key_span(key).start..span(value.expr()).end).collect();
        let is_removed = |key| member_name(key).is_some_and(|name| holder.removed_names.contains(name));
        let removed: Vec<_> =
            object.iter().enumerate().filter(|(_, (key, _))| is_removed(key)).map(|(index, _)| index).collect();
        let entries = Entries { text, outer: place.span.clone(), spans };
        let position = entries.append_position();
        let indent = match &position {
            AppendPosition::Lines { indent } | AppendPosition::Closing { inner: indent, .. } => indent,
            AppendPosition::Empty | AppendPosition::Inline { .. } => indent_at(text, place.span.start),
        };
        let is_inline = matches!(position, AppendPosition::Inline { .. });
        let added: Vec<_> = holder
            .members
            .iter()
            .map(|(member, value)| {
                let value = self.member_value(&pointer.then((*member).to_string()), value, indent, is_inline);
                let mut entry = String::new();
                self.style.write_member(&mut entry, member, &value);
                entry
            })
            .collect();
        let changes = if position == AppendPosition::Empty && !added.is_empty() {
            let inner = added.iter().map(|entry| format!("{}{indent}{}{entry}", self.style.newline, self.style.unit));
            let inner = inner.collect::<String>() + self.style.newline + indent;
            vec![(place.span.start + 1..place.span.end - 1, inner)]
        } else {
            let separator = if self.style.has_commas { Separator::Comma } else { Separator::Line };
            self.replace_entries(&entries, &position, &removed, added, separator)
        };
        self.push(place.file, changes);
    }

    /// Removes entries and adds others; new entries replace removed ones first.
    pub(crate) fn replace_entries(
        &self,
        entries: &Entries<'_>,
        position: &AppendPosition<'_>,
        removed: &[usize],
        mut added: Vec<String>,
        separator: Separator,
    ) -> Changes {
        let places = removed.len().min(added.len());
        let rest = added.split_off(places);
        let mut changes: Changes =
            removed.iter().zip(added).map(|(index, entry)| (entries.spans[*index].clone(), entry)).collect();
        if removed.len() > places {
            changes.extend(entries.remove(&removed[places..]));
        }
        changes.extend(entries.append(position, &rest, self.style.newline, separator));
        changes
    }
}

pub(crate) fn not_editable(pointer: &Pointer) -> Error {
    Error::new(format!("the value at `{pointer}` cannot be changed"))
}
