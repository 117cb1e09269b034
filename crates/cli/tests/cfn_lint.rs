//! The rule book and cfn-lint find the same faults in the same task definitions, as far as both know the rule.
//!
//! The task definitions are generated, each at the edge of a rule or beyond it. The program reads them as they are,
//! cfn-lint as resources of CloudFormation templates. A table lists the known differences.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "cfn_lint/definition.rs"]
mod definition;
#[path = "cfn_lint/differences.rs"]
mod differences;
#[path = "cfn_lint/rules.rs"]
mod rules;
#[path = "cfn_lint/shapes.rs"]
mod shapes;
mod support;
#[path = "cfn_lint/template.rs"]
mod template;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use definition::Definition;
use differences::{DIFFERENCES, Program, is_like};
use outrigger_test_support::{isolated, python, skip};
use support::outrigger;
use template::{index_of, templates};

const REQUIREMENTS: [&str; 1] = ["cfn-lint==1.58.0"];

/// What both programs know about; each has names of its own for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Awslogs,
    Essential,
    FargateLogDriver,
    FargateMember,
    FargateNetworkMode,
    FargateSize,
    HostPort,
    MissingMember,
    Tags,
    Type,
    UnknownMember,
    Value,
    Variables,
}

/// Our rules that the definitions break and that cfn-lint does not have.
const ONLY_OURS: &[&str] = &[
    "dangling-reference",
    "efs-encryption",
    "exceeds-task-size",
    "firelens",
    "invalid-port",
    "network-mode-member",
    "no-execution-role",
    "no-memory",
    "no-restart-policy",
    "unused-volume",
];

/// The rules of cfn-lint that the definitions break and that we do not have, and why not.
const ONLY_THEIRS: &[(&str, &str)] =
    &[("E1156", "the API also accepts the name of a role"), ("E3511", "the API also accepts the name of a role")];

/// What a program finds.
struct Verdicts {
    /// For each definition.
    kinds: Vec<BTreeSet<Kind>>,
    /// Its rules that are of none of the kinds.
    others: BTreeSet<String>,
}

#[test]
fn both_find_the_same() {
    let python = match python(&REQUIREMENTS) {
        Ok(python) => python,
        Err(reason) => return skip(&format!("cfn-lint cannot be had: {reason}")),
    };
    let definitions: Vec<_> = shapes::definitions().into_iter().chain(rules::definitions()).collect();
    let names: BTreeSet<_> = definitions.iter().map(|definition| &definition.name).collect();
    assert_eq!(names.len(), definitions.len(), "two definitions have one name");

    let folder = tempfile::tempdir().unwrap();
    let ours = linted(&definitions, folder.path());
    let theirs = cfn_linted(&definitions, &python, folder.path());

    let mut wrong = Vec::new();
    for (index, definition) in definitions.iter().enumerate() {
        let found = differences(&ours.kinds[index], &theirs.kinds[index]);
        let known: Vec<_> = DIFFERENCES.iter().filter(|difference| difference.is_of(&definition.name)).collect();
        let listed: BTreeSet<_> = known.iter().map(|difference| (difference.kind, difference.found_by)).collect();
        assert_eq!(known.len(), listed.len(), "{}: the table has a difference twice", definition.name);
        for (kind, program) in found.difference(&listed) {
            wrong.push(format!("{}: {kind:?} is found only by {program:?}: {}", definition.name, definition.value));
        }
        for (kind, program) in listed.difference(&found) {
            wrong.push(format!("{}: {kind:?} is no longer found only by {program:?}", definition.name));
        }
    }
    for difference in DIFFERENCES {
        let is_there = |pattern: &str| definitions.iter().any(|definition| is_like(&definition.name, pattern));
        let gone = difference.definitions.iter().filter(|pattern| !is_there(pattern));
        wrong.extend(gone.map(|pattern| format!("there is no definition `{pattern}`: {}", difference.why)));
    }
    assert!(wrong.is_empty(), "of {} definitions:\n{}", definitions.len(), wrong.join("\n"));
    let by_both: BTreeSet<_> = ours.kinds.iter().zip(&theirs.kinds).flat_map(|(ours, theirs)| ours & theirs).collect();
    assert_eq!(by_both.len(), Kind::Variables as usize + 1, "each kind is found by both: {by_both:?}");
    let only_ours: Vec<_> = ours.others.iter().map(String::as_str).collect();
    assert_eq!(only_ours, ONLY_OURS, "rules that cfn-lint is said not to have");
    let only_theirs: Vec<_> = theirs.others.iter().map(String::as_str).collect();
    let listed: Vec<_> = ONLY_THEIRS.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(only_theirs, listed, "rules of cfn-lint that the table says we do not have");
}

fn differences(ours: &BTreeSet<Kind>, theirs: &BTreeSet<Kind>) -> BTreeSet<(Kind, Program)> {
    let by_us = ours.difference(theirs).map(|kind| (*kind, Program::Outrigger));
    by_us.chain(theirs.difference(ours).map(|kind| (*kind, Program::CfnLint))).collect()
}

/// What this program finds.
fn linted(definitions: &[Definition], folder: &Path) -> Verdicts {
    let lines: Vec<_> = definitions.iter().map(|definition| definition.value.to_string()).collect();
    let file = folder.join("definitions.ndjson");
    fs::write(&file, lines.join("\n")).unwrap();
    let output = outrigger().args(["lint", "--ndjson", "--report", "json"]).arg(&file).output().unwrap();
    let reports = String::from_utf8(output.stdout).unwrap();
    assert_eq!(reports.lines().count(), definitions.len(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut others = BTreeSet::new();
    let verdict = |report: &str| {
        let report: Value = serde_json::from_str(report).unwrap();
        let mut kinds = BTreeSet::new();
        for rule in report["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap()) {
            match kind_of_rule(rule) {
                Some(kind) => drop(kinds.insert(kind)),
                None => drop(others.insert(rule.to_string())),
            }
        }
        // Without an array there, a document is not a task definition.
        if !report["error"].is_null() {
            assert_eq!(report["error"]["pointer"], "/containerDefinitions", "{report}");
            kinds.insert(Kind::Type);
        }
        kinds
    };
    let kinds = reports.lines().map(verdict).collect();
    Verdicts { kinds, others }
}

fn kind_of_rule(rule: &str) -> Option<Kind> {
    Some(match rule {
        "awslogs-options" => Kind::Awslogs,
        "no-essential-container" => Kind::Essential,
        "fargate-log-driver" => Kind::FargateLogDriver,
        "fargate-member" => Kind::FargateMember,
        "fargate-network-mode" => Kind::FargateNetworkMode,
        "fargate-size" => Kind::FargateSize,
        "host-port" => Kind::HostPort,
        "missing-member" => Kind::MissingMember,
        "unregisterable-tags" => Kind::Tags,
        "wrong-type" => Kind::Type,
        "unknown-member" => Kind::UnknownMember,
        "unknown-value" => Kind::Value,
        "duplicate-environment-name" => Kind::Variables,
        _ => return None,
    })
}

/// What cfn-lint finds.
fn cfn_linted(definitions: &[Definition], python: &Path, folder: &Path) -> Verdicts {
    let templates = templates(definitions.iter().map(|definition| &definition.value));
    // One process for each: it takes some ten milliseconds for a resource.
    let started = templates.iter().enumerate().map(|(number, template)| {
        let file = format!("template{number}.json");
        fs::write(folder.join(&file), template.to_string()).unwrap();
        let mut command = isolated(python, folder);
        command.args(["-c", "from cfnlint.runner import main; main()", "--format", "json", &file]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    });
    let started: Vec<_> = started.collect();
    let ended = started.into_iter().map(|process| process.wait_with_output().unwrap());
    let matches = ended.flat_map(|output| -> Vec<Value> {
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
    });
    let mut verdicts = Verdicts { kinds: vec![BTreeSet::new(); definitions.len()], others: BTreeSet::new() };
    for found in matches {
        let (rule, message) = (found["Rule"]["Id"].as_str().unwrap(), found["Message"].as_str().unwrap());
        let path: Vec<_> = found["Location"]["Path"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let ["Resources", id, "Properties", properties @ ..] = &path[..] else { panic!("{found}") };
        match kind_of_match(rule, properties, message) {
            Some(kind) => drop(verdicts.kinds[index_of(id)].insert(kind)),
            None => drop(verdicts.others.insert(rule.to_string())),
        }
    }
    verdicts
}

/// What a rule of cfn-lint is about, at these properties.
fn kind_of_match(rule: &str, properties: &[&str], message: &str) -> Option<Kind> {
    Some(match (rule, properties) {
        ("E3002" | "E3037", [.., "Environment"]) if message.contains("unique") => Kind::Variables,
        ("E3002", _) => Kind::UnknownMember,
        ("E3003", _) => Kind::MissingMember,
        ("E3012", _) => Kind::Type,
        ("E3024", ["Tags", ..]) if message.contains("is not of type") => Kind::Type,
        ("E3024" | "E3031" | "E3032" | "E3033", ["Tags", ..]) => Kind::Tags,
        ("E3030", _) => Kind::Value,
        ("E3042", _) => Kind::Essential,
        ("E3046", _) | ("E1155", [.., "awslogs-group"]) => Kind::Awslogs,
        ("E3048", ["NetworkMode"]) => Kind::FargateNetworkMode,
        ("E3048", []) if message.contains("'NetworkMode'") => Kind::FargateNetworkMode,
        ("E3048", [.., "LogDriver"]) => Kind::FargateLogDriver,
        ("E3048", ["PlacementConstraints"]) => Kind::FargateMember,
        ("E3047" | "E3048", _) => Kind::FargateSize,
        ("E3053", _) => Kind::HostPort,
        _ => return None,
    })
}
