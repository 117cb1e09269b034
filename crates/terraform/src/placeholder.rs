//! Expressions in JSON that is a template: hidden from the JSON reader, and shown again.
//!
//! What is hidden keeps its length, so that a place in the one text is the same place in the other.

use std::borrow::Cow;

use crate::template::sequence_end;

/// Stands for what JSON would read and Terraform does not mean; no text that people write holds it.
const MARK: char = '\u{7f}';

/// The text with expressions hidden: as a string where one stands by itself, and without its quotes inside of a string.
///
/// ```text
/// {"cpu": ${var.cpu}, "image": "${var.images["api"]}"}
/// {"cpu": "·var.cpu", "image": "${var.images[·api·]}"}
/// ```
pub(crate) fn mask(text: &str) -> Cow<'_, str> {
    if !text.contains("${") && !text.contains("%{") {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut is_string = false;
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        let begins = |mark: &str| rest.starts_with(mark);
        if begins("$${") || begins("%%{") {
            masked.push_str(&rest[..3]);
            at += 3;
        } else if begins("${") || begins("%{") {
            let Some(end) = sequence_end(text, at) else {
                masked.push_str(rest);
                break;
            };
            match (is_string, begins("${")) {
                (true, _) => masked.push_str(&hide(&text[at..end])),
                (false, true) => {
                    masked.push('"');
                    masked.push(MARK);
                    masked.push_str(&hide(&text[at + 2..end - 1]));
                    masked.push('"');
                }
                // A directive by itself is nothing that could be a value.
                (false, false) => masked.push_str(&text[at..end]),
            }
            at = end;
        } else {
            is_string ^= character == '"';
            let escaped = if character == '\\' && is_string { text[at + 1..].chars().next() } else { None };
            let length = character.len_utf8() + escaped.map_or(0, char::len_utf8);
            masked.push_str(&text[at..at + length]);
            at += length;
        }
    }
    debug_assert_eq!(masked.len(), text.len(), "a place in one is a place in the other");
    Cow::Owned(masked)
}

/// An expression without what would end the string that it stands in.
fn hide(expression: &str) -> String {
    expression
        .chars()
        .map(|character| if matches!(character, '"' | '\n' | '\r' | '\t') { MARK } else { character })
        .collect()
}

/// A text made of a masked one, with its expressions as they are written.
pub(crate) fn unmask(masked: &str) -> String {
    let mut text = String::with_capacity(masked.len());
    let mut rest = masked;
    while let Some(at) = rest.find(MARK) {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        match (before.strip_suffix('"'), after.find('"')) {
            (Some(before), Some(end)) => {
                text.push_str(before);
                text.push_str("${");
                text.push_str(&after[..end].replace(MARK, "\""));
                text.push('}');
                rest = &after[end + 1..];
            }
            _ => {
                text.push_str(before);
                text.push('"');
                rest = after;
            }
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use outrigger_core::Document;
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, masked: &str) {
        assert_eq!(mask(text).replace(MARK, "·"), masked);
        assert_eq!(unmask(&mask(text)), text);
    }

    #[test]
    fn expressions() {
        check(r#"{"cpu": ${var.cpu}, "a": "${m["x"]}-$${y}"}"#, r#"{"cpu": "·var.cpu", "a": "${m[·x·]}-$${y}"}"#);
        check(r#"["\"${x}"]"#, r#"["\"${x}"]"#);
        check(r#"[${jsonencode({ a = "b" })}]"#, r#"["·jsonencode({ a = ·b· })"]"#);
        check("[1]", "[1]");
        check("[${", "[${");
        check("%{ if x }[]%{ endif }", "%{ if x }[]%{ endif }");
    }

    #[test]
    fn what_is_hidden_is_json() {
        for text in [r#"[${x}, "${y["z"]}"]"#, r#"{"a": ${jsonencode("b")}}"#] {
            assert!(Document::scan(&mask(text)).is_ok(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in r#"(\$\{|%\{|[}"\\$ a\[\]é]){0,12}"#) {
            prop_assert_eq!(mask(&text).len(), text.len());
        }
    }
}
