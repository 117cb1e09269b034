//! JSON that is a template: its expressions are hidden from the JSON reader.
//!
//! The hidden text has the same length as the template, so an offset into one is an offset into the other. No character
//! marks an expression: values are read from the template itself, at the place that the JSON reader gives. So no value,
//! whatever it contains, can be mistaken for an expression.

use std::borrow::Cow;

use outrigger_core::{Cursor, Document, Node};

use crate::syntax::template::{Piece, as_expression, escape, of_expression, pieces, sequence_end, unescape};

/// Replaces the characters of an expression that a JSON string cannot contain.
const FILLER: char = '_';

/// The text with its expressions hidden: a bare expression becomes a string, one in a string loses its quotes.
///
/// ```text
/// {"cpu": ${var.cpu}, "image": "${var.images["api"]}"}
/// {"cpu": "_var.cpu", "image": "${var.images[_api_]}"}
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
                    masked.push(FILLER);
                    masked.push_str(&hide(&text[at + 2..end - 1]));
                    masked.push('"');
                }
                // A bare directive cannot be a value.
                (false, false) => masked.push_str(&text[at..end]),
            }
            at = end;
        } else {
            is_string ^= character == '"';
            let escaped = if character == '\\' && is_string { text[at + 1..].chars().next() } else { None };
            // A backslash does not escape an expression.
            let escaped = escaped.filter(|next| !matches!(next, '$' | '%'));
            let length = character.len_utf8() + escaped.map_or(0, char::len_utf8);
            masked.push_str(&text[at..at + length]);
            at += length;
        }
    }
    debug_assert_eq!(masked.len(), text.len(), "a place in one is a place in the other");
    Cow::Owned(masked)
}

/// An expression without the characters that would end the string around it or begin an escape in it.
fn hide(expression: &str) -> String {
    let is_hidden = |character: char| matches!(character, '"' | '\\') || character < ' ';
    expression.replace(is_hidden, "_")
}

/// A string of a template, as template text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Text {
    /// A string: its characters, and expressions between them.
    String(String),
    /// A value that only Terraform knows.
    Expression(String),
}

/// The value in the template at the place of a string in the hidden text.
///
/// A bare expression writes JSON, so its value is `jsondecode` of it. That is not the value of a string with the same
/// expression.
pub(crate) fn text_at(template: &str, string: Cursor<'_, '_>) -> Text {
    let raw = template.get(string.span()).unwrap_or_default();
    let Some(inside) = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) else {
        return Text::Expression(of_bare(as_expression(raw).unwrap_or(&format!("\"{raw}\""))));
    };
    let mut text = String::with_capacity(inside.len());
    for piece in pieces(inside) {
        match piece {
            Piece::Literal(part) => match decode(part) {
                Some(part) => text.push_str(&escape(&part)),
                None => return Text::Expression(of_expression(raw)),
            },
            // The decoded characters before it would make an escape of it.
            Piece::Sequence(_) if text.ends_with(['$', '%']) => return Text::Expression(of_expression(raw)),
            Piece::Escape(part) | Piece::Sequence(part) => text.push_str(part),
        }
    }
    Text::String(text)
}

/// The name of a member: literal text, or template text if it contains an expression.
pub(crate) fn name_at(template: &str, name: Cursor<'_, '_>) -> String {
    match text_at(template, name) {
        Text::String(text) => unescape(&text).unwrap_or(text),
        Text::Expression(text) => text,
    }
}

/// The value of a bare expression, as template text.
fn of_bare(expression: &str) -> String {
    of_expression(&format!("jsondecode({expression})"))
}

/// A part of a JSON string with its escapes decoded.
fn decode(part: &str) -> Option<String> {
    if !part.contains('\\') {
        return Some(part.to_string());
    }
    let quoted = format!("\"{part}\"");
    Document::scan(&quoted).ok()?.root().as_str().map(Cow::into_owned)
}

/// The bare expressions of a template: as template text, and as they are written.
pub(crate) fn bare_expressions(template: &str) -> Vec<(String, String)> {
    let masked = mask(template);
    let Ok(document) = Document::scan(&masked) else { return Vec::new() };
    let raw = document.cursors().filter_map(|cursor| template.get(cursor.span()));
    raw.filter_map(|raw| Some((of_bare(as_expression(raw)?), raw.to_string()))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, masked: &str) {
        assert_eq!(mask(text), masked);
        assert_eq!(mask(text).len(), text.len());
    }

    #[test]
    fn expressions() {
        check(r#"{"cpu": ${var.cpu}, "a": "${m["x"]}-$${y}"}"#, r#"{"cpu": "_var.cpu", "a": "${m[_x_]}-$${y}"}"#);
        check(r#"["\"${x}"]"#, r#"["\"${x}"]"#);
        check(r#"["${replace(x, "\"", "\\\"")}"]"#, r#"["${replace(x, ____, ______)}"]"#);
        check(r#"[${jsonencode({ a = "b" })}]"#, r#"["_jsonencode({ a = _b_ })"]"#);
        check("[\"${\n\tx}\"]", "[\"${__x}\"]");
        check("[1]", "[1]");
        check("[${", "[${");
        check("%{ if x }[]%{ endif }", "%{ if x }[]%{ endif }");
    }

    #[test]
    fn hidden_text_is_json() {
        for text in [r#"[${x}, "${y["z"]}"]"#, r#"{"a": ${jsonencode("b")}}"#] {
            assert!(Document::scan(&mask(text)).is_ok(), "{text}");
        }
    }

    #[test]
    fn strings_of_a_template() {
        let string = |text: &str| Text::String(text.to_string());
        let expression = |text: &str| Text::Expression(text.to_string());
        for (template, expected) in [
            (r#""a\n\u00e9""#, string("a\né")),
            (r#""${m["a"]}-$${b}\"""#, string("${m[\"a\"]}-$${b}\"")),
            // Terraform evaluates the template before JSON escapes are decoded.
            (r#""\u0024{x}""#, string("$${x}")),
            (r#""\u0024${x}""#, expression(r#"${"\u0024${x}"}"#)),
            ("${x}", expression("${jsondecode(x)}")),
            ("${~ x ~}", expression("${jsondecode(\"${~ x ~}\")}")),
            (r#""\u007f_${x}""#, string("\u{7f}_${x}")),
        ] {
            let masked = mask(template);
            let document = Document::scan(&masked).unwrap();
            assert_eq!(text_at(template, document.root()), expected, "{template}");
        }
    }

    proptest! {
        #[test]
        fn any_text_keeps_its_length(text in r#"(\$\{|%\{|[}"\\\\$ a\[\]é]){0,12}"#) {
            prop_assert_eq!(mask(&text).len(), text.len());
        }
    }
}
