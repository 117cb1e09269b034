//! `docs/rules.md` is generated from the rules. `UPDATE_DOCS=1` writes it.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use outrigger::Rule;

const PAGE: &str = "docs/rules.md";

const INTRODUCTION: &str = "\
# The rule book

`outrigger lint` checks task definitions against these rules.
`outrigger inject` checks its result against them before it writes anything.
An error is something that ECS refuses to register, or that never starts or never works.
A warning is something that a person should know.

`--allow RULE` downgrades a rule: its errors become warnings, and its warnings are hidden.
`--deny RULE` turns the warnings of a rule into errors, and `--deny warnings` turns all warnings into errors.

This page is generated from the rules.
";

#[test]
fn the_page_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let present = fs::read_to_string(&path).unwrap_or_default();
    let differs = present.lines().zip(page.lines()).find(|(present, page)| present != page);
    assert!(present == page, "run with UPDATE_DOCS=1 to write {PAGE}; first difference: {differs:?}");
}

fn page() -> String {
    let mut page = INTRODUCTION.to_string();
    page += "\n| name | severity | rule |\n|---|---|---|\n";
    for rule in Rule::ALL {
        let _ = writeln!(page, "| [`{rule}`](#{rule}) | {} | {} |", rule.severity(), rule.summary());
    }
    for rule in Rule::ALL {
        page += &section(*rule);
    }
    page
}

fn section(rule: Rule) -> String {
    let mut section = format!("\n## `{rule}`\n\n{} ({})\n", rule.summary(), rule.severity());
    if let Some(source) = rule.source() {
        let _ = writeln!(section, "\nSource: [{source}]({})", source.url);
    }
    if let Some(refusal) = rule.refusal() {
        let _ = writeln!(section, "\nAWS answers: `{refusal}`");
    }
    if let Some(example) = rule.example() {
        let _ = write!(section, "\nBreaks the rule:\n\n```json\n{}\n```\n", pretty(example.breaks));
        let _ = write!(section, "\nDoes not break it:\n\n```json\n{}\n```\n", pretty(example.holds));
    }
    section
}

/// The lines of an example without the indentation that they have in the source.
fn pretty(json: &str) -> String {
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let rest = json.lines().skip(1).filter(|line| !line.trim().is_empty());
    let common = rest.map(indentation).min().unwrap_or(0);
    let lines = json.lines().enumerate().map(|(index, line)| {
        let cut = if index == 0 { 0 } else { common.min(indentation(line)) };
        line[cut..].trim_end()
    });
    lines.collect::<Vec<_>>().join("\n")
}
