//! The lines of a text, and how they are indented.

use std::ops::Range;

/// The start of the line that contains an offset.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Whether there are only blanks before an offset on its line.
pub(crate) fn begins_line(text: &str, at: usize) -> bool {
    text[line_start(text, at)..at].trim_ascii().is_empty()
}

/// The blanks at the start of the line that contains an offset.
pub(crate) fn indent_at(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Whether a span is within one line.
pub(crate) fn is_on_one_line(text: &str, span: &Range<usize>) -> bool {
    !text[span.clone()].contains('\n')
}

/// The start of the line after an offset.
pub(crate) fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
}

/// The line ending of a text: that of its first line.
pub(crate) fn newline_of(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}
