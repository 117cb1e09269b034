//! Terraform's external data source: reads a JSON object of strings, and answers with one.
//!
//! The protocol is that of the provider `hashicorp/external`: a program reads the query from standard input and writes the
//! result to standard output; on a failure it writes a sentence to standard error and exits with a status that is not 0.

use std::fmt::Write;

use outrigger_core::{Policy, Template, Value, write_string};
use outrigger_json::{inject, remove};

use crate::error::Error;

/// The prefix of the keys that set a parameter of the sidecar.
const SET: &str = "set_";

/// Answers a query: container definitions with the sidecar injected or removed.
///
/// The query has `container_definitions` (a JSON array, as text) and `sidecar` (a name, which `template` looks up), and may
/// have `enabled` (`"true"` or `"false"`) and `set_NAME` for a parameter of the sidecar; NAME may have `_` in place of `-`.
/// The result has `container_definitions`, `changed` (`"true"` or `"false"`) and `findings` (a JSON array, as text).
/// The same query always has the same result, so that plans are stable.
///
/// ```
/// use outrigger_core::Template;
/// use outrigger_terraform::external;
///
/// let query = r#"{"sidecar": "xray-daemon", "enabled": "false", "container_definitions": "[{\"name\":\"api\"}]"}"#;
/// let result = external(query, |name| Ok(Template::built_in(name)?))?;
/// assert_eq!(result, r#"{"container_definitions":"[{\"name\":\"api\"}]","changed":"false","findings":"[]"}"#);
/// # Ok::<(), outrigger_terraform::Error>(())
/// ```
///
/// # Errors
///
/// A query that is not valid JSON (`{`), is not an object of strings (`{"sidecar": 1}`), lacks a key or has an unknown one;
/// a document that is not an array of container definitions (`{}`); an unknown sidecar or parameter; and an injection or a
/// removal that a finding stops. The message is one line.
pub fn external(query: &str, template: impl FnOnce(&str) -> Result<Template, Error>) -> Result<String, Error> {
    let query = Query::parse(query)?;
    let template = template(&query.sidecar)?;
    let known = |name: &str| template.parameters().iter().any(|parameter| parameter.name == name);
    let settings: Vec<_> = query
        .settings
        .iter()
        .map(|(name, value)| {
            let dashed = name.replace('_', "-");
            (if !known(name) && known(&dashed) { dashed } else { name.clone() }, value)
        })
        .collect();
    let sidecar = template.sidecar(settings.iter().map(|(name, value)| (name.as_str(), value.as_str())))?;
    let change = if query.is_enabled { inject } else { remove };
    let outcome = change(&query.container_definitions, &sidecar, &Policy::default()).map_err(|error| {
        let help = error.help().map(|help| format!(" ({help})")).unwrap_or_default();
        Error::new(one_line(&format!("container_definitions: {error}{help}")))
    })?;
    let findings = serde_json::to_string(&outcome.plan.findings).unwrap_or_default();
    let changed = outcome.text != query.container_definitions;
    Ok(object(&[
        ("container_definitions", &outcome.text),
        ("changed", if changed { "true" } else { "false" }),
        ("findings", &findings),
    ]))
}

struct Query {
    container_definitions: String,
    sidecar: String,
    is_enabled: bool,
    settings: Vec<(String, String)>,
}

impl Query {
    fn parse(text: &str) -> Result<Self, Error> {
        let value = Value::parse(text)
            .map_err(|error| Error::new(one_line(&format!("the query is not valid JSON: {error}"))))?;
        if !matches!(value, Value::Object(_)) {
            return Err(Error::new("the query must be a JSON object of strings"));
        }
        let (mut definitions, mut sidecar, mut is_enabled, mut settings) = (None, None, true, Vec::new());
        for (key, value) in value.members() {
            let text = value.as_str().ok_or_else(|| Error::new(one_line(&format!("`{key}` must be a string"))))?;
            match &**key {
                "container_definitions" => definitions = Some(text.to_string()),
                "sidecar" => sidecar = Some(text.to_string()),
                "enabled" => {
                    is_enabled = match text {
                        "true" => true,
                        "false" => false,
                        other => {
                            let message = format!("`enabled` must be \"true\" or \"false\", not \"{other}\"");
                            return Err(Error::new(one_line(&message)));
                        }
                    };
                }
                key => match key.strip_prefix(SET) {
                    Some(name) => settings.push((name.to_string(), text.to_string())),
                    None => {
                        return Err(Error::new(one_line(&format!(
                            "`{key}` is not a key of the query; the keys are {KEYS}"
                        ))));
                    }
                },
            }
        }
        let missing = |key: &str| Error::new(format!("the query lacks `{key}`; the keys are {KEYS}"));
        Ok(Self {
            container_definitions: definitions.ok_or_else(|| missing("container_definitions"))?,
            sidecar: sidecar.ok_or_else(|| missing("sidecar"))?,
            is_enabled,
            settings,
        })
    }
}

const KEYS: &str = "container_definitions, sidecar, enabled and set_NAME";

fn one_line(text: &str) -> String {
    text.replace(|character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}'), " ")
}

fn object(members: &[(&str, &str)]) -> String {
    let mut out = String::from("{");
    for (index, (key, value)) in members.iter().enumerate() {
        out.push_str(if index == 0 { "" } else { "," });
        // Writing to a String cannot fail.
        let _ = write!(out, "\"{key}\":");
        let _ = write_string(&mut out, value);
    }
    out.push('}');
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ask(query: &str) -> Result<String, String> {
        external(query, |name| Ok(Template::built_in(name)?)).map_err(|error| error.to_string())
    }

    const API: &str = r#""container_definitions": "[{\"name\":\"api\",\"image\":\"api:1\"}]""#;

    #[track_caller]
    fn refuse(query: &str, expected: &str) {
        assert_eq!(ask(query), Err(expected.to_string()));
    }

    #[test]
    fn a_sidecar_is_injected_and_removed() {
        let on =
            ask(&format!(r#"{{{API}, "sidecar": "jaeger", "set_base_path": "/t", "set_memory": "256"}}"#)).unwrap();
        assert_eq!(
            on,
            ask(&format!(r#"{{"sidecar": "jaeger", "set_memory": "256", "set_base-path": "/t", {API}}}"#)).unwrap()
        );
        let on = Value::parse(&on).unwrap();
        let text = |key: &str| on.get(key).and_then(Value::as_str).unwrap().to_string();
        assert_eq!(text("changed"), "true");
        assert!(text("container_definitions").contains(r#"{"name":"QUERY_BASE_PATH","value":"/t"}"#));
        assert!(text("findings").starts_with(r#"[{"rule":"no-awslogs-to-inherit","severity":"warning""#));

        let mut definitions = String::new();
        write_string(&mut definitions, &text("container_definitions")).unwrap();
        let off = format!(r#"{{"container_definitions": {definitions}, "sidecar": "jaeger", "enabled": "false"}}"#);
        let off = Value::parse(&ask(&off).unwrap()).unwrap();
        assert_eq!(off.get("container_definitions").unwrap().as_str(), Some(r#"[{"name":"api","image":"api:1"}]"#));
    }

    #[test]
    fn errors_are_one_line() {
        refuse("{", "the query is not valid JSON: expected a name in double quotes, found the end of the text");
        refuse("[]", "the query must be a JSON object of strings");
        refuse(r#"{"sidecar": 1}"#, "`sidecar` must be a string");
        refuse(
            &format!("{{{API}}}"),
            "the query lacks `sidecar`; the keys are container_definitions, sidecar, enabled and set_NAME",
        );
        refuse(r#"{"sidecar": "jaeger"}"#, {
            "the query lacks `container_definitions`; the keys are container_definitions, sidecar, enabled and set_NAME"
        });
        refuse(
            r#"{"a\nb": "c"}"#,
            "`a b` is not a key of the query; the keys are container_definitions, sidecar, enabled and set_NAME",
        );
        refuse(r#"{"enabled": "yes"}"#, "`enabled` must be \"true\" or \"false\", not \"yes\"");
        refuse(&format!(r#"{{{API}, "sidecar": "jager"}}"#), "no built-in sidecar is named `jager`");
        let jaeger = Template::built_in("jaeger").unwrap().sidecar([]).unwrap();
        let error = inject("{}", &jaeger, &Policy::default()).unwrap_err();
        refuse(
            r#"{"container_definitions": "{}", "sidecar": "jaeger"}"#,
            &format!("container_definitions: {error} ({})", error.help().unwrap()),
        );
    }

    proptest! {
        #[test]
        fn values_of_the_query_are_text_in_the_answer(value in r#"([a-c"\\\\\n\r\u{1}\u{7f}\u{2028}{}\[\]:,]|\$\{|\\u0022){0,8}"#) {
            let query = Value::object([
                ("sidecar", Value::string("jaeger")),
                ("container_definitions", Value::string(r#"[{"name":"api","image":"api:1"}]"#)),
                ("set_image", Value::string(format!("i{value}"))),
            ]);
            let answer = Value::parse(&ask(&query.to_string()).unwrap()).unwrap();
            prop_assert_eq!(answer.members().len(), 3);
            let definitions = answer.get("container_definitions").and_then(Value::as_str).unwrap();
            let definitions = Value::parse(definitions).unwrap();
            prop_assert_eq!(definitions.elements().len(), 2);
            prop_assert_eq!(definitions.elements()[1].get("image").and_then(Value::as_str), Some(&*format!("i{value}")));
            prop_assert!(Value::parse(answer.get("findings").and_then(Value::as_str).unwrap()).is_ok());
            let refused = Value::object([(format!("x{value}"), Value::string(""))]).to_string();
            let is_line = |text: &str| !text.contains(|c: char| c.is_control() || c == '\u{2028}');
            prop_assert!(ask(&refused).is_err_and(|error| is_line(&error)));
        }
    }
}
