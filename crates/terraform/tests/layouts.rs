//! Common layouts, each with the sidecar injected, and with the sidecar under a condition.
//!
//! `UPDATE_LAYOUTS=1` writes the results into the files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use outrigger_core::{Policy, Rule, Sidecar, Template};
use outrigger_terraform::{Options, Source, inject, remove};

/// A small sidecar, so that the results are easy to read.
const SIDECAR: &str = r#"{
    "name": "echo",
    "container": {
        "image": "echo:1", "essential": false, "command": ["echo", "$${1}"],
        "portMappings": [{"containerPort": 7, "protocol": "tcp"}]
    },
    "application": {"environment": [{"name": "ECHO", "value": "localhost:7"}, {"name": "ECHO_SIZE", "value": "1"}]}
}"#;

fn sidecar() -> Sidecar {
    Template::parse(SIDECAR).unwrap().sidecar([]).unwrap()
}

fn layouts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layouts");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> = files.filter(|file| file.to_string_lossy().matches('.').count() == 1).collect();
    files.sort();
    assert!(files.len() >= 12, "{files:?}");
    files
}

/// The text of a file after an injection, and the findings about unknown values, each with the text at its place.
fn injected(text: &str, toggle: Option<&str>) -> (String, Vec<String>) {
    let options = Options { toggle: toggle.map(String::from), ..Options::default() };
    let source = Source { path: "main.tf", text, folder: &BTreeMap::new() };
    let mut outcome = inject(source, &options, &sidecar(), &Policy::default()).unwrap();
    assert_eq!(outcome.plan.findings.len(), outcome.places.len());
    let findings = outcome.plan.findings.iter().zip(&outcome.places);
    let findings = findings.filter(|(finding, _)| finding.rule == Rule::UnreadableMember);
    let reported =
        findings.map(|(finding, place)| format!("{finding} at `{}`", text[place.span.clone()].lines().next().unwrap()));
    (outcome.files.pop().map_or_else(|| text.to_string(), |file| file.text), reported.collect())
}

fn removed(text: &str) -> String {
    let source = Source { path: "main.tf", text, folder: &BTreeMap::new() };
    let mut outcome = remove(source, &Options::default(), &sidecar(), &Policy::default()).unwrap();
    outcome.files.pop().unwrap().text
}

#[test]
fn every_layout_is_kept() {
    for path in layouts() {
        let text = fs::read_to_string(&path).unwrap();
        let is_json = text.contains("<<");
        let toggles = [(None, "injected"), (Some("enable_echo"), "toggled")];
        for (toggle, name) in toggles.into_iter().filter(|(toggle, _)| toggle.is_none() || !is_json) {
            let (result, _) = injected(&text, toggle);
            let expected = path.with_extension(format!("{name}.tf"));
            if env::var_os("UPDATE_LAYOUTS").is_some() {
                fs::write(&expected, &result).unwrap();
            }
            assert_eq!(result, fs::read_to_string(&expected).unwrap(), "{}", expected.display());
            assert_eq!(injected(&result, toggle).0, result, "{}", expected.display());
            assert_eq!(removed(&result), text, "{}", expected.display());
            let windows = |text: &str| text.replace('\n', "\r\n");
            assert_eq!(injected(&windows(&text), toggle).0, windows(&result), "{}", expected.display());
        }
    }
}

#[test]
fn unknown_values_are_reported() {
    let reported = |name: &str| {
        let path = layouts().into_iter().find(|path| path.ends_with(name)).unwrap();
        injected(&fs::read_to_string(path).unwrap(), None).1
    };
    assert_eq!(reported("lines.tf"), Vec::<String>::new());
    assert_eq!(
        reported("quoted.tf"),
        [
            "warning[unreadable-member]: only Terraform knows the name `local.name`: it is assumed not to be `echo` at `local.name`"
        ]
    );
    assert_eq!(
        reported("concat.tf"),
        [
            "warning[unreadable-member]: only Terraform knows some of the containers, so one of them may be named `echo` at `concat(`"
        ]
    );
}
