//! [`Excerpt`]: the part of a source line that a message shows.

use std::ops::Range;

use outrigger::Document;

use super::mask::mask_range;
use super::printable::printable;

/// So many characters of a long line are shown before and after a place.
const REACH: usize = 60;

/// The part of a source line around a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// The part, printable; `…` marks a cut.
    pub(crate) text: String,
    /// The place in the part, in bytes.
    pub(crate) marked: Range<usize>,
    /// The column of the place in the part, from 1, in characters.
    pub(crate) column: usize,
}

impl Excerpt {
    /// The line where a span begins, cut around the place if it is long.
    ///
    /// If the span does not end in the shown part, only its first character is marked.
    pub(crate) fn of(text: &str, span: Range<usize>) -> Self {
        let (before, after) = text.split_at_checked(span.start).unwrap_or((text, ""));
        let before = before.get(before.rfind('\n').map_or(0, |newline| newline + 1)..).unwrap_or_default();
        let before = before.trim_start_matches('\u{feff}');
        let after = after.split(['\n', '\r']).next().unwrap_or_default();

        let left = before.char_indices().rev().nth(REACH - 1).map_or(0, |(at, _)| at);
        let right = after.char_indices().nth(REACH).map_or(after.len(), |(at, _)| at);
        let (left_out, right_out) = (if left > 0 { "…" } else { "" }, if right < after.len() { "…" } else { "" });
        let before = printable(before.get(left..).unwrap_or_default());
        let first = after.chars().next().map_or(0, char::len_utf8);
        let end = if span.len() <= right { span.len() } else { first };
        let marked = printable(after.get(..end).unwrap_or_default());
        let rest = printable(after.get(end..right).unwrap_or_default());

        let start = left_out.len() + before.len();
        Self {
            column: left_out.chars().count() + before.chars().count() + 1,
            marked: start..start + marked.len(),
            text: [left_out, &before, &marked, &rest, right_out].concat(),
        }
    }

    /// The same for the place of a value in a document, without secrets.
    pub(crate) fn without_secrets(document: &Document<'_>, span: Range<usize>) -> Self {
        let is_enough = |text: &str| text.chars().nth(REACH).is_some();
        let mut reach = NEAR;
        loop {
            let (line, is_whole) = near(document.text(), span.start, reach);
            let before = mask_range(document, &(line.start..span.start));
            let value = mask_range(document, &(span.start..span.end.min(line.end)));
            let after = mask_range(document, &(span.end.min(line.end)..line.end));
            let behind = [&*value, &after].concat();
            if is_whole || (is_enough(&before) && is_enough(&behind)) {
                // A span that continues on the next line ends outside the excerpt.
                let length = if span.end <= line.end { value.len() } else { usize::MAX - before.len() };
                return Self::of(&[&*before, &behind].concat(), before.len()..before.len() + length);
            }
            reach = reach.saturating_mul(8);
        }
    }
}

/// The first attempt masks so many bytes around the place.
const NEAR: usize = 1024;

/// The part of the line around `at` within `reach` bytes, and whether that is the whole line.
fn near(text: &str, at: usize, reach: usize) -> (Range<usize>, bool) {
    let mut first = at.saturating_sub(reach);
    while !text.is_char_boundary(first) {
        first -= 1;
    }
    let mut last = at.saturating_add(reach).min(text.len());
    while !text.is_char_boundary(last) {
        last += 1;
    }
    let (begins, ends) = (text[first..at].rfind('\n'), text[at..last].find('\n'));
    let is_whole = (begins.is_some() || first == 0) && (ends.is_some() || last == text.len());
    (begins.map_or(first, |newline| first + newline + 1)..ends.map_or(last, |newline| at + newline), is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, span: Range<usize>, shown: &str, marked: &str) {
        let excerpt = Excerpt::of(text, span);
        assert_eq!((excerpt.text.as_str(), &excerpt.text[excerpt.marked.clone()]), (shown, marked));
        assert_eq!(excerpt.text[..excerpt.marked.start].chars().count() + 1, excerpt.column);
    }

    #[test]
    fn the_first_line_of_a_span() {
        check("[\n  {é: 1}\r\n]", 4..8, "  {é: 1}", "{é:");
        check("[\n  {é:\n  }\n]", 4..12, "  {é:", "{");
        check("\u{feff}[1 2]", 6..7, "[1 2]", "2");
        check("[", 1..1, "[", "");
        check("", 0..0, "", "");
        check("", 9..12, "", "");
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let (left, right) = ("é".repeat(REACH), "x".repeat(REACH - 1));
        check(&format!("aaaa{left}!{right}bbbb"), 124..125, &format!("…{left}!{right}…"), "!");
        check(&format!("{left}!{right}"), 120..121, &format!("{left}!{right}"), "!");
    }

    #[test]
    fn secrets_are_masked_near_and_far() {
        let variables =
            |value: &str, count: usize| vec![format!(r#"{{"name": "é", "value": "{value}"}}"#); count].join(", ");
        for (value, count, between) in [("v", 3, ""), ("v", 100, ""), (&"é".repeat(NEAR), 5, ""), ("v", 100, "\n")] {
            let text = format!("[1, {{{between}\"environment\": [{}]}},{between} 2]\n", variables(value, count));
            let document = Document::scan(&text).unwrap();
            let masked = crate::report::mask(&document);
            let shown = Document::scan(&masked).unwrap();
            for (cursor, shown) in document.cursors().zip(shown.cursors()) {
                let excerpt = Excerpt::without_secrets(&document, cursor.span());
                assert_eq!(excerpt, Excerpt::of(&masked, shown.span()), "{}", cursor.raw());
            }
        }
    }
}
