//! JSON text is read as serde_json reads it, also where a value is compared with the one before it instead of being read.

#![allow(missing_docs, clippy::unwrap_used)]

use outrigger::{Document, Fact, Node, Text, View};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A string with its quotes: most are plain.
fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Z_0-9]{0,20}",
        2 => "[ -!#-\\[\\]-~é]{0,80}",
        1 => select(vec!["a\\n", "\\\"", "\\u0041", "\\\\", "{}", "},{", "name"]).prop_map(String::from),
    ]
    .prop_map(|text| format!("\"{text}\""))
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => string(),
        1 => select(vec!["1", "-0.5e3", "true", "null", "[]", "{}", "[\"a\"]", "{\"name\":\"b\"}"]).prop_map(String::from),
    ]
}

/// Members of an object, mostly those of a variable.
fn members() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = |name: &'static str| prop_oneof![20 => Just(format!("\"{name}\"")), 1 => string()];
    prop_oneof![
        10 => (name("name"), value(), name("value"), value()).prop_map(|(a, b, c, d)| vec![(a, b), (c, d)]),
        2 => (name("name"), value(), name("value"), value(), name("more"), value())
            .prop_map(|(a, b, c, d, e, f)| vec![(a, b), (c, d), (e, f)]),
        1 => (name("name"), value()).prop_map(|member| vec![member]),
        1 => prop::collection::vec((string(), value()), 0..6),
    ]
}

/// What stands between: mostly the same within an array.
fn gaps() -> impl Strategy<Value = Vec<String>> {
    let gap = || select(vec!["", " ", "\n  ", "\r\n\t"]).prop_map(String::from);
    prop_oneof![4 => gap().prop_map(|gap| vec![gap]), 1 => prop::collection::vec(gap(), 1..7)]
}

/// An array of such objects, and now and then something else.
fn array() -> impl Strategy<Value = String> {
    let element = prop_oneof![15 => members().prop_map(Ok), 1 => value().prop_map(Err)];
    (prop::collection::vec(element, 0..8), gaps()).prop_map(|(elements, gaps)| {
        let mut gaps = gaps.iter().cycle();
        let mut gap = || gaps.next().unwrap().as_str();
        let mut text = String::from("[");
        for (index, element) in elements.into_iter().enumerate() {
            text.extend([if index > 0 { "," } else { "" }, gap()]);
            match element {
                Ok(members) => {
                    text.push('{');
                    for (index, (name, value)) in members.iter().enumerate() {
                        text.extend([if index > 0 { "," } else { "" }, gap(), name, ":", gap(), value]);
                    }
                    text.extend([gap(), "}"]);
                }
                Err(value) => text.push_str(&value),
            }
            text.push_str(gap());
        }
        text + "]"
    })
}

/// What a fact about the text of a member must be.
fn fact(member: Option<&serde_json::Value>) -> Text<'_> {
    match member {
        None => Fact::Absent,
        Some(serde_json::Value::Null) => Fact::Null,
        Some(serde_json::Value::String(text)) => Fact::Known(text.into()),
        Some(_) => Fact::Unknown,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values(text in array()) {
        let document = Document::scan(&text).unwrap();
        let found = document.root().to_value().unwrap().to_string();
        let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&found).unwrap(), expected);
        if !text.contains('\\') {
            prop_assert_eq!(document.root().compact_len(), found.len());
        }
        for cursor in document.cursors() {
            let alone = Document::scan(cursor.raw()).unwrap();
            prop_assert_eq!(alone.root().to_value(), cursor.to_value());
            prop_assert_eq!(alone.cursors().count() == 1, cursor.elements().count() + cursor.entries().count() == 0);
        }
    }

    #[test]
    fn variables(text in array()) {
        let text = format!("[{{\"name\": \"api\", \"environment\": {text}}}]");
        let document = Document::scan(&text).unwrap();
        let view = View::read(document.root(), "").unwrap();
        let found = view.containers().next().unwrap().environment.known().unwrap();
        let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
        let expected = expected[0]["environment"].as_array().unwrap();
        prop_assert_eq!(found.len(), expected.len());
        for (variable, expected) in found.iter().zip(expected) {
            prop_assert_eq!((&variable.name, &variable.value), (&fact(expected.get("name")), &fact(expected.get("value"))));
        }
    }

    #[test]
    fn what_is_broken(text in array(), at in any::<Index>(), junk in "[\\[\\]{}\",:\\\\\n 0a]{0,2}", length in 0_usize..3) {
        let mut broken: Vec<char> = text.chars().collect();
        let start = at.index(broken.len() + 1);
        let end = (start + length).min(broken.len());
        broken.splice(start..end, junk.chars());
        let broken: String = broken.into_iter().collect();
        let expected = serde_json::from_str::<serde_json::Value>(&broken);
        match Document::scan(&broken) {
            Ok(document) => {
                let found = document.root().to_value().map(|value| value.to_string());
                let found = found.and_then(|found| serde_json::from_str(&found).ok());
                prop_assert_eq!(found, expected.ok());
            }
            Err(_) => prop_assert!(expected.is_err(), "{}", broken),
        }
    }
}
