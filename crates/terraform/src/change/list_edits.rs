//! Makes edits of lists, also of joined ones: `concat([…], var.enable_jaeger ? [ … ] : [])`.

use std::collections::BTreeMap;

use hcl_edit::expr::Array;
use outrigger_core::{Pointer, Token, Value};

use crate::change::edits::{Editor, EntryEdits, not_editable};
use crate::error::Error;
use crate::module::Place;
use crate::syntax::Changes;
use crate::syntax::entries::{AppendPosition, Entries, Separator};
use crate::syntax::expression::span;
use crate::syntax::lines::{begins_line, indent_at, line_start};
use crate::syntax::style::{Layout, ListStyle};
use crate::syntax::write::Context;
use crate::task::{List, Part, Toggle};

impl<'m> Editor<'_, 'm> {
    /// Removes elements of an array and adds others, in the lists that make the array.
    pub(crate) fn edit_list(
        &mut self,
        pointer: &Pointer,
        place: &Place,
        list: &List<'m>,
        edits: &EntryEdits<'_>,
    ) -> Result<(), Error> {
        let mut removed: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for element in &edits.removed {
            let (part, index) = list.part_of(*element).ok_or_else(|| not_editable(pointer))?;
            removed.entry(part).or_default().push(index);
        }
        let wanted = self.toggle_at(pointer);
        let is_whole = list.arguments.is_empty() && list.parts.len() == 1;
        let takes = |part: &Part<'_>| {
            let toggle = part.toggle.as_ref().map(|toggle| toggle.variable.as_str());
            // Both sides of a condition must have one type in Terraform, and containers have many types.
            let is_mixed = is_container(pointer) && wanted.is_some();
            // An empty list beside others is left to its author.
            let is_open = part.count > 0 || (is_whole && wanted.is_none());
            part.array.is_some() && toggle == wanted && is_open && !is_mixed
        };
        let target = (!edits.added.is_empty()).then(|| list.parts.iter().rposition(takes)).flatten();
        for (index, part) in list.parts.iter().enumerate() {
            let removed_here = removed.remove(&index).unwrap_or_default();
            let added = if target == Some(index) { &edits.added[..] } else { &[] };
            if removed_here.is_empty() && added.is_empty() {
                continue;
            }
            let Some((at, array)) = &part.array else { return Err(used_elsewhere(pointer)) };
            if added.is_empty() && removed_here.len() == part.count {
                self.empty_part(place, list, part, at, array);
            } else {
                self.edit_part(pointer, at, array, &removed_here, added);
            }
        }
        if target.is_none() && !edits.added.is_empty() {
            self.add_part(pointer, place, list, &edits.added, wanted);
        }
        Ok(())
    }

    fn entries(&self, at: &Place, array: &Array) -> Entries<'m> {
        Entries {
            text: &self.module.file(at.file).text,
            outer: at.span.clone(),
            spans: array.iter().map(span).collect(),
        }
    }

    fn edit_part(
        &mut self,
        pointer: &Pointer,
        at: &Place,
        array: &Array,
        removed_here: &[usize],
        added: &[&Value<'_>],
    ) {
        let entries = self.entries(at, array);
        let member = pointer.tokens().last().and_then(Token::as_member).unwrap_or_default();
        let position = entries.append_position();
        let text = entries.text;
        if position == AppendPosition::Empty {
            let indent = indent_at(text, at.span.start);
            let mut new = String::new();
            let elements: Vec<_> = added.iter().map(|value| (*value).clone()).collect();
            let is_inline = self.is_inline(pointer);
            self.style.write(&mut new, &Value::Array(elements), Context { indent, member, is_inline });
            let inner = at.span.start + 1..at.span.end - 1;
            let comments = text[inner.clone()].trim_ascii_end().len();
            let change = if comments > 0 {
                let lines = new[1..new.len() - 1].trim_ascii_end().to_string();
                (inner.start + comments..inner.start + comments, lines)
            } else {
                (inner, new[1..new.len() - 1].to_string())
            };
            self.push(at.file, vec![change]);
            return;
        }
        let look = ListStyle::of(text, array);
        let texts: Vec<_> = added.iter().map(|value| self.element(value, member, &position, look)).collect();
        let changes = self.replace_entries(&entries, &position, removed_here, texts, Separator::Comma);
        self.push(at.file, changes);
    }

    /// The text of a new element.
    fn element(
        &self,
        value: &Value<'_>,
        member: &str,
        position: &AppendPosition<'_>,
        look: Option<ListStyle>,
    ) -> String {
        let is_multiline = look.is_none_or(|look| look.has_multiline_elements);
        let mut text = String::new();
        match position {
            // It begins at the indentation of the others, and closes on the line of the closing bracket.
            AppendPosition::Closing { indent, inner, is_hugged } => {
                let begins = if *is_hugged { self.outdented(inner) } else { inner };
                self.style.write(&mut text, value, Context::new(begins, member));
                text = close_at(text, indent);
            }
            AppendPosition::Lines { indent } => {
                self.style.write(&mut text, value, Context { indent, member, is_inline: !is_multiline });
            }
            AppendPosition::Inline { .. } | AppendPosition::Empty => {
                self.style.write(&mut text, value, Context { indent: "", member, is_inline: true });
            }
        }
        text
    }

    /// The indentation of one level up.
    fn outdented<'i>(&self, indent: &'i str) -> &'i str {
        indent.strip_suffix(&self.style.unit).unwrap_or_default()
    }

    /// Removes a list that has no elements left, with its condition and, if only one list is left, the `concat`.
    fn empty_part(&mut self, place: &Place, list: &List<'_>, part: &Part<'_>, at: &Place, array: &Array) {
        let whole = part.toggle.as_ref().map_or(at, |toggle| &toggle.place);
        let is_last = list.arguments.len() > 1 && list.arguments.last() == Some(whole);
        let is_argument = list.arguments.len() > 1 && list.arguments.contains(whole) && part.toggle.is_some();
        if !is_last && !is_argument {
            let changes = match &part.toggle {
                Some(Toggle { place, otherwise, .. }) => {
                    vec![(place.span.clone(), self.module.text(otherwise).to_string())]
                }
                None => self.entries(at, array).remove(&(0..part.count).collect::<Vec<_>>()),
            };
            self.push(at.file, changes);
            return;
        }
        let call = self.arguments(place, list);
        let index = list.arguments.iter().position(|argument| argument == whole).unwrap_or_default();
        let mut changes = call.remove(&[index]);
        if let ([first, second], true) = (&list.arguments[..], is_last) {
            // One list is left, which needs no `concat`.
            changes.push((place.span.start..first.span.start, String::new()));
            changes.push((second.span.end..place.span.end, String::new()));
        }
        self.push(place.file, changes);
    }

    /// The arguments of the `concat(…)` at a place.
    fn arguments(&self, place: &Place, list: &List<'_>) -> Entries<'m> {
        let text = self.module.file(place.file).text.as_str();
        let open = text[place.span.clone()].find('(').unwrap_or_default();
        let spans = list.arguments.iter().map(|argument| argument.span.clone()).collect();
        Entries { text, outer: place.span.start + open..place.span.end, spans }
    }

    /// Joins a new list with the existing value: `concat([…], var.enable_jaeger ? [ … ] : [])`.
    fn add_part(
        &mut self,
        pointer: &Pointer,
        place: &Place,
        list: &List<'_>,
        added: &[&Value<'_>],
        toggle: Option<&str>,
    ) {
        let text = self.module.file(place.file).text.as_str();
        let is_wrapped = list.arguments.len() > 1;
        let (entries, mut position) = if is_wrapped {
            let entries = self.arguments(place, list);
            let position = entries.append_position();
            (entries, position)
        } else {
            // `concat(` is inserted before the existing value.
            let whole = Entries { text, outer: place.span.start..place.span.end + 1, spans: vec![place.span.clone()] };
            let position = whole.append_position_after(true);
            (whole, position)
        };
        let hugs = text[closing_at(&entries)..].starts_with('}') && matches!(position, AppendPosition::Closing { .. });
        let layout = if hugs && added.len() == 1 { Layout::Hugged } else { Layout::Lines };
        // This line closes an element and opens only a list, so it has the indentation of the element.
        if let (AppendPosition::Closing { inner, .. }, true, Layout::Lines, Some(last)) =
            (&mut position, hugs, layout, list.elements.last())
            && last.place.file == place.file
            && begins_line(text, last.place.span.start)
        {
            *inner = indent_at(text, last.place.span.start);
        }
        let is_nothing = list.arguments.is_empty() && list.elements.is_empty() && list.opaque.is_empty();
        let (indent, layout) = match &position {
            AppendPosition::Closing { inner, .. } => (self.outdented(inner), layout),
            AppendPosition::Lines { indent } => (*indent, Layout::Lines),
            AppendPosition::Empty | AppendPosition::Inline { .. }
                if is_container(pointer) || (is_nothing && !self.is_inline(pointer)) =>
            {
                (indent_at(text, place.span.start), Layout::Lines)
            }
            AppendPosition::Empty | AppendPosition::Inline { .. } => ("", Layout::Inline),
        };
        let mut new = self.new_part(pointer, added, indent, layout);
        if let AppendPosition::Closing { indent, .. } = &position {
            new = close_at(new, indent);
        }
        if let Some(variable) = toggle {
            new = format!("var.{variable} ? {new} : []");
        }
        if is_nothing && toggle.is_some() {
            return self.push(place.file, vec![(place.span.clone(), new)]);
        }
        let mut changes = Changes::new();
        if !is_wrapped {
            changes.push((place.span.start..place.span.start, "concat(".to_string()));
        }
        changes.extend(entries.append(&position, &[new], self.style.newline, Separator::Comma));
        if !is_wrapped {
            changes.push((place.span.end..place.span.end, ")".to_string()));
        }
        self.push(place.file, changes);
    }

    /// The text of a list that is added behind others.
    fn new_part(&self, pointer: &Pointer, added: &[&Value<'_>], indent: &str, layout: Layout) -> String {
        let look = ListStyle { layout, has_multiline_elements: is_container(pointer), has_trailing_comma: false };
        let elements: Vec<_> = added.iter().map(|value| (*value).clone()).collect();
        let member = pointer.tokens().last().and_then(Token::as_member).unwrap_or_default();
        let is_inline = layout == Layout::Inline;
        let mut new = String::new();
        self.style.write_elements(&mut new, &elements, look, Context { indent, member, is_inline });
        new
    }
}

/// Whether the elements of the list at a pointer are containers.
fn is_container(pointer: &Pointer) -> bool {
    pointer.tokens().len() == 1
}

/// The first character of the last line of the last entry, behind its indentation.
fn closing_at(entries: &Entries<'_>) -> usize {
    let text = entries.text;
    let end = entries.spans.last().map_or(0, |last| last.end);
    line_start(text, end) + indent_at(text, end).len()
}

/// A text with this indentation of its last line.
fn close_at(text: String, indent: &str) -> String {
    match text.rsplit_once('\n') {
        Some((lines, last)) => format!("{lines}\n{indent}{}", last.trim_start_matches([' ', '\t'])),
        None => text,
    }
}

fn used_elsewhere(pointer: &Pointer) -> Error {
    let message = format!("the value at `{pointer}` comes from a local value that is also used elsewhere");
    Error::new(message).with_help("give this task definition a separate local value")
}
