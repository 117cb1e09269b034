//! The layout of a document, which new values get: each looks like the values beside it.

use std::cell::{Cell, OnceCell};

use outrigger_core::{Cursor, Document, Kind, Node, Value};

use crate::comma::{LineComma, around_comma, blank, inline_comma};
use crate::entry::{Entry, end, first_entries, start};

/// How many neighbours are looked at.
pub(crate) const NEIGHBOURS: usize = 4;

/// How many values of a document are looked at for an example, where no neighbour is one.
const EXAMPLES: usize = 512;

/// How far back the beginning of a line is looked for, in bytes.
const LINE_REACH: usize = 4096;

/// As deep as lines are indented, and deeper.
const SPACES: &str = "                                                                                ";

/// A list of objects that would be longer than this on one line is broken into lines.
const LINE_WIDTH: usize = 110;

/// How a document is laid out, as far as no neighbour says otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Style<'d, 'a> {
    document: &'d Document<'a>,
    newline: &'static str,
    /// One level of indentation.
    unit: &'a str,
    /// The text between a name and its value.
    colon: &'a str,
    /// The text between two entries on one line.
    comma: &'static str,
    /// The comma between two entries with a line each.
    line_comma: OnceCell<LineComma>,
    /// Whether the document has more than one line.
    has_lines: bool,
    /// The indentation of the line that the document begins on.
    outer: &'a str,
    /// How objects look that are like the one which begins at this offset: variables come by the dozen.
    looked: Cell<Option<(usize, Look<'a>)>>,
    /// The arrays and objects among the first values of the document that hold others.
    holders: OnceCell<Vec<Cursor<'d, 'a>>>,
}

/// How a new array or object is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look<'a> {
    pub(crate) layout: Layout<'a>,
    /// The text between a name and its value.
    pub(crate) colon: &'a str,
    /// Whether all of it must be on one line.
    pub(crate) is_inline: bool,
    /// The column at which the second members of its neighbours are aligned, where each neighbour is on one line.
    pub(crate) column: Option<usize>,
}

/// How one array or object is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout<'a> {
    /// Each entry on a line of its own, one unit deeper; with commas below the bracket, at its column.
    Lines { unit: &'a str, comma: LineComma },
    /// All entries on one line.
    Inline { open: &'a str, comma: &'static str, close: &'a str },
}

/// How all looks in a document without white space.
const COMPACT: Look<'_> =
    Look { layout: Layout::Inline { open: "", comma: ",", close: "" }, colon: ":", is_inline: true, column: None };

/// The text between the last entry of an array or object and a new one, and the indentation of the new one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gap<'a> {
    /// Before the comma.
    pub(crate) before: &'a str,
    /// Behind the comma.
    pub(crate) after: &'a str,
    pub(crate) indent: &'a str,
}

/// The position of a new value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Whether it is an element of an array.
    pub(crate) is_element: bool,
    /// Whether it must be on one line.
    pub(crate) is_inline: bool,
}

/// The first values that a new one is to look like.
pub(crate) type Alike<'d, 'a> = [Option<Cursor<'d, 'a>>; NEIGHBOURS];

/// The first of some values.
pub(crate) fn few<'d, 'a>(values: impl Iterator<Item = Cursor<'d, 'a>>) -> Alike<'d, 'a> {
    let mut few = Alike::default();
    few.iter_mut().zip(values).for_each(|(slot, value)| *slot = Some(value));
    few
}

/// Whether an array or object of this kind can look like this value: an empty one does not say how.
pub(crate) fn is_like(value: Cursor<'_, '_>, kind: Kind) -> bool {
    value.kind() == kind && (value.elements().next().is_some() || value.entries().next().is_some())
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
            line_comma: OnceCell::new(),
            has_lines: newline_at.is_some(),
            // The whole document may be indented, where another text holds it.
            outer: indent(document.text(), root.span().start),
            looked: Cell::new(None),
            holders: OnceCell::new(),
        };
        let inner = newline_at.map_or("", |at| leading_blanks(&raw[at + 1..]));
        style.unit = inner.strip_prefix(style.outer).filter(|unit| !unit.is_empty()).unwrap_or("  ");
        style
    }

    /// The blanks at the start of the line of a value that begins at `at`.
    pub(crate) fn indent_at(&self, at: usize) -> &'a str {
        if self.has_lines { indent(self.document.text(), at) } else { self.outer }
    }

    /// How deep the lines of a value are indented at least which begins at `at`: as its own line, or as deep as the others
    /// where that one begins with a comma that is less deep.
    pub(crate) fn depth_at(&self, at: usize) -> &'a str {
        if !self.has_lines {
            return self.outer;
        }
        let line = line_at(self.document.text(), at);
        let blanks = leading_blanks(line);
        match self.line_comma() {
            LineComma::Leading { outdent, .. } if line[blanks.len()..].starts_with(',') => {
                let deeper = SPACES.get(..blanks.len() + outdent);
                deeper.filter(|deeper| deeper.starts_with(blanks)).unwrap_or(blanks)
            }
            LineComma::Leading { .. }
            | LineComma::Trailing { .. }
            | LineComma::OwnLine { .. }
            | LineComma::BelowBracket { .. } => blanks,
        }
    }

    /// Whether no line ends inside of a value; one that is longer than any line is not gone through.
    fn is_on_one_line(&self, value: Cursor<'_, '_>) -> bool {
        let raw = value.raw().as_bytes();
        !self.has_lines || !raw[..raw.len().min(LINE_REACH)].contains(&b'\n')
    }

    /// How a line ends.
    pub(crate) fn newline(&self) -> &'static str {
        self.newline
    }

    /// The text between a name and its value.
    pub(crate) fn colon(&self) -> &'a str {
        self.colon
    }

    /// The comma between two entries with a line each, as the first ones of the document have it.
    fn line_comma(&self) -> LineComma {
        *self.line_comma.get_or_init(|| {
            let values = if self.has_lines { EXAMPLES } else { 0 };
            let mut commas = self.document.cursors().take(values).filter_map(|value| self.line_comma_in(value));
            commas.next().unwrap_or(LineComma::USUAL)
        })
    }

    /// The comma between the first two entries of an array or object, if they have a line each.
    fn line_comma_in(&self, holder: Cursor<'d, 'a>) -> Option<LineComma> {
        let [Some(first), Some(second)] = first_entries(holder) else { return None };
        let text = self.document.text();
        let open = self.indent_behind(&text[holder.span().start + 1..start(&first)]);
        LineComma::of(&text[end(&first)..start(&second)], open.map(str::len))
    }

    /// The column of what begins at `at`, in characters.
    pub(crate) fn column_at(&self, at: usize) -> usize {
        let line = line_at(self.document.text(), at);
        let rest = self.document.text().len() - at;
        line.len().checked_sub(rest).map_or(0, |length| line[..length].chars().count())
    }

    /// The text between the last entries of `holder` and a new one, which follows the entry `staying`.
    pub(crate) fn gap(
        &self,
        holder: Cursor<'d, 'a>,
        [before, last]: [Option<Entry<'d, 'a>>; 2],
        staying: &Entry<'d, 'a>,
    ) -> Gap<'a> {
        let text = self.document.text();
        let [first, _] = first_entries(holder);
        let open = first.map_or("", |first| &text[holder.span().start + 1..start(&first)]);
        let blanks = |gap: &'a str| gap.rfind('\n').map(|newline| &gap[newline + 1..]);
        let on_one_line = |before, after| Gap { before, after, indent: self.depth_at(start(staying)) };
        let (Some(before), Some(last)) = (before, last) else {
            return match blanks(open) {
                Some(indent) => {
                    let (before, after) = self.line_comma().around(open);
                    Gap { before, after, indent }
                }
                None => {
                    let close = &text[end(staying)..holder.span().end - 1];
                    match (self.line_comma(), blanks(close)) {
                        (LineComma::BelowBracket { after }, Some(indent)) => Gap { before: close, after, indent },
                        (_, _) => on_one_line("", &self.comma[1..]),
                    }
                }
            };
        };
        let (before, after) = around_comma(&text[end(&before)..start(&last)]);
        match (blanks(before), blanks(after)) {
            (_, Some(indent)) => Gap { before, after, indent },
            // What is before a comma may be less deep than what is behind it.
            (Some(outdented), None) => Gap { before, after, indent: blanks(open).unwrap_or(outdented) },
            (None, None) => on_one_line(blank(before), blank(after)),
        }
    }

    /// How a new array or object is to look, and like which ones.
    pub(crate) fn look(&self, value: &Value<'_>, like: &Alike<'d, 'a>, place: Place) -> (Look<'a>, Alike<'d, 'a>) {
        if self.document.is_compact() {
            // All that could be looked at is compact, too.
            return (COMPACT, Alike::default());
        }
        let kind = value.kind();
        let mut neighbours = like.iter().flatten().copied().filter(|neighbour| is_like(*neighbour, kind));
        let first = neighbours.next();
        if let (Some(first), Some((at, look)), Kind::Object, false) = (first, self.looked.get(), kind, place.is_inline)
            && first.span().start == at
        {
            // A member is found in the same objects, whether those that have none are among them or not.
            return (look, *like);
        }
        match first {
            Some(first) => {
                let alike = few(std::iter::once(first).chain(neighbours));
                let look = self.look_like(value, &alike, place.is_inline);
                if !place.is_inline {
                    self.looked.set(Some((first.span().start, look)));
                }
                (look, alike)
            }
            None => {
                let example = if place.is_inline { None } else { self.example(value, place) };
                let alike = few(example.into_iter());
                let mut look = self.look_like(value, &alike, place.is_inline);
                if let Layout::Lines { unit, .. } = &mut look.layout {
                    // An example from elsewhere says whether there are lines, not how deep they are.
                    *unit = self.unit;
                }
                (look, alike)
            }
        }
    }

    /// The values that a new member is to look like, from the objects that its own looks like.
    pub(crate) fn members(&self, name: &str, value: &Value<'_>, alike: &Alike<'d, 'a>) -> Alike<'d, 'a> {
        if self.document.is_compact() {
            return Alike::default();
        }
        let near =
            few(alike.iter().flatten().filter_map(|object| object.member(name)).filter(|value| !is_empty(*value)));
        if near[0].is_some() { near } else { few(self.named(name, value.kind()).into_iter()) }
    }

    /// The first array or object in the document that has this name and kind, and is not empty.
    fn named(&self, name: &str, kind: Kind) -> Option<Cursor<'d, 'a>> {
        let mut named = self.holders().iter().filter_map(|object| object.member(name));
        named.find(|value| is_like(*value, kind))
    }

    /// The first value in the document with the same shape, in the same kind of position.
    fn example(&self, value: &Value<'_>, place: Place) -> Option<Cursor<'d, 'a>> {
        let (kind, is_deep) = (value.kind(), is_deep(kinds(value)));
        let is_like = |found: &Cursor<'d, 'a>| is_like(*found, kind) && self::is_deep(kinds_at(*found)) == is_deep;
        self.holders().iter().find_map(|holder| {
            if place.is_element {
                holder.elements().take(NEIGHBOURS).find(is_like)
            } else {
                holder.entries().take(EXAMPLES).map(|(_, value)| value).find(is_like)
            }
        })
    }

    /// The arrays and objects among the first values of the document that hold others.
    fn holders(&self) -> &[Cursor<'d, 'a>] {
        self.holders.get_or_init(|| {
            let mut holders = Vec::with_capacity(16);
            let mut before: Option<Cursor<'d, 'a>> = None;
            for value in self.document.cursors().take(EXAMPLES) {
                if is_composite(value.kind()) {
                    // What holds others has the first of them next after it.
                    holders.extend(before.filter(|holder| value.span().start < holder.span().end));
                    before = Some(value);
                }
            }
            holders.extend(before.filter(|last| kinds_at(*last).any(is_composite)));
            holders
        })
    }

    fn look_like(&self, value: &Value<'_>, alike: &Alike<'d, 'a>, is_inline: bool) -> Look<'a> {
        let first = alike[0];
        let layout = self.layout(value, first, is_inline);
        let colon = first.and_then(colon_of).unwrap_or(self.colon);
        match layout {
            Layout::Lines { .. } => Look { layout, colon, is_inline, column: None },
            Layout::Inline { .. } => {
                let is_alone = first.is_none_or(|neighbour| self.is_on_one_line(neighbour));
                Look { layout, colon, is_inline: is_inline || is_alone, column: self.aligned_column(alike) }
            }
        }
    }

    fn layout(&self, value: &Value<'_>, neighbour: Option<Cursor<'d, 'a>>, is_inline: bool) -> Layout<'a> {
        let text = self.document.text();
        let plain = Layout::Inline { open: "", comma: self.comma, close: "" };
        let usual_lines = || Layout::Lines { unit: self.unit, comma: self.line_comma() };
        let Some(neighbour) = neighbour else {
            return if is_inline || !self.has_lines { plain } else { usual_lines() };
        };
        let [first, second] = first_entries(neighbour);
        let Some(first) = first else { return plain };
        let span = neighbour.span();
        let open = &text[span.start + 1..start(&first)];
        let gap = second.map(|second| &text[end(&first)..start(&second)]);
        if let (Some(inner), false) = (self.indent_behind(open), is_inline) {
            let comma = gap.and_then(|gap| LineComma::of(gap, Some(inner.len())));
            let comma = comma.unwrap_or_else(|| self.line_comma());
            // Mostly the neighbour begins its line, one unit less deep.
            let outer = inner.strip_suffix(self.unit);
            let begins_line = |outer| text[..span.start].strip_suffix(outer).is_some_and(|above| above.ends_with('\n'));
            if outer.is_some_and(begins_line) {
                return Layout::Lines { unit: self.unit, comma };
            }
            let unit = inner.strip_prefix(self.depth_at(span.start)).filter(|unit| !unit.is_empty());
            return Layout::Lines { unit: unit.unwrap_or(self.unit), comma };
        }
        let inside = &text[span.start + 1..span.end - 1];
        let close = &inside[inside.trim_ascii_end().len()..];
        let line_comma = match gap {
            Some(gap) => LineComma::of(gap, None),
            None => close.contains('\n').then(|| self.line_comma()),
        };
        if let (Some(comma @ LineComma::BelowBracket { .. }), false) = (line_comma, is_inline) {
            return Layout::Lines { unit: self.unit, comma };
        }
        let comma = gap.map_or(self.comma, inline_comma);
        let blanks_only = |gap: &'a str| if gap.contains('\n') { "" } else { gap };
        let holds_objects = value.kind() == Kind::Array && value.elements().iter().any(Value::is_composite);
        let is_short = neighbour.raw().len() <= LINE_WIDTH && self.is_on_one_line(neighbour);
        let is_too_long = || is_short && value.compact_len() > LINE_WIDTH;
        if holds_objects && !is_inline && self.has_lines && is_too_long() {
            return usual_lines();
        }
        Layout::Inline { open: blanks_only(open), comma, close: blanks_only(close) }
    }

    /// The indentation of the last line that begins between two entries, if one does.
    fn indent_behind(&self, gap: &'a str) -> Option<&'a str> {
        // Mostly there is one, and nothing before it.
        let only = gap.strip_prefix(self.newline).map(indent_of);
        if let Some(indent) = only.filter(|indent| self.newline.len() + indent.len() == gap.len()) {
            return Some(indent);
        }
        gap.rfind('\n').map(|newline| indent_of(&gap[newline + 1..]))
    }

    /// The column, from the opening brace, at which the second members of several one-line objects are aligned.
    fn aligned_column(&self, alike: &Alike<'_, '_>) -> Option<usize> {
        if self.document.is_compact() {
            return None;
        }
        let objects =
            alike.iter().flatten().filter(|value| value.kind() == Kind::Object && self.is_on_one_line(**value));
        let (mut column, mut natural) = (None, None);
        let mut is_ragged = false;
        for object in objects {
            let [first, second] = first_entries(*object);
            let text = object.document().text();
            let width = |end: usize| text[object.span().start..end].chars().count();
            let (first, second) = (end(&first?), start(&second?));
            if *column.get_or_insert(width(second)) != width(second) {
                return None;
            }
            is_ragged |= *natural.get_or_insert(width(first)) != width(first);
        }
        column.filter(|_| is_ragged)
    }
}

fn is_composite(kind: Kind) -> bool {
    matches!(kind, Kind::Array | Kind::Object)
}

/// Whether an array or object holds others, as far as it is looked through.
fn is_deep(mut kinds: impl Iterator<Item = Kind>) -> bool {
    kinds.by_ref().take(EXAMPLES).any(is_composite)
}

/// What an array or object holds.
fn kinds(value: &Value<'_>) -> impl Iterator<Item = Kind> {
    value.elements().iter().chain(value.members().iter().map(|(_, value)| value)).map(Node::kind)
}

/// What an array or object holds.
fn kinds_at(value: Cursor<'_, '_>) -> impl Iterator<Item = Kind> {
    value.elements().chain(value.entries().map(|(_, value)| value)).map(Node::kind)
}
fn is_empty(node: Cursor<'_, '_>) -> bool {
    node.elements().next().is_none() && node.entries().next().is_none()
}

/// The text between the names and values of an object: the shortest, because blanks may align a table.
fn colon_of<'a>(object: Cursor<'_, 'a>) -> Option<&'a str> {
    let text = object.document().text();
    let colons = object.entries().take(NEIGHBOURS).map(|(name, value)| &text[name.span().end..value.span().start]);
    colons.filter(|colon| !colon.contains('\n')).min_by_key(|colon| colon.len())
}

/// The blanks at the start of the line with `at`; none if the line begins too far away.
fn indent(text: &str, at: usize) -> &str {
    leading_blanks(line_at(text, at))
}

/// The text from the start of the line with `at`; none if that is too far away.
fn line_at(text: &str, at: usize) -> &str {
    let mut nearest = at.saturating_sub(LINE_REACH);
    while !text.is_char_boundary(nearest) {
        nearest += 1;
    }
    let line = match text[nearest..at].rfind('\n') {
        Some(newline) => nearest + newline + 1,
        None if nearest == 0 => 0,
        None => return "",
    };
    text[line..].trim_start_matches('\u{feff}')
}

/// The blanks at the start of this part of a line; none where it is longer than a beginning is looked for.
fn indent_of(line: &str) -> &str {
    if line.len() < LINE_REACH { leading_blanks(line) } else { "" }
}

fn leading_blanks(line: &str) -> &str {
    // Most are spaces, and several.
    let wide = 8 * line.as_bytes().chunks_exact(8).take_while(|chunk| *chunk == b"        ").count();
    let rest = line.bytes().skip(wide).position(|byte| byte != b' ' && byte != b'\t');
    &line[..rest.map_or(line.len(), |rest| wide + rest)]
}
