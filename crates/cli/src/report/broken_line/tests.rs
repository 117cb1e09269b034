//! Tests of masked lines.

use outrigger::Document;
use proptest::prelude::*;

use super::*;

/// Checks the excerpt of the line of a text that is not valid JSON, and its marked part.
#[track_caller]
fn check(text: &str, shown: &str, marked: &str) {
    let error = Document::scan(text).unwrap_err();
    let excerpt = excerpt_of_broken_line(text, error.offset().unwrap(), Syntax::Json);
    assert_eq!((&*excerpt.text, &excerpt.text[excerpt.marked.clone()]), (shown, marked));
}

#[test]
fn a_missing_or_extra_quote() {
    check(r#"{"name": "A", "value": hunter2", "x": 1}"#, r#"{"name": "***", "value": ***", "***": 1}"#, "*");
    check(r#"{"name": "A, "value": "hunter2"}"#, r#"{"name": "***"***": "***"}"#, "*");
    check(r#"{"name": "A"", "value": "hunter2"}"#, r#"{"name": "***"", "value": "***"}"#, "\"");
    check(r#"{"name": "A", "value": "hunter2}]"#, r#"{"name": "***", "value": "***"#, "\"");
    check(r#"{"value": "a "hunter2" b", "cpu": 1}"#, r#"{"value": "***"***" ***", "cpu": 1}"#, "*");
    check(r#"{"value": "{"hunter2": "x"}"}"#, r#"{"value": "***"***": "***"***"}"#, "*");
    check(r#"{"value": "a\", "name": "hunter2"}"#, r#"{"value": "***"***": "***"}"#, "*");
    check(r#"{'value': 'hunter2'}"#, r#"{***}"#, "*");
    check("{\"value\": \"hun\tter2\", \"cpu\": 1}", "{\"value\": \"***\t\", \"cpu\": 1}", "\t");
    check("{\"value\": \"hunter2\n\"}", "{\"value\": \"***", "");
}

#[test]
fn safe_words_are_shown() {
    check(r#"{"cpu": 256 "memory": 512, "essential": true}"#, r#"{"cpu": 256 "memory": 512, "essential": true}"#, "\"");
    check(r#"{"options": {"a": "b"} {"tags": [1, null]}"#, r#"{"options": {"a": "***"} {"tags": [1, null]}"#, "{");
    check("{\"cpu\": 1é}", "{\"cpu\": ******}", "*");
    check("[\"a\", é]", "[\"***\", ***]", "*");
}

#[test]
fn words_and_numbers_that_may_be_secret_are_masked() {
    check(r#"{"value": 4711"}"#, r#"{"value": ***"}"#, "\"");
    check(r#"{"value": 4711 "a": 1}"#, r#"{"value": *** "***": 1}"#, "\"");
    check(r#"{"cpu": 12hunter2, "memory": 12}"#, r#"{"cpu": ******, "memory": 12}"#, "*");
    check(r#"{"cpu": , hunter2, 4711, "memory": 1}"#, r#"{"cpu": , ***, "memory": 1}"#, ",");
    check("[1, // hunter2 \"x\"", "[1, *** \"***\"", "*");
    check(r#"[${hunter2}]"#, r#"[***}]"#, "*");
}

#[cfg(feature = "terraform")]
#[test]
fn terraform() {
    #[track_caller]
    fn check(text: &str, at: &str, shown: &str) {
        assert_eq!(excerpt_of_broken_line(text, text.find(at).unwrap(), Syntax::Terraform).text, shown);
    }
    check("resource \"aws\" \"api\" {\n  cpu = = 256\n}\n", "= 256", "  cpu = = 256");
    check("x = [{ name = \"A\", value = hunter2\" }]", "hunter2", "x = [{ name = \"***\"***\" }]");
    check("  password = \"hunter2", "\"", "  password = \"***");
    check("a = <<EOT\n  PASSWORD=hunter2\nEOT\n", "hunter2", "  ***");
    check("a = <<EOT\nx\nEOT\n  cpu = 1 2\n", "2\n", "  cpu = 1 2");
    check("  container_definitions = jsonencode([{ name = \"hunter2 }])", "\"", {
        "  container_definitions = jsonencode([{ name = \"***"
    });
    check("hunter2=\n", "=", "***=");
}

/// Texts that break a document.
fn breaks() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "\"", "'", "\\", "\t", "\n", "stray", ",", ":", "{", "}", "[", "]", "//", "#", "${", "é", "1", "=", "",
    ])
}

/// Documents on one line or several, with a secret in each kind of value.
fn documents() -> impl Strategy<Value = String> {
    let secret = proptest::sample::select(vec![
        "hunter2",
        "hunter2 ",
        "a hunter2",
        "hunter2,b",
        "{hunter2}",
        "x\\\"hunter2",
        "hunter2: 1",
        "$hunter2",
        "@hunter2",
        "<hunter2",
        "//hunter2",
        "{\\\"a\\\": \\\"hunter2\\\"}",
        "4711 hunter2",
    ]);
    let newline = proptest::sample::select(vec![" ", "\n"]);
    (secret, newline).prop_map(|(secret, newline)| {
        let options =
            format!(r#""logConfiguration": {{"logDriver": "splunk", "options": {{"splunk-token": "{secret}"}}}}"#);
        let variables =
            format!(r#""environment": [{{"name": "A", "value": "{secret}"}}, {{"value": "{secret}", "name": "B"}}]"#);
        let command = format!(r#""command": ["--password", "{secret}"], "cpu": 256"#);
        let container = [r#""name": "api""#, &options, &variables, &command].join(&format!(",{newline}"));
        format!("{{\"containerDefinitions\": [{{{newline}{container}{newline}}}]}}\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn no_secret_is_shown(text in documents(), at in any::<prop::sample::Index>(), junk in breaks(), length in 0_usize..2) {
        let mut broken = text;
        let places: Vec<_> = broken.char_indices().map(|(at, _)| at).collect();
        let at = places[at.index(places.len())];
        broken.replace_range(at..(at + length).min(broken.len()), junk);
        if let Err(error) = Document::scan(&broken) {
            let offset = error.offset().unwrap();
            for syntax in SYNTAXES {
                let excerpt = excerpt_of_broken_line(&broken, offset, *syntax);
                prop_assert!(!excerpt.text.contains("hunter"), "{}\n{}", broken, excerpt.text);
            }
            let said = format!("{error} {}", error.help().unwrap_or_default());
            prop_assert!(!said.contains("hunter"), "{}", said);
        }
    }
}

#[cfg(feature = "terraform")]
const SYNTAXES: &[Syntax] = &[Syntax::Json, Syntax::Template, Syntax::Terraform];
#[cfg(not(feature = "terraform"))]
const SYNTAXES: &[Syntax] = &[Syntax::Json];
