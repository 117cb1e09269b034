//! The neighbours' style: how a document lays values out, so that a new value looks like those beside it.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::Write as _;

use outrigger_core::{Cursor, Document, Kind, Node, Value, write_string};

/// How many neighbours are looked at.
pub(crate) const NEIGHBOURS: usize = 4;

/// How many values of a document are looked at for an example, where no neighbour is one.
const EXAMPLES: usize = 512;

/// How far back the beginning of a line is looked for, in bytes.
const LINE_REACH: usize = 4096;

/// A list of objects that would be longer than this on one line is broken into lines.
const LINE_WIDTH: usize = 110;

/// How a document is laid out, as far as no neighbour says otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Style<'d, 'a> {
    document: &'d Document<'a>,
    newline: &'static str,
    /// One level of indentation.
    unit: &'a str,
    /// What stands between a name and its value.
    colon: &'a str,
    /// What stands between two entries on one line.
    comma: &'static str,
    /// Whether the document has more than one line.
    has_lines: bool,
    /// The indentation of the line that the document begins on.
    outer: &'a str,
    /// How objects look that are like the one which begins at this offset: variables come by the dozen.
    looked: Cell<Option<(usize, Look<'a>)>>,
}

/// How a new array or object is to look.
#[derive(Clone, Copy, Debug)]
struct Look<'a> {
    layout: Layout<'a>,
    /// What stands between a name and its value.
    colon: &'a str,
    /// Whether all of it must be on one line.
    is_inline: bool,
    /// The column at which the second members of its neighbours stand below each other.
    column: Option<usize>,
}

/// How one array or object is laid out.
#[derive(Clone, Copy, Debug)]
enum Layout<'a> {
    /// Each entry on a line of its own, one unit deeper.
    Lines { unit: &'a str },
    /// All entries on one line.
    Inline { open: &'a str, comma: &'static str, close: &'a str },
}

/// Where a new value is to stand.
#[derive(Clone, Copy, Debug)]
struct Place<'i> {
    /// The indentation of its line.
    indent: &'i str,
    /// Whether it is an element of an array.
    is_element: bool,
    /// Whether it must be on one line.
    is_inline: bool,
}

/// A value with the name that it has in its object, if it stands in one.
pub(crate) type Entry<'d, 'a> = (Option<Cursor<'d, 'a>>, Cursor<'d, 'a>);

/// The entries of an array or object.
pub(crate) fn entries<'d, 'a>(holder: Cursor<'d, 'a>) -> Vec<Entry<'d, 'a>> {
    // To count them costs less than to grow.
    let mut entries = Vec::with_capacity(holder.entries().count() + holder.elements().count());
    entries.extend(holder.entries().map(|(name, value)| (Some(name), value)));
    entries.extend(holder.elements().map(|value| (None, value)));
    entries
}

/// The last two entries of an array or object, if it has so many.
pub(crate) fn last_entries<'d, 'a>(holder: Cursor<'d, 'a>) -> Vec<Entry<'d, 'a>> {
    let (mut before, mut last) = (None, None);
    holder.entries().for_each(|(name, value)| (before, last) = (last, Some((Some(name), value))));
    holder.elements().for_each(|value| (before, last) = (last, Some((None, value))));
    before.into_iter().chain(last).collect()
}

/// Where an entry begins.
pub(crate) fn start(entry: &Entry<'_, '_>) -> usize {
    entry.0.unwrap_or(entry.1).span().start
}

/// Where an entry ends.
pub(crate) fn end(entry: &Entry<'_, '_>) -> usize {
    entry.1.span().end
}

impl<'d, 'a> Style<'d, 'a> {
    /// The style of a document.
    pub(crate) fn of(document: &'d Document<'a>) -> Self {
        let root = document.root();
        let raw = root.raw();
        let newline_at = if document.is_compact() { None } else { raw.find('\n') };
        let newline = match newline_at {
            Some(at) if raw[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        };
        let first_object = if root.kind() == Kind::Object { Some(root) } else { root.elements().next() };
        let colon =
            first_object.and_then(|object| colon_of(object)).unwrap_or(if newline_at.is_some() { ": " } else { ":" });
        let mut style = Self {
            document,
            newline,
            unit: "  ",
            colon,
            comma: if colon.ends_with(':') { "," } else { ", " },
            has_lines: newline_at.is_some(),
            // The whole document may be indented, where another text holds it.
            outer: indent(document.text(), root.span().start),
            looked: Cell::new(None),
        };
        let inner = newline_at.map_or("", |at| leading_blanks(&raw[at + 1..]));
        style.unit = inner.strip_prefix(style.outer).filter(|unit| !unit.is_empty()).unwrap_or("  ");
        style
    }

    /// The blanks at the start of the line that a value stands on which begins at `at`.
    pub(crate) fn indent_at(&self, at: usize) -> &'a str {
        if self.has_lines { indent(self.document.text(), at) } else { self.outer }
    }

    /// Whether no line ends inside of a value; one that is longer than any line is not gone through.
    fn is_on_one_line(&self, value: Cursor<'_, '_>) -> bool {
        let raw = value.raw().as_bytes();
        !self.has_lines || !raw[..raw.len().min(LINE_REACH)].contains(&b'\n')
    }

    /// What stands between the last entries of `holder` and a new one.
    pub(crate) fn separator(&self, entries: &[Entry<'_, '_>], holder: Cursor<'_, '_>) -> String {
        let text = self.document.text();
        let (gap, is_first) = match entries {
            [.., before, last] => (&text[end(before)..start(last)], false),
            [only] => (&text[holder.span().start + 1..start(only)], true),
            [] => ("", true),
        };
        let comma = if is_first { "," } else { "" };
        if gap.contains('\n') {
            return [comma, gap].concat();
        }
        if is_first {
            return self.comma.to_string();
        }
        // Blanks beyond one align the entries of a table, which this one is not in.
        if gap.ends_with([' ', '\t']) { ", ".to_string() } else { ",".to_string() }
    }

    /// Writes a value: `indent` is that of its line, `neighbours` are values that it is to look like.
    pub(crate) fn write(&self, out: &mut String, value: &Value<'_>, indent: &str, neighbours: &[Cursor<'d, 'a>]) {
        self.write_at(out, value, neighbours, Place { indent, is_element: false, is_inline: false });
    }

    /// Writes a member or an element.
    pub(crate) fn write_entry(
        &self,
        out: &mut String,
        name: Option<&str>,
        value: &Value<'_>,
        indent: &str,
        neighbours: &[Cursor<'d, 'a>],
    ) {
        if let Some(name) = name {
            write_text(out, name);
            out.push_str(self.colon);
        }
        self.write_at(out, value, neighbours, Place { indent, is_element: name.is_none(), is_inline: false });
    }

    fn write_at(&self, out: &mut String, value: &Value<'_>, neighbours: &[Cursor<'d, 'a>], place: Place<'_>) {
        let Place { indent, is_inline, .. } = place;
        let kind = value.kind();
        let (opening, closing) = match value {
            Value::Object(_) => ('{', '}'),
            Value::Array(_) => ('[', ']'),
            Value::String(text) => return write_text(out, text),
            Value::Null | Value::Bool(_) | Value::Number(_) => {
                // A String cannot fail to be written to.
                let _ = write!(out, "{value}");
                return;
            }
        };
        out.push(opening);
        let members = value.members().iter().map(|(name, value)| (Some(&**name), value));
        let mut entries = members.chain(value.elements().iter().map(|element| (None, element))).enumerate().peekable();
        if entries.peek().is_none() {
            out.push(closing);
            return;
        }
        let mut like = neighbours.iter().copied().filter(|node| node.kind() == kind && !is_empty(*node)).peekable();
        let looked = self.looked.get().filter(|_| !is_inline && kind == Kind::Object);
        let looked = looked.filter(|(at, _)| like.peek().is_some_and(|first| first.span().start == *at));
        let is_flat = entries.clone().all(|(_, (_, value))| !value.is_composite());
        let (look, alike) = match looked {
            // What is alike is looked at again only for what the new entries hold.
            Some((_, look)) if is_flat => (look, Vec::new()),
            Some((_, look)) => (look, like.take(NEIGHBOURS).collect()),
            None => {
                let alike: Vec<_> = like.take(NEIGHBOURS).collect();
                let example = if alike.is_empty() && !is_inline { self.example(value, place) } else { None };
                let alike = if alike.is_empty() { example.into_iter().collect() } else { alike };
                (self.look(value, &alike, example, is_inline), alike)
            }
        };
        let Look { layout, colon, is_inline, column } = look;
        let opened = out.len() - 1;
        let inner = match layout {
            Layout::Lines { unit } => Cow::Owned([indent, unit].concat()),
            Layout::Inline { .. } => Cow::Borrowed(indent),
        };
        for (index, (name, value)) in entries {
            match layout {
                Layout::Lines { .. } => {
                    out.push_str(if index == 0 { "" } else { "," });
                    out.push_str(self.newline);
                    out.push_str(&inner);
                }
                Layout::Inline { open, comma, .. } => {
                    out.push_str(if index == 0 { open } else { comma });
                    if let (1, Some(column)) = (index, column) {
                        let width = out[opened..].chars().count();
                        out.extend(std::iter::repeat_n(' ', column.saturating_sub(width)));
                    }
                }
            }
            if let Some(name) = name {
                write_text(out, name);
                out.push_str(colon);
            }
            let place = Place { indent: &inner, is_element: name.is_none(), is_inline };
            self.write_at(out, value, &self.neighbours_of(name, value, &alike), place);
        }
        match layout {
            Layout::Lines { .. } => {
                out.push_str(self.newline);
                out.push_str(indent);
            }
            Layout::Inline { close, .. } => out.push_str(close),
        }
        out.push(closing);
    }

    /// The values that a new entry is to look like, from those that its holder looks like.
    fn neighbours_of(&self, name: Option<&str>, value: &Value<'_>, alike: &[Cursor<'d, 'a>]) -> Vec<Cursor<'d, 'a>> {
        if !value.is_composite() {
            return Vec::new();
        }
        match name {
            Some(name) => {
                let near: Vec<_> =
                    alike.iter().filter_map(|object| object.member(name)).filter(|node| !is_empty(*node)).collect();
                if near.is_empty() { self.named(name, value.kind()).into_iter().collect() } else { near }
            }
            None => alike.iter().flat_map(|array| array.elements()).take(NEIGHBOURS).collect(),
        }
    }

    /// The first value in the document that has this name and kind, and is not empty.
    pub(crate) fn named(&self, name: &str, kind: Kind) -> Option<Cursor<'d, 'a>> {
        let objects = self.document.cursors().take(EXAMPLES).filter(|cursor| cursor.kind() == Kind::Object);
        let mut named = objects.filter_map(|object| object.member(name));
        named.find(|value| value.kind() == kind && !is_empty(*value))
    }

    /// The first value in the document of the same shape that stands in the same kind of place.
    fn example(&self, value: &Value<'_>, place: Place<'_>) -> Option<Cursor<'d, 'a>> {
        let shape = Shape::of(value);
        let is_like = |cursor: &Cursor<'d, 'a>| {
            matches!(cursor.kind(), Kind::Array | Kind::Object) && Shape::of(*cursor) == shape
        };
        let mut holders = self.document.cursors().take(EXAMPLES);
        holders.find_map(|holder| {
            if place.is_element {
                holder.elements().take(NEIGHBOURS).find(is_like)
            } else {
                holder.entries().take(EXAMPLES).map(|(_, value)| value).find(is_like)
            }
        })
    }

    fn look(
        &self,
        value: &Value<'_>,
        alike: &[Cursor<'d, 'a>],
        example: Option<Cursor<'d, 'a>>,
        is_inline: bool,
    ) -> Look<'a> {
        let layout = match (self.layout(value, alike, is_inline), example) {
            // An example from elsewhere says whether there are lines, not how deep they are.
            (Layout::Lines { .. }, Some(_)) => Layout::Lines { unit: self.unit },
            (layout, _) => layout,
        };
        let has_lines = matches!(layout, Layout::Lines { .. });
        let is_alone = alike.first().is_none_or(|neighbour| self.is_on_one_line(*neighbour));
        let look = Look {
            layout,
            colon: alike.first().and_then(|neighbour| colon_of(*neighbour)).unwrap_or(self.colon),
            is_inline: is_inline || (!has_lines && is_alone),
            column: self.aligned_column(alike),
        };
        if let (None, Some(first), false) = (example, alike.first(), is_inline) {
            self.looked.set(Some((first.span().start, look)));
        }
        look
    }

    fn layout(&self, value: &Value<'_>, alike: &[Cursor<'d, 'a>], is_inline: bool) -> Layout<'a> {
        let text = self.document.text();
        let plain = Layout::Inline { open: "", comma: self.comma, close: "" };
        let Some(&neighbour) = alike.first() else {
            return if is_inline || !self.has_lines { plain } else { Layout::Lines { unit: self.unit } };
        };
        let [first, second] = first_entries(neighbour);
        let Some(first) = first else { return plain };
        let span = neighbour.span();
        let open = &text[span.start + 1..start(&first)];
        if open.contains('\n') && !is_inline {
            let unit = self.indent_at(start(&first)).strip_prefix(self.indent_at(span.start));
            return Layout::Lines { unit: unit.filter(|unit| !unit.is_empty()).unwrap_or(self.unit) };
        }
        let comma = match second {
            Some(second) if text[end(&first)..start(&second)].ends_with(',') => ",",
            Some(_) => ", ",
            None => self.comma,
        };
        let inside = &text[span.start + 1..span.end - 1];
        let close = &inside[inside.trim_ascii_end().len()..];
        let blanks_only = |gap: &'a str| if gap.contains('\n') { "" } else { gap };
        let holds_objects = value.kind() == Kind::Array && value.elements().iter().any(Value::is_composite);
        let is_short = neighbour.raw().len() <= LINE_WIDTH && self.is_on_one_line(neighbour);
        let is_too_long = || is_short && value.to_string().len() > LINE_WIDTH;
        if holds_objects && !is_inline && self.has_lines && is_too_long() {
            return Layout::Lines { unit: self.unit };
        }
        Layout::Inline { open: blanks_only(open), comma, close: blanks_only(close) }
    }

    /// The column, from the opening brace, at which the second members of several one-line objects stand below each other.
    fn aligned_column(&self, alike: &[Cursor<'_, '_>]) -> Option<usize> {
        if self.document.is_compact() {
            return None;
        }
        let mut columns = Vec::new();
        let mut natural = Vec::new();
        for object in alike.iter().filter(|object| object.kind() == Kind::Object && self.is_on_one_line(**object)) {
            let (_, first) = object.entries().next()?;
            let (second, _) = object.entries().nth(1)?;
            let text = object.document().text();
            columns.push(text[object.span().start..second.span().start].chars().count());
            natural.push(text[object.span().start..first.span().end].chars().count());
        }
        let (column, rest) = columns.split_first()?;
        let is_table = rest.iter().all(|other| other == column) && natural.iter().any(|width| *width != natural[0]);
        is_table.then_some(*column)
    }
}

/// What an array or object holds, as far as it decides how it is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Empty,
    /// An array or object that holds only texts, numbers and the like.
    Flat(Kind),
    /// One that holds arrays or objects.
    Deep(Kind),
}

impl Shape {
    fn of<'n>(node: impl Node<'n>) -> Self {
        let is_composite = |kind| matches!(kind, Kind::Array | Kind::Object);
        let mut kinds = node
            .elements()
            .map(Node::kind)
            .chain(node.members().map(|(_, value)| value.kind()))
            .take(EXAMPLES)
            .peekable();
        if kinds.peek().is_none() {
            Self::Empty
        } else if kinds.any(is_composite) {
            Self::Deep(node.kind())
        } else {
            Self::Flat(node.kind())
        }
    }
}

/// The first two entries of an array or object.
fn first_entries<'d, 'a>(holder: Cursor<'d, 'a>) -> [Option<Entry<'d, 'a>>; 2] {
    let mut members = holder.entries().map(|(name, value)| (Some(name), value));
    let mut elements = holder.elements().map(|value| (None, value));
    [(); 2].map(|()| members.next().or_else(|| elements.next()))
}

fn is_empty(node: Cursor<'_, '_>) -> bool {
    node.elements().next().is_none() && node.entries().next().is_none()
}

/// What stands between the names and values of an object: the shortest, since blanks may align a table.
fn colon_of<'a>(object: Cursor<'_, 'a>) -> Option<&'a str> {
    let text = object.document().text();
    let colons = object.entries().take(NEIGHBOURS).map(|(name, value)| &text[name.span().end..value.span().start]);
    colons.filter(|colon| !colon.contains('\n')).min_by_key(|colon| colon.len())
}

fn write_text(out: &mut String, text: &str) {
    // A String cannot fail to be written to.
    let _ = write_string(out, text);
}

/// The blanks at the start of the line that `at` stands on; none where the line begins too far away to be looked for.
fn indent(text: &str, at: usize) -> &str {
    let mut nearest = at.saturating_sub(LINE_REACH);
    while !text.is_char_boundary(nearest) {
        nearest += 1;
    }
    let line = match text[nearest..at].rfind('\n') {
        Some(newline) => nearest + newline + 1,
        None if nearest == 0 => 0,
        None => return "",
    };
    leading_blanks(text[line..].trim_start_matches('\u{feff}'))
}

fn leading_blanks(line: &str) -> &str {
    let end = line.bytes().position(|byte| byte != b' ' && byte != b'\t').unwrap_or(line.len());
    &line[..end]
}
