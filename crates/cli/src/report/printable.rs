//! Text made safe to show in a terminal.

use std::borrow::Cow;

/// The text with every control character, and every character that reorders text, replaced by U+FFFD.
///
/// Such characters could move the cursor, change colours or hide a part of the text.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    let is_control = |c: char| {
        (c.is_control() && c != '\t')
            || matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(is_control) { Cow::Owned(text.replace(is_control, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn control_characters_are_replaced() {
        assert_eq!(printable("a\tb é"), "a\tb é");
        assert_eq!(printable("a\u{1b}[31m\u{9b}\t\u{202e}b\0"), "a\u{fffd}[31m\u{fffd}\t\u{fffd}b\u{fffd}");
    }
}
