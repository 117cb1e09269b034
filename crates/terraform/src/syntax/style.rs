//! [`Style`]: the style of the code around a change, so that a new value looks like its neighbours.

use std::ops::Range;

use hcl_edit::expr::{Array, Expression, Object};

use crate::syntax::expression::{key_span, member_name, span};
use crate::syntax::lines::{indent_at, is_on_one_line, line_start, newline_of};

/// The text between a name and its value, where there are no neighbours.
const ASSIGN: &str = " = ";

/// The style of new values.
#[derive(Clone, Debug)]
pub(crate) struct Style {
    pub(crate) newline: &'static str,
    /// One level of indentation.
    pub(crate) unit: String,
    /// Whether names are in quotes although they need none.
    pub(crate) is_quoted: bool,
    /// The text between a name and its value.
    pub(crate) assign: String,
    /// Whether the values of consecutive lines begin in one column.
    pub(crate) is_aligned: bool,
    /// Whether a comma follows each member on a separate line, except the last one.
    pub(crate) has_commas: bool,
    /// The style of lists of objects, by the name of their member; the first one is for all other members.
    lists: Vec<(String, ListStyle)>,
}

/// The style of a list of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListStyle {
    pub(crate) layout: Layout,
    /// Whether an object has one line for each member.
    pub(crate) has_multiline_elements: bool,
    /// Whether a comma follows the last element.
    pub(crate) has_trailing_comma: bool,
}

/// The layout of the elements of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// On the line of the brackets.
    Inline,
    /// Each on separate lines.
    Lines,
    /// On several lines, with the braces directly beside the brackets: `[{`.
    Hugged,
}

const USUAL: ListStyle = ListStyle { layout: Layout::Lines, has_multiline_elements: false, has_trailing_comma: false };

impl Style {
    /// The style of the container definitions in a text, each with its place.
    pub(crate) fn of(text: &str, containers: &[(Range<usize>, &Object)]) -> Self {
        let containers: Vec<_> = containers.iter().filter(|(_, object)| !object.is_empty()).collect();
        let first = containers.iter().find(|(span, _)| !is_on_one_line(text, span)).or(containers.first());
        let mut style = Self {
            newline: newline_of(text),
            unit: "  ".to_string(),
            is_quoted: false,
            assign: ASSIGN.to_string(),
            is_aligned: true,
            has_commas: false,
            lists: Vec::new(),
        };
        if let Some((span, object)) = first {
            style.read_first_object(text, span, object);
        }
        for (_, object) in containers {
            for (key, value) in *object {
                if let (Some(name), Expression::Array(array)) = (member_name(key), value.expr())
                    && let Some(look) = ListStyle::of(text, array)
                {
                    style.lists.push((name.to_string(), look));
                }
            }
        }
        style
    }

    fn read_first_object(&mut self, text: &str, outer: &Range<usize>, object: &Object) {
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
        // The column of a value: values of consecutive lines may be in different ones.
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

    /// The style of a list of objects that is the value of this member.
    pub(crate) fn list(&self, member: &str) -> ListStyle {
        let named = self.lists.iter().find(|(name, _)| name == member);
        named.or(self.lists.first()).map_or(USUAL, |(_, style)| *style)
    }
}

impl ListStyle {
    /// The style of a list, if it is a list of objects.
    pub(crate) fn of(text: &str, array: &Array) -> Option<Self> {
        let elements: Vec<_> = array.iter().map(span).collect();
        let last = elements.last()?;
        if !array.iter().all(|element| matches!(element, Expression::Object(_))) {
            return None;
        }
        let outer = span(array);
        let open = &text[outer.start + 1..elements[0].start];
        let has_multiline_elements = elements.iter().any(|element| !is_on_one_line(text, element));
        let layout = match (open.contains('\n'), has_multiline_elements) {
            (true, _) => Layout::Lines,
            (false, true) => Layout::Hugged,
            (false, false) => Layout::Inline,
        };
        let has_trailing_comma = text[last.end..outer.end].trim_start().starts_with(',');
        Some(Self { layout, has_multiline_elements, has_trailing_comma })
    }
}
