//! Masks secrets in Terraform.

use std::borrow::Cow;
use std::ops::Range;

use outrigger::facts::is_secret_name;
use outrigger::{LABEL, Splices};

use super::mask::{MASK, closing_quote};

/// The text of a Terraform file with every secret replaced.
pub(crate) fn mask_terraform(text: &str) -> Cow<'_, str> {
    let splices = secrets(text).into_iter().map(|span| (span, MASK.to_string())).collect();
    Splices::new(text, splices).map_or(Cow::Borrowed(""), |splices| Cow::Owned(splices.apply(text)))
}

/// The same with a star for each byte of a secret, so that every offset stays valid.
pub(crate) fn mask_terraform_in_place(text: &str) -> String {
    let stars = |span: Range<usize>| {
        let stars = format!("\"{}\"", "*".repeat(span.len().saturating_sub(2)));
        (span, stars)
    };
    let splices = secrets(text).into_iter().map(stars).collect();
    Splices::new(text, splices).map_or_else(|_| String::new(), |splices| splices.apply(text))
}

/// The literal strings of Terraform (or of JSON inside it) that are secret: values of variables, the record of an
/// injection, and members that are named like a secret.
fn secrets(text: &str) -> Vec<Range<usize>> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut spans = Vec::new();
    let mut name = "";
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match first {
            '"' => string_length(rest),
            '#' => rest.find('\n').unwrap_or(rest.len()),
            first if is_word(first) => rest.find(|c: char| !is_word(c)).unwrap_or(rest.len()),
            other => other.len_utf8(),
        };
        let follows = rest[length..].trim_start_matches([' ', '\t']);
        if follows.starts_with(['=', ':']) && !follows.starts_with("==") && (first == '"' || is_word(first)) {
            name = rest[..length].trim_matches('"');
        } else if first == '"' {
            if name == "value" || name == LABEL || is_secret_name(name) {
                spans.push(at..at + length);
            }
            name = "";
        } else if matches!(first, '\n' | ',' | '{' | '}' | '[' | ']') {
            name = "";
        }
        at += length;
    }
    spans
}

/// The length of the quoted string at the start of a text.
fn string_length(text: &str) -> usize {
    closing_quote(text).map_or(text.len(), |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_terraform() {
        for (text, masked) in [
            (
                r#"a = [{ name = "A", value = "é\"x" }, { "value" : var.v }]"#,
                r#"a = [{ name = "A", value = "***" }, { "value" : var.v }]"#,
            ),
            (
                "db_password = \"v\" # value = \"w\"\nimage = \"i\"\n",
                "db_password = \"***\" # value = \"w\"\nimage = \"i\"\n",
            ),
            ("value =\n\"x\"", "value =\n\"x\""),
            ("outrigger = \"{}\"", "outrigger = \"***\""),
        ] {
            assert_eq!(mask_terraform(text), masked);
            assert_eq!(mask_terraform_in_place(text).len(), text.len());
        }
    }
}
