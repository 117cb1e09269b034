//! The laws, property-tested over generated Terraform files in generated layouts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod generate;

use std::collections::BTreeMap;

use generate::{files, heredocs, tokens};
use outrigger_core::{ErrorKind, OnConflict, Policy, Sidecar, Template};
use outrigger_terraform::{Error, Options, Outcome, Source, inject, remove};
use proptest::prelude::*;

const PATH: &str = "main.tf";

fn options(toggle: Option<&str>) -> Options {
    Options { toggle: toggle.map(String::from), ..Options::default() }
}

/// The text after a change; a refused case is skipped.
fn text_of(result: Result<Outcome, Error>, before: &str) -> Result<String, TestCaseError> {
    let is_refused = |error: &Error| error.kind() == ErrorKind::Refused;
    let outcome = result.map_err(|error| match is_refused(&error) {
        true => TestCaseError::reject("refused"),
        false => TestCaseError::fail(error.to_string()),
    })?;
    Ok(outcome.files.into_iter().find(|file| file.path == PATH).map_or_else(|| before.to_string(), |file| file.text))
}

fn injected(text: &str, sidecar: &Sidecar, toggle: Option<&str>, policy: &Policy) -> Result<String, TestCaseError> {
    let source = Source { path: PATH, text, folder: &BTreeMap::new() };
    text_of(inject(source, &options(toggle), sidecar, policy), text)
}

fn removed(text: &str, sidecar: &Sidecar) -> Result<String, TestCaseError> {
    let source = Source { path: PATH, text, folder: &BTreeMap::new() };
    text_of(remove(source, &options(None), sidecar, &Policy::default()), text)
}

fn sidecar(name: &str) -> Sidecar {
    Sidecar::built_in(name).unwrap()
}

/// A sidecar with everything that an injection can add, and with text that looks like Terraform.
fn helper(value: &str) -> Sidecar {
    let document = r#"{
        "name": "helper",
        "parameters": {"value": {"default": "1"}, "user": {"default": ""}},
        "container": {
            "name": "helper", "image": "helper:1", "essential": false, "user": "${user}", "dockerLabels": {"team.a": "${value}"},
            "command": ["sh", "-c", "echo $${HOME} %{x} \"${value}\""], "mountPoints": [{"sourceVolume": "data"}]
        },
        "application": {"environment": [{"name": "HELPER", "value": "$${H}${value}"}, {"name": "B", "value": "b"}], "dependsOn": "START"},
        "volumes": [{"name": "data"}]
    }"#;
    Template::parse(document)
        .unwrap()
        .sidecar([("value", value), ("user", if value == "1" { "" } else { "u" })])
        .unwrap()
}

fn toggles() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![Just(None), Just(Some("enable_jaeger"))]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn injecting_twice_is_injecting_once(text in files(), toggle in toggles()) {
        let once = injected(&text, &sidecar("jaeger"), toggle, &Policy::default())?;
        prop_assert_ne!(&once, &text);
        let twice = injected(&once, &sidecar("jaeger"), toggle, &Policy::default())?;
        prop_assert_eq!(&twice, &once);
        let without_option = injected(&once, &sidecar("jaeger"), None, &Policy::default())?;
        prop_assert_eq!(without_option, once);
    }

    #[test]
    fn a_removal_restores_the_file(text in files(), toggle in toggles()) {
        let once = injected(&text, &sidecar("jaeger"), toggle, &Policy::default())?;
        prop_assert_eq!(removed(&once, &sidecar("jaeger"))?, text);
    }

    #[test]
    fn with_volumes_dependencies_and_odd_text(text in files()) {
        let once = injected(&text, &helper("1"), None, &Policy::default())?;
        prop_assert_eq!(&injected(&once, &helper("1"), None, &Policy::default())?, &once);
        let updated = injected(&once, &helper("${2}"), None, &Policy::default())?;
        prop_assert_ne!(&updated, &once);
        prop_assert_eq!(&injected(&updated, &helper("${2}"), None, &Policy::default())?, &updated);
        prop_assert_eq!(removed(&updated, &helper("1"))?, text);
    }

    #[test]
    fn an_injection_removes_nothing(text in files(), toggle in toggles()) {
        let once = injected(&text, &sidecar("jaeger"), toggle, &Policy::default())?;
        let after = tokens(&once);
        let mut at = 0;
        // A null may get a value.
        for token in tokens(&text).iter().filter(|token| *token != "null") {
            match after[at..].iter().position(|other| other == token) {
                Some(found) => at += found + 1,
                None => return Err(TestCaseError::fail(format!("{token} is missing in\n{once}"))),
            }
        }
    }

    #[test]
    fn two_sidecars_are_removed_in_either_order(text in files(), toggle in toggles(), is_first in any::<bool>()) {
        let (one, other) = (sidecar("jaeger"), sidecar("xray-daemon"));
        let both = injected(&text, &one, toggle, &Policy::default())?;
        let both = injected(&both, &other, toggle, &Policy::default())?;
        let (first, second) = if is_first { (one, other) } else { (other, one) };
        let left = removed(&both, &first)?;
        prop_assert_eq!(removed(&left, &second)?, text);
    }

    #[test]
    fn an_update_is_undone_too(text in files(), toggle in toggles()) {
        let once = injected(&text, &sidecar("jaeger"), toggle, &Policy::default())?;
        let updated = injected(&once, &sidecar("jaeger-v2"), None, &Policy::default())?;
        prop_assert_ne!(&updated, &once);
        prop_assert_eq!(&injected(&updated, &sidecar("jaeger-v2"), toggle, &Policy::default())?, &updated);
        prop_assert_eq!(removed(&updated, &sidecar("jaeger-v2"))?, text);
    }

    #[test]
    fn a_sidecar_moves_under_a_condition(text in files()) {
        let once = injected(&text, &sidecar("jaeger"), None, &Policy::default())?;
        let moved = injected(&once, &sidecar("jaeger"), Some("enable_jaeger"), &Policy::default())?;
        prop_assert_eq!(&moved, &injected(&text, &sidecar("jaeger"), Some("enable_jaeger"), &Policy::default())?);
        prop_assert_eq!(removed(&moved, &sidecar("jaeger"))?, text);
    }

    #[test]
    fn in_json_too(text in heredocs()) {
        for sidecar in [sidecar("jaeger"), helper("1")] {
            let once = injected(&text, &sidecar, None, &Policy::default())?;
            prop_assert_ne!(&once, &text);
            prop_assert_eq!(&injected(&once, &sidecar, None, &Policy::default())?, &once);
            prop_assert_eq!(removed(&once, &sidecar)?, &*text);
        }
    }

    #[test]
    fn replaced_variables_are_restored(text in files()) {
        let policy = Policy { on_conflict: OnConflict::Replace, ..Policy::default() };
        let once = injected(&text, &sidecar("jaeger"), None, &policy)?;
        prop_assert_eq!(&injected(&once, &sidecar("jaeger"), None, &policy)?, &once);
        let back = removed(&once, &sidecar("jaeger"))?;
        // A quoted expression is restored as a bare one.
        let bare = |text: &str| text.replace("\"${var.x}\"", "var.x");
        prop_assert_eq!(bare(&back), bare(&text));
    }

    #[test]
    fn any_text_is_changed_or_refused(text in "(resource \"aws_ecs_task_definition\" \"a\" \\{|container_definitions = |jsonencode\\(|concat\\(|[\\[\\]{}()\"=,?:$\\n #]|var\\.x|<<E\\n|name = |\\$\\{|é){0,16}") {
        let source = Source { path: PATH, text: &text, folder: &BTreeMap::new() };
        let _ = inject(source, &options(None), &sidecar("jaeger"), &Policy::default());
        let _ = remove(source, &options(None), &sidecar("jaeger"), &Policy::default());
    }
}
