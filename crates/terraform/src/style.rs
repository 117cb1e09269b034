//! How the neighbours are written, so that a new value looks like those beside it.

use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::expr::{Array, Expression, Object, ObjectKey};

use crate::module::{Module, span};
use crate::tree::{List, Tree};

/// What stands between a name and its value, unless neighbours say otherwise.
const ASSIGN: &str = " = ";

/// How new values look.
#[derive(Clone, Debug)]
pub(crate) struct Style {
    pub(crate) newline: &'static str,
    /// One level of indentation.
    pub(crate) unit: String,
    /// Whether names stand in quotes that need none.
    pub(crate) is_quoted: bool,
    /// What stands between a name and its value.
    pub(crate) assign: String,
    /// Whether values on lines below each other begin in one column.
    pub(crate) is_aligned: bool,
    /// Whether a comma stands behind each member that has a line of its own, but the last.
    pub(crate) has_commas: bool,
    /// How lists of objects look, by the name of their member; the first is for all others.
    lists: Vec<(String, ListStyle)>,
}

/// How a list of objects looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListStyle {
    pub(crate) layout: Layout,
    /// Whether each object stands on lines of its own, a member to each.
    pub(crate) has_tall_elements: bool,
    /// Whether a comma stands behind the last element.
    pub(crate) has_trailing_comma: bool,
}

/// Where the elements of a list stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// On the line of the brackets.
    Inline,
    /// Each on lines of its own.
    Lines,
    /// On lines of its own, between braces that stand beside the brackets: `[{`.
    Hugged,
}

const USUAL: ListStyle = ListStyle { layout: Layout::Lines, has_tall_elements: false, has_trailing_comma: false };

impl Style {
    /// The style of container definitions.
    pub(crate) fn of(module: &Module, containers: &List<'_>) -> Self {
        let file =
            containers.elements.iter().find_map(|element| element.as_members()?.object.map(|_| element.place.file));
        let file = file.unwrap_or_default();
        let text = module.file(file).text.as_str();
        let newline = match text.find('\n') {
            Some(at) if text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        };
        let objects: Vec<(&Tree<'_>, &Object)> = containers
            .elements
            .iter()
            .filter_map(|container| Some((container, container.as_members()?.object?)))
            .filter(|(container, object)| container.place.file == file && !object.is_empty())
            .collect();
        let first = objects.iter().find(|(tree, _)| !is_on_one_line(text, &tree.place.span)).or(objects.first());
        let mut style = Self {
            newline,
            unit: "  ".to_string(),
            is_quoted: false,
            assign: ASSIGN.to_string(),
            is_aligned: true,
            has_commas: false,
            lists: Vec::new(),
        };
        if let Some((tree, object)) = first {
            style.look_at(text, &tree.place.span, object);
        }
        for (_, object) in &objects {
            for (key, value) in *object {
                if let (Some(name), Expression::Array(array)) = (name(key), value.expr())
                    && let Some(look) = ListStyle::of(text, array)
                {
                    style.lists.push((name.to_string(), look));
                }
            }
        }
        style
    }

    fn look_at(&mut self, text: &str, outer: &Range<usize>, object: &Object) {
        let entries: Vec<_> = object.iter().map(|(key, value)| (key_span(key), span(value.expr()))).collect();
        let Some((key, _)) = entries.first() else { return };
        self.is_quoted = text[key.clone()].starts_with('"');
        let gaps = entries.iter().map(|(key, value)| &text[key.end..value.start]);
        let plain = gaps.filter(|gap| !gap.contains(['\n', '#', '/'])).min_by_key(|gap| gap.len());
        self.assign = plain.unwrap_or(ASSIGN).to_string();
        let own = indent_at(text, key.start);
        if let Some(unit) = own.strip_prefix(indent_at(text, outer.start)).filter(|unit| !unit.is_empty()) {
            self.unit = unit.to_string();
        }
        let between = entries.windows(2).map(|pair| (&text[pair[0].1.end..pair[1].0.start], pair));
        let lines: Vec<_> = between.filter(|(gap, _)| gap.contains('\n')).collect();
        self.has_commas = lines.first().is_some_and(|(gap, _)| gap.trim_start().starts_with(','));
        // Values that could stand below each other and do not.
        let column = |(key, value): &(Range<usize>, Range<usize>)| {
            text[line_start(text, key.start)..value.start].chars().count()
        };
        let is_flat = |(_, value): &(Range<usize>, Range<usize>)| is_on_one_line(text, value);
        self.is_aligned = self.assign == ASSIGN
            && lines.iter().all(|(gap, pair)| {
                let is_next = gap.matches('\n').count() == 1 && !gap.contains(['#', '/']);
                !is_next || !is_flat(&pair[0]) || !is_flat(&pair[1]) || column(&pair[0]) == column(&pair[1])
            });
    }

    /// How a list of objects looks that is to be the value of this member.
    pub(crate) fn list(&self, member: &str) -> ListStyle {
        let named = self.lists.iter().find(|(name, _)| name == member);
        named.or(self.lists.first()).map_or(USUAL, |(_, style)| *style)
    }
}

impl ListStyle {
    /// How a list looks, if it is one of objects.
    pub(crate) fn of(text: &str, array: &Array) -> Option<Self> {
        let elements: Vec<_> = array.iter().map(span).collect();
        let last = elements.last()?;
        if !array.iter().all(|element| matches!(element, Expression::Object(_))) {
            return None;
        }
        let outer = span(array);
        let open = &text[outer.start + 1..elements[0].start];
        let has_tall_elements = elements.iter().any(|element| !is_on_one_line(text, element));
        let layout = match (open.contains('\n'), has_tall_elements) {
            (true, _) => Layout::Lines,
            (false, true) => Layout::Hugged,
            (false, false) => Layout::Inline,
        };
        let has_trailing_comma = text[last.end..outer.end].trim_start().starts_with(',');
        Some(Self { layout, has_tall_elements, has_trailing_comma })
    }
}

/// The name that a key stands for, if that is known.
pub(crate) fn name(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(name) => Some(name.as_str()),
        ObjectKey::Expression(Expression::String(name)) => Some(name.value()),
        ObjectKey::Expression(_) => None,
    }
}

/// Where the name of a member stands.
pub(crate) fn key_span(key: &ObjectKey) -> Range<usize> {
    match key {
        ObjectKey::Ident(name) => name.span().unwrap_or_default(),
        ObjectKey::Expression(name) => span(name),
    }
}

/// Where the line begins that a place stands on.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Whether nothing but blanks stands before a place on its line.
pub(crate) fn begins_line(text: &str, at: usize) -> bool {
    text[line_start(text, at)..at].trim_ascii().is_empty()
}

/// The blanks at the beginning of the line that a place stands on.
pub(crate) fn indent_at(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Whether no line ends inside of a span.
pub(crate) fn is_on_one_line(text: &str, span: &Range<usize>) -> bool {
    !text[span.clone()].contains('\n')
}
