//! Arrays and objects that are still text behave and are written like those that were read and rebuilt.

#![allow(missing_docs, clippy::unwrap_used)]

use std::ops::ControlFlow;

use outrigger_jq::{Colors, Event, Filter, Indent, Inputs, Style};
use proptest::prelude::*;

/// Rebuilds each array and object, so that none keeps its text.
const REBUILT: &str =
    "def rebuilt: if type == \"object\" then reduce to_entries[] as $member ({}; .[$member.key] = ($member.value | rebuilt))
    elif type == \"array\" then [.[] | rebuilt] else . end;";

const FILTERS: [&str; 40] = [
    ".",
    "[.]",
    "{a: ., b: .}",
    ".[]?",
    "..",
    "[.. | scalars]",
    "length?",
    "keys?",
    "keys_unsorted?",
    "to_entries?",
    "tojson",
    "tojson | try fromjson catch \"no JSON\"",
    "[paths]",
    "[tostream]",
    "fromstream(tostream)",
    "walk(.)",
    "map(.)?",
    "map_values(.)?",
    ". == .",
    "sort?",
    "unique?",
    "group_by(.)?",
    "flatten?",
    "reverse?",
    "add?",
    "contains(.)?",
    "index([1])?",
    ".a?",
    ".[0]?",
    ".[1:]?",
    "try (.a = 1) catch .",
    "try (.a.b = 1) catch .",
    "try (.[0] = 1) catch .",
    "try (.a |= [.]) catch .",
    "try (.a += {b: 1}) catch .",
    "try (. * {a: {b: 1}}) catch .",
    "try del(.a, .[0]?) catch .",
    "try (.[] |= [.]) catch .",
    "try (1 - .) catch .",
    ". as $all | try (.a = $all) catch ., $all",
];

fn styles() -> Vec<Style> {
    let mut styles = vec![Style::default(); 6];
    styles[1].indent = Indent::Spaces(2);
    styles[2].indent = Indent::Tab;
    styles[2].ascii = true;
    styles[3].sort_keys = true;
    styles[4].colors = Some(Colors::default());
    styles[5].sort_keys = true;
    styles[5].indent = Indent::Spaces(1);
    styles
}

fn outputs(program: &str, style: &Style, inputs: Inputs) -> Vec<String> {
    let mut outputs = Vec::new();
    let filter = Filter::compile(program).unwrap().with_style(style.clone());
    let ended = filter.events(inputs, |event| {
        match event {
            Event::Input => {}
            Event::Output(output) => outputs.push(output.json.to_string()),
            Event::Raised { .. }
            | Event::NoInput(_)
            | Event::Ignored(_)
            | Event::Unreadable(_)
            | Event::Debug(_)
            | Event::Message(_) => outputs.push(format!("{event:?}")),
        }
        ControlFlow::Continue(())
    });
    outputs.push(format!("{ended:?}"));
    outputs
}

#[track_caller]
fn check(text: &str, filter: &str, style: &Style) {
    let twice = || Inputs::text(format!("{text} {text}\n"));
    let with_rebuilt = |rest: &str| format!("{REBUILT} {rest}");
    assert_eq!(
        outputs(filter, style, twice()),
        outputs(&with_rebuilt(&format!("rebuilt | {filter}")), style, twice()),
        "{filter} on {text}"
    );
    assert_eq!(
        outputs(&format!("[inputs | {filter}]"), style, twice().on_null()),
        outputs(&with_rebuilt(&format!("[inputs | rebuilt | {filter}]")), style, twice().on_null()),
        "{filter} on {text}, by `inputs`"
    );
}

fn blanks() -> impl Strategy<Value = String> {
    prop_oneof![4 => Just(String::new()), 1 => "[ \t\r\n]{1,3}"]
}

/// The text of a string between its quotes.
fn inside() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-c/ \u{7f}é😀]{0,4}",
        1 => prop::sample::select(vec![
            "\\n", "\\\"", "\\\\", "\\/", "\\b\\f\\r\\t", "\\u0061", "\\u0000", "\\u001F", "\\u00e9", "\\u007f", "\\ud83d\\ude00",
            "\\ud800", "\\udc00\\ud800", "\\ud800\\ud83d\\ude00", "\\ud800\\u0061", "\\\\u0061",
        ]).prop_map(str::to_string),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec!["a", "b", "name", "", "\\u0061", "\\ud800"]).prop_map(str::to_string),
        1 => inside(),
    ]
}

fn value() -> impl Strategy<Value = String> {
    let words = vec![
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1.10",
        "1e400",
        "100e-2",
        "1E+5",
        "-17",
        "8080",
        "123456789012345",
        "1234567890123456",
        "123456789012345678901234567890",
        "-0.0",
        "nan",
        "-nan",
        "Infinity",
        "-Infinity",
        "[]",
        "{ }",
    ];
    let leaf = prop_oneof![
        prop::sample::select(words).prop_map(str::to_string),
        inside().prop_map(|inside| format!("\"{inside}\"")),
    ];
    leaf.prop_recursive(6, 96, 8, |inner| {
        let spaced = || (blanks(), inner.clone(), blanks()).prop_map(|(before, value, after)| before + &value + &after);
        let member = (blanks(), name(), blanks(), spaced())
            .prop_map(|(before, name, after, value)| format!("{before}\"{name}\"{after}:{value}"));
        prop_oneof![
            prop::collection::vec(spaced(), 0..6).prop_map(|elements| format!("[{}]", elements.join(","))),
            prop::collection::vec(member, 0..6).prop_map(|members| format!("{{{}}}", members.join(","))),
            (1..200_usize, inner.clone()).prop_map(|(depth, value)| "[".repeat(depth) + &value + &"]".repeat(depth)),
            (20..40_usize, spaced(), name()).prop_map(|(count, value, name)| {
                let members: Vec<_> = (0..count).map(|number| format!("\"{number}\":{value}")).collect();
                format!("{{{},\"{name}\":1}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn unparsed_values_behave_like_rebuilt_values(
        text in value(),
        filter in prop::sample::select(FILTERS.to_vec()),
        style in prop::sample::select(styles()),
    ) {
        check(&text, filter, &style);
    }
}

#[test]
fn duplicate_members() {
    let text = r#"[{"a":[1],"b":{"x":2},"a":{"y":[3]}},{"\u0061":1,"a":2},{"\ud800":1,"\ud801":2}]"#;
    for filter in FILTERS {
        check(text, filter, &Style::default());
    }
    let written = r#"[{"a":{"y":[3]},"b":{"x":2}},{"a":2},{"�":2}]"#;
    assert_eq!(outputs(".", &Style::default(), Inputs::text(text))[0], written);
}

#[test]
fn the_greatest_depth() {
    let text = "[".repeat(10_000) + &"]".repeat(10_000);
    for (filter, levels) in [(".", 10_000), ("[.]", 10_001), ("[[.]]", 10_002)] {
        let built = format!("reduce range({}) as $level ([]; [.])", levels - 1);
        let nothing = || Inputs::text("null");
        let style = Style::default();
        assert_eq!(outputs(filter, &style, Inputs::text(&*text)), outputs(&built, &style, nothing()), "{filter}");
    }
}

/// A change is made to a copy: the text and the shared values do not change.
#[test]
fn shared_values_do_not_change() {
    let text = r#"{"a":{"b":[1,{"c":2}]},"d":[]}"#;
    for (filter, output) in [
        (". as $all | .a.b[1].c = 3 | [$all.a.b[1].c, .a.b[1].c]", "[2,3]"),
        (". as $all | .a.b[1].c = 3 | $all", text),
        (".a as $a | del(.a.b) | [., $a]", r#"[{"a":{},"d":[]},{"b":[1,{"c":2}]}]"#),
        (".a.b[1].c |= . + 1", r#"{"a":{"b":[1,{"c":3}]},"d":[]}"#),
        (".d[1] = .a", r#"{"a":{"b":[1,{"c":2}]},"d":[null,{"b":[1,{"c":2}]}]}"#),
    ] {
        assert_eq!(outputs(filter, &Style::default(), Inputs::text(text))[0], output, "{filter}");
    }
}
