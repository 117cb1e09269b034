//! jq's own test suite, run through this crate: `cargo xtask jq-suite` and `cargo xtask ci` fetch it and run this.
//!
//! The suite is not part of this repository; `OUTRIGGER_JQ_SUITE` names its folder. Without it the test is skipped.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

mod case;
mod report;

use std::path::{Path, PathBuf};

use outrigger_test_support::skip;

use case::{Case, cases};
use report::Outcome;

/// The folder with jq's tests.
const SUITE: &str = "OUTRIGGER_JQ_SUITE";
/// Set to write the list of differences instead of checking it.
const WRITE: &str = "OUTRIGGER_JQ_SUITE_WRITE";

/// For each file: how many cases gojq passes. More must pass here.
const FILES: [(&str, usize); 3] = [("jq.test", 408), ("man.test", 215), ("onig.test", 37)];

#[test]
fn suite() {
    let Some(folder) = std::env::var_os(SUITE).map(PathBuf::from) else {
        return skip(&format!("{SUITE} does not name a folder with jq's tests; `cargo xtask ci` fetches them"));
    };
    let mut outcomes = Vec::new();
    for (file, bar) in FILES {
        let cases = cases(&std::fs::read_to_string(folder.join(file)).unwrap());
        let failed: Vec<(Case, String)> =
            cases.iter().filter_map(|case| Some((case.clone(), case.failure(&folder)?))).collect();
        let passed = cases.len() - failed.len();
        println!("{file}: {passed} of {} passed", cases.len());
        outcomes.push(Outcome { file, count: cases.len(), failed });
        assert!(passed > bar, "{file}: {passed} of {} passed, and gojq passes {bar}", cases.len());
    }
    let known = include_str!("passed_by_jaq.txt").lines().filter(|line| !line.starts_with('#'));
    let lost: Vec<&str> = known.filter(|id| outcomes.iter().any(|outcome| outcome.has_failed(id))).collect();
    assert!(lost.is_empty(), "jaq passes these, and this crate does not: {lost:?}");

    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/jq.md");
    let text = std::fs::read_to_string(&page).unwrap();
    let renewed = report::renewed(&text, &outcomes);
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&page, renewed).unwrap();
    } else {
        assert!(text == renewed, "docs/jq.md is out of date: run `cargo xtask jq-suite --write`");
    }
}
