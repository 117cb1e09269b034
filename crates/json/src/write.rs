//! Writes values as JSON text in the layout of their neighbours.

use outrigger_core::{Node, Value, write_string};

use crate::comma::LineComma;
use crate::style::{Alike, Gap, Layout, Look, Place, Style, few};

/// Where an array or object was opened.
struct Opened {
    /// Where its bracket is in the new text.
    at: usize,
    /// How long the beginning of a line was before.
    line: usize,
}

/// New text, as it is written.
pub(crate) struct Writer<'s, 'd, 'a> {
    style: &'s Style<'d, 'a>,
    out: String,
    /// Where in the document the text begins.
    at: usize,
    /// The text between two entries with a line each: a comma, the end of the line, and the indentation of the next.
    line: String,
}

impl<'s, 'd, 'a> Writer<'s, 'd, 'a> {
    /// Begins a text at this place in the document, on a line with this indentation, with room for so many bytes.
    pub(crate) fn new(style: &'s Style<'d, 'a>, at: usize, indent: &str, capacity: usize) -> Self {
        // Room for nested values as well.
        let mut line = String::with_capacity(2 * indent.len() + 32);
        line.extend([",", style.newline(), indent]);
        Self { style, out: String::with_capacity(capacity), at, line }
    }

    /// The text.
    pub(crate) fn finish(self) -> String {
        self.out
    }

    /// Writes the text between the last entry and a new one.
    pub(crate) fn gap(&mut self, gap: Gap<'_>) {
        self.out.extend([gap.before, ",", gap.after]);
    }

    /// Writes a value in the place of another one: `like` are values that it is to look like.
    pub(crate) fn value(&mut self, value: &Value<'_>, like: &Alike<'d, 'a>) {
        self.write(value, like, Place { is_element: false, is_inline: false });
    }

    /// Writes a member.
    pub(crate) fn member(&mut self, name: &str, value: &Value<'_>, like: &Alike<'d, 'a>) {
        self.string(name);
        self.out.push_str(self.style.colon());
        self.value(value, like);
    }

    /// Writes an element.
    pub(crate) fn element(&mut self, value: &Value<'_>, like: &Alike<'d, 'a>) {
        self.write(value, like, Place { is_element: true, is_inline: false });
    }

    fn write(&mut self, value: &Value<'_>, like: &Alike<'d, 'a>, place: Place) {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(truth) => self.out.push_str(if *truth { "true" } else { "false" }),
            Value::Number(text) => self.out.push_str(text),
            Value::String(text) => self.string(text),
            Value::Array(elements) if elements.is_empty() => self.out.push_str("[]"),
            Value::Object(members) if members.is_empty() => self.out.push_str("{}"),
            Value::Array(elements) => {
                let (look, alike) = self.style.look(value, like, place);
                let like = few(alike.iter().flatten().flat_map(|array| array.elements()));
                let place = Place { is_element: true, is_inline: look.is_inline };
                let opened = self.open('[', &look);
                for (index, element) in elements.iter().enumerate() {
                    self.begin(index, &look, &opened);
                    self.write(element, &like, place);
                }
                self.close(']', &look, &opened);
            }
            Value::Object(members) => {
                let (look, alike) = self.style.look(value, like, place);
                let place = Place { is_element: false, is_inline: look.is_inline };
                let opened = self.open('{', &look);
                for (index, (name, value)) in members.iter().enumerate() {
                    self.begin(index, &look, &opened);
                    self.string(name);
                    self.out.push_str(look.colon);
                    let like =
                        if value.is_composite() { self.style.members(name, value, &alike) } else { Alike::default() };
                    self.write(value, &like, place);
                }
                self.close('}', &look, &opened);
            }
        }
    }

    /// Opens an array or object.
    fn open(&mut self, bracket: char, look: &Look<'_>) -> Opened {
        let opened = Opened { at: self.out.len(), line: self.line.len() };
        match look.layout {
            Layout::Lines { comma: LineComma::BelowBracket { .. }, .. } => {
                let indent = self.line.len() - 1 - self.style.newline().len();
                self.line.extend(std::iter::repeat_n(' ', self.column().saturating_sub(indent)));
            }
            Layout::Lines { unit, .. } => self.line.push_str(unit),
            Layout::Inline { .. } => {}
        }
        self.out.push(bracket);
        opened
    }

    /// The column at which is written, in characters.
    fn column(&self) -> usize {
        match self.out.rfind('\n') {
            Some(newline) => self.out[newline + 1..].chars().count(),
            None => self.style.column_at(self.at) + self.out.chars().count(),
        }
    }

    /// Begins the entry with this index of what was opened there.
    fn begin(&mut self, index: usize, look: &Look<'_>, opened: &Opened) {
        match (look.layout, index) {
            (Layout::Lines { comma: LineComma::BelowBracket { after }, .. }, 0) => self.out.push_str(after),
            (Layout::Lines { .. }, 0) => self.out.push_str(&self.line[1..]),
            (Layout::Lines { comma: LineComma::USUAL, .. }, _) => self.out.push_str(&self.line),
            (Layout::Lines { comma, .. }, _) => {
                let (before, after) = comma.around(&self.line[1..]);
                self.out.extend([before, ",", after]);
            }
            (Layout::Inline { open, .. }, 0) => self.out.push_str(open),
            (Layout::Inline { comma, .. }, _) => self.out.push_str(comma),
        }
        if let (1, Some(column)) = (index, look.column) {
            let width = self.out[opened.at..].chars().count();
            self.out.extend(std::iter::repeat_n(' ', column.saturating_sub(width)));
        }
    }

    fn close(&mut self, bracket: char, look: &Look<'_>, opened: &Opened) {
        match look.layout {
            Layout::Lines { comma, .. } => {
                if !matches!(comma, LineComma::BelowBracket { .. }) {
                    self.line.truncate(opened.line);
                }
                self.out.push_str(&self.line[1..]);
                self.line.truncate(opened.line);
            }
            Layout::Inline { close, .. } => self.out.push_str(close),
        }
        self.out.push(bracket);
    }

    fn string(&mut self, text: &str) {
        // A String cannot fail to be written to.
        let _ = write_string(&mut self.out, text);
    }
}
