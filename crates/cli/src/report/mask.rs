//! Masks secrets in JSON.

use std::ops::Range;

use outrigger::facts::is_secret_name;
use outrigger::{Cursor, Document, Kind, LABEL, Node};

/// The replacement for a secret.
pub(super) const MASK: &str = "\"***\"";

/// The document's text with every secret replaced: the values of environment variables, the record of an injection, which
/// holds such values too, and strings in members that are named like a secret.
///
/// Lines stay lines: JSON strings hold no line break.
pub(crate) fn mask(document: &Document<'_>) -> String {
    mask_range(document, &(0..document.text().len()))
}

/// The same for a part of the text; a secret that reaches beyond it is replaced whole.
pub(crate) fn mask_range(document: &Document<'_>, range: &Range<usize>) -> String {
    let text = document.text();
    let mut spans = Vec::new();
    collect(document.root(), Exposure::Open, range, &mut spans);
    let mut masked = String::with_capacity(range.len());
    let mut at = range.start;
    for span in spans {
        masked.push_str(text.get(at..span.start).unwrap_or_default());
        masked.push_str(MASK);
        at = span.end;
    }
    masked.push_str(text.get(at..range.end).unwrap_or_default());
    masked
}

/// The offset of the closing quote of the string at the start of a text, if it has one.
pub(crate) fn closing_quote(text: &str) -> Option<usize> {
    let mut at = 1;
    loop {
        let close = at + text.get(at..)?.find('"')?;
        let backslashes = text.as_bytes()[at..close].iter().rev().take_while(|byte| **byte == b'\\').count();
        if backslashes % 2 == 0 {
            return Some(close);
        }
        at = close + 1;
    }
}

/// Whether strings at a place are secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exposure {
    /// They are not known to be secret.
    Open,
    /// Below `environment`, where only names are not secret.
    Environment,
    /// They are secret.
    Secret,
}

/// Collects the spans of the secrets that overlap the range, in ascending order.
fn collect(cursor: Cursor<'_, '_>, exposure: Exposure, range: &Range<usize>, spans: &mut Vec<Range<usize>>) {
    let span = cursor.span();
    if span.end <= range.start || range.end <= span.start {
        return;
    }
    match cursor.kind() {
        Kind::Array => cursor.elements().for_each(|element| collect(element, exposure, range, spans)),
        Kind::Object => {
            for (name, value) in cursor.members() {
                let is_name = name.eq_ignore_ascii_case("name");
                let exposure = match exposure {
                    Exposure::Environment if is_name => Exposure::Open,
                    Exposure::Environment => Exposure::Environment,
                    Exposure::Open | Exposure::Secret if name.eq_ignore_ascii_case("environment") => {
                        Exposure::Environment
                    }
                    Exposure::Open | Exposure::Secret if name == LABEL || is_secret_name(&name) => Exposure::Secret,
                    Exposure::Open | Exposure::Secret => Exposure::Open,
                };
                collect(value, exposure, range, spans);
            }
        }
        Kind::String | Kind::Number | Kind::Bool => {
            if exposure == Exposure::Environment || (exposure == Exposure::Secret && cursor.kind() == Kind::String) {
                spans.push(span);
            }
        }
        Kind::Null | Kind::Unknown => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, masked: &str) {
        assert_eq!(mask(&Document::scan(text).unwrap()), masked);
    }

    #[test]
    fn secrets_are_masked() {
        check(
            r#"[{"name": "api", "environment": [{"name": "A", "value": "v"}, {"value": 1, "name": "B"}, "c"]}]"#,
            r#"[{"name": "api", "environment": [{"name": "A", "value": "***"}, {"value": "***", "name": "B"}, "***"]}]"#,
        );
        check(r#"{"environment": {"A": "v", "B": null}}"#, r#"{"environment": {"A": "***", "B": null}}"#);
        check(r#"{"dockerLabels": {"outrigger": "{}", "db.password": "v", "team": "a"}}"#, {
            r#"{"dockerLabels": {"outrigger": "***", "db.password": "***", "team": "a"}}"#
        });
        check(r#"{"options": {"splunk-token": "v", "API_KEY": "v"}}"#, {
            r#"{"options": {"splunk-token": "***", "API_KEY": "***"}}"#
        });
    }

    #[test]
    fn other_values_are_not_masked() {
        let open = r#"{"secrets": [{"name": "A", "valueFrom": "arn"}], "secretOptions": [{"valueFrom": "arn"}], "environmentFiles": ["x"]}"#;
        check(open, open);
        check(r#"{"token": {"ttl": 1, "of": "x"}}"#, r#"{"token": {"ttl": 1, "of": "x"}}"#);
    }
}
