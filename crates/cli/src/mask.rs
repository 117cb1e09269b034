//! Hiding secrets in text that people are shown.

use std::borrow::Cow;
use std::ops::Range;

use outrigger::{Cursor, Document, Kind, LABEL, Node, Splices};

/// What stands where something secret stood.
const MASK: &str = "\"***\"";

/// Words in the names of members whose values are taken for secret, in lower case and without punctuation.
const SECRET_WORDS: [&str; 7] = ["password", "passwd", "secret", "token", "apikey", "privatekey", "accesskey"];

/// The document's text with every secret replaced: the values of environment variables, the record of an injection, which
/// holds such values too, and strings in members that are named like a secret.
///
/// Lines stay lines: JSON strings hold no line break.
pub(crate) fn mask<'a>(document: &Document<'a>) -> Cow<'a, str> {
    let mut spans = Vec::new();
    collect(document.root(), Exposure::Open, &mut spans);
    let splices = spans.into_iter().map(|span| (span, MASK.to_string())).collect();
    match Splices::new(document.text(), splices) {
        Ok(splices) if !splices.is_empty() => Cow::Owned(splices.apply(document.text())),
        Ok(_) | Err(_) => Cow::Borrowed(document.text()),
    }
}

/// What a value may give away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exposure {
    /// Nothing, as far as is known.
    Open,
    /// It stands below `environment`, where only names are open.
    Environment,
    /// A string here is secret.
    Secret,
}

fn collect(cursor: Cursor<'_, '_>, exposure: Exposure, spans: &mut Vec<Range<usize>>) {
    match cursor.kind() {
        Kind::Array => cursor.elements().for_each(|element| collect(element, exposure, spans)),
        Kind::Object => {
            for (name, value) in cursor.members() {
                let is_name = name.eq_ignore_ascii_case("name");
                let exposure = match exposure {
                    Exposure::Environment if is_name => Exposure::Open,
                    Exposure::Environment => Exposure::Environment,
                    Exposure::Open | Exposure::Secret if name.eq_ignore_ascii_case("environment") => {
                        Exposure::Environment
                    }
                    Exposure::Open | Exposure::Secret if name == LABEL || is_secret(&name) => Exposure::Secret,
                    Exposure::Open | Exposure::Secret => Exposure::Open,
                };
                collect(value, exposure, spans);
            }
        }
        Kind::String | Kind::Number | Kind::Bool => {
            if exposure == Exposure::Environment || (exposure == Exposure::Secret && cursor.kind() == Kind::String) {
                spans.push(cursor.span());
            }
        }
        Kind::Null | Kind::Unknown => {}
    }
}

/// Whether a member of that name holds a secret; `secrets`, `secretOptions` and `credentialsParameter` only say where one is.
fn is_secret(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    !matches!(plain.as_str(), "secrets" | "secretoptions") && SECRET_WORDS.iter().any(|word| plain.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, masked: &str) {
        assert_eq!(mask(&Document::scan(text).unwrap()), masked);
    }

    #[test]
    fn what_is_secret() {
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
    fn what_is_not() {
        let open = r#"{"secrets": [{"name": "A", "valueFrom": "arn"}], "secretOptions": [{"valueFrom": "arn"}], "environmentFiles": ["x"]}"#;
        check(open, open);
        check(r#"{"token": {"ttl": 1, "of": "x"}}"#, r#"{"token": {"ttl": 1, "of": "x"}}"#);
    }
}
