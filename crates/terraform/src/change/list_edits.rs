//! Lists that come together: `concat([…], var.enable_jaeger ? [ … ] : [])`, and what comes into each of them.

use std::collections::BTreeMap;

use hcl_edit::expr::Array;
use outrigger_core::{Pointer, Token, Value};

use crate::change::edits::{Editor, Holder, nothing_at};
use crate::error::Error;
use crate::module::Place;
use crate::syntax::Changes;
use crate::syntax::entries::{Entries, Room, Separator};
use crate::syntax::expression::span;
use crate::syntax::lines::{begins_line, indent_at, line_start};
use crate::syntax::style::{Layout, ListStyle};
use crate::syntax::write::Spot;
use crate::task::{List, Part, Toggle};

impl<'m> Editor<'_, 'm> {
    /// Takes elements of an array out and adds others, in the lists that it is brought together from.
    pub(crate) fn edit_list(
        &mut self,
        pointer: &Pointer,
        place: &Place,
        list: &List<'m>,
        holder: &Holder<'_>,
    ) -> Result<(), Error> {
        let mut removed: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for element in &holder.removed {
            let (part, index) = list.part_of(*element).ok_or_else(|| nothing_at(pointer))?;
            removed.entry(part).or_default().push(index);
        }
        let wanted = self.toggle_at(pointer);
        let is_whole = list.arguments.is_empty() && list.parts.len() == 1;
        let takes = |part: &Part<'_>| {
            let toggle = part.toggle.as_ref().map(|toggle| toggle.variable.as_str());
            // Terraform wants what may be nothing to have elements of one kind, and containers are of many.
            let is_mixed = is_container(pointer) && wanted.is_some();
            // An empty list beside others is filled by nobody but its author.
            let is_open = part.count > 0 || (is_whole && wanted.is_none());
            part.array.is_some() && toggle == wanted && is_open && !is_mixed
        };
        let target = (!holder.added.is_empty()).then(|| list.parts.iter().rposition(takes)).flatten();
        for (index, part) in list.parts.iter().enumerate() {
            let gone = removed.remove(&index).unwrap_or_default();
            let added = if target == Some(index) { &holder.added[..] } else { &[] };
            if gone.is_empty() && added.is_empty() {
                continue;
            }
            let Some((at, array)) = &part.array else { return Err(shared(pointer)) };
            if added.is_empty() && gone.len() == part.count {
                self.empty_part(place, list, part, at, array);
            } else {
                self.edit_part(pointer, at, array, &gone, added);
            }
        }
        if target.is_none() && !holder.added.is_empty() {
            self.add_part(pointer, place, list, &holder.added, wanted);
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

    fn edit_part(&mut self, pointer: &Pointer, at: &Place, array: &Array, gone: &[usize], added: &[&Value<'_>]) {
        let entries = self.entries(at, array);
        let member = pointer.tokens().last().and_then(Token::as_member).unwrap_or_default();
        let room = entries.room();
        let text = entries.text;
        if room == Room::Empty {
            let indent = indent_at(text, at.span.start);
            let mut new = String::new();
            let elements: Vec<_> = added.iter().map(|value| (*value).clone()).collect();
            let is_inline = self.is_inline(pointer);
            self.style.write(&mut new, &Value::Array(elements), Spot { indent, member, is_inline });
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
        let texts: Vec<_> = added.iter().map(|value| self.element(value, member, &room, look)).collect();
        let changes = self.exchange(&entries, &room, gone, texts, Separator::Comma);
        self.push(at.file, changes);
    }

    /// The text of a new element beside others.
    fn element(&self, value: &Value<'_>, member: &str, room: &Room<'_>, look: Option<ListStyle>) -> String {
        let is_tall = look.is_none_or(|look| look.has_tall_elements);
        let mut text = String::new();
        match room {
            // It begins where the others begin, and closes on the line that the list closes on.
            Room::Closing { indent, inner, is_hugged } => {
                let begins = if *is_hugged { self.less(inner) } else { inner };
                self.style.write(&mut text, value, Spot::new(begins, member));
                text = close_at(text, indent);
            }
            Room::Lines { indent } => {
                self.style.write(&mut text, value, Spot { indent, member, is_inline: !is_tall });
            }
            Room::Inline { .. } | Room::Empty => {
                self.style.write(&mut text, value, Spot { indent: "", member, is_inline: true });
            }
        }
        text
    }

    /// One level less deep.
    fn less<'i>(&self, indent: &'i str) -> &'i str {
        indent.strip_suffix(&self.style.unit).unwrap_or_default()
    }

    /// Takes a list out that has no elements left, and with it what brought it together with others.
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
            // What `concat` brought together is one again.
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

    /// Brings a new list together with what is there: `concat([…], var.enable_jaeger ? [ … ] : [])`.
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
        let (entries, mut room) = if is_wrapped {
            let entries = self.arguments(place, list);
            let room = entries.room();
            (entries, room)
        } else {
            // `concat(` comes to stand before what is there.
            let whole = Entries { text, outer: place.span.start..place.span.end + 1, spans: vec![place.span.clone()] };
            let room = whole.room_behind(true);
            (whole, room)
        };
        let hugs = text[closing_at(&entries)..].starts_with('}') && matches!(room, Room::Closing { .. });
        let layout = if hugs && added.len() == 1 { Layout::Hugged } else { Layout::Lines };
        // A line that closes an element, too, and opens only a list, is less deep than what the element holds.
        if let (Room::Closing { inner, .. }, true, Layout::Lines, Some(last)) =
            (&mut room, hugs, layout, list.elements.last())
            && last.place.file == place.file
            && begins_line(text, last.place.span.start)
        {
            *inner = indent_at(text, last.place.span.start);
        }
        let is_nothing = list.arguments.is_empty() && list.elements.is_empty() && list.opaque.is_empty();
        let (indent, layout) = match &room {
            Room::Closing { inner, .. } => (self.less(inner), layout),
            Room::Lines { indent } => (*indent, Layout::Lines),
            Room::Empty | Room::Inline { .. } if is_container(pointer) || (is_nothing && !self.is_inline(pointer)) => {
                (indent_at(text, place.span.start), Layout::Lines)
            }
            Room::Empty | Room::Inline { .. } => ("", Layout::Inline),
        };
        let mut new = self.new_part(pointer, added, indent, layout);
        if let Room::Closing { indent, .. } = &room {
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
        changes.extend(entries.append(&room, &[new], self.style.newline, Separator::Comma));
        if !is_wrapped {
            changes.push((place.span.end..place.span.end, ")".to_string()));
        }
        self.push(place.file, changes);
    }

    /// The text of a list that is to stand behind others.
    fn new_part(&self, pointer: &Pointer, added: &[&Value<'_>], indent: &str, layout: Layout) -> String {
        let look = ListStyle { layout, has_tall_elements: is_container(pointer), has_trailing_comma: false };
        let elements: Vec<_> = added.iter().map(|value| (*value).clone()).collect();
        let member = pointer.tokens().last().and_then(Token::as_member).unwrap_or_default();
        let is_inline = layout == Layout::Inline;
        let mut new = String::new();
        self.style.write_elements(&mut new, &elements, look, Spot { indent, member, is_inline });
        new
    }
}

/// Whether the elements of the list at a pointer are containers.
fn is_container(pointer: &Pointer) -> bool {
    pointer.tokens().len() == 1
}

/// Where the text of the line begins that the last entry ends on, past its blanks.
fn closing_at(entries: &Entries<'_>) -> usize {
    let text = entries.text;
    let end = entries.spans.last().map_or(0, |last| last.end);
    line_start(text, end) + indent_at(text, end).len()
}

/// A text with its last line indented like this.
fn close_at(text: String, indent: &str) -> String {
    match text.rsplit_once('\n') {
        Some((lines, last)) => format!("{lines}\n{indent}{}", last.trim_start_matches([' ', '\t'])),
        None => text,
    }
}

fn shared(pointer: &Pointer) -> Error {
    let message = format!("what stands at `{pointer}` comes from a local value that is used elsewhere, too");
    Error::new(message).with_help("give this task definition a local value of its own")
}
