//! Law 5 for filters: what `outrigger jq --program` prints gives, on every jq at hand, what the library gives.
//!
//! `cargo xtask engines` puts jq 1.8.2 and gojq into the target folder; jq 1.6 is the system's. Those that are not there
//! are left out, aloud; this crate's own filter is always there.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod engine;
#[allow(dead_code)]
#[path = "../laws/generate.rs"]
mod generate;

use outrigger::jq::{Direction, portable_program};
use outrigger::{Document, Error, Node, Policy, Rule, Sidecar, Template, Value};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value as Json;

use engine::{Engine, engines};
use generate::{Wildness, described, policies, registered, versions, written};

/// How many sidecars with their policies, and how many documents for each.
const PROGRAMS: usize = 12;
const DOCUMENTS: usize = 24;

#[test]
fn generated_documents() {
    let mut runner = TestRunner::deterministic();
    let engines = engines();
    for _ in 0..PROGRAMS {
        let (one, other) = sample(&mut runner, &versions());
        // A program of jq's does not resize.
        let policy = Policy { resize: false, ..sample(&mut runner, &policies()) };
        let mut documents = Vec::new();
        while documents.len() < DOCUMENTS {
            let wild = [Wildness::Sound, Wildness::Wild][documents.len() % 2];
            let text = match documents.len() % 3 {
                0 => sample(&mut runner, &written(described(wild))),
                _ => sample(&mut runner, &written(registered(wild))),
            };
            let Some(document) = line(&text) else { continue };
            // Beside it what an earlier injection made of it, with this version or another.
            let injected = [&one, &other].map(|sidecar| change(&document, Direction::Inject, sidecar, &policy));
            documents.push(document);
            documents.extend(injected.into_iter().flatten());
        }
        agree(&engines, &documents, &one, &policy);
    }
}

#[test]
fn examples() {
    let engines = engines();
    let texts =
        [include_str!("../../examples/data/service.json"), include_str!("../../examples/data/api.described.json")];
    let documents: Vec<String> = texts.iter().filter_map(|text| line(text)).collect();
    for name in ["jaeger", "jaeger-v2", "adot", "xray-daemon"] {
        let sidecar = Sidecar::built_in(name).unwrap();
        let injected = documents
            .iter()
            .filter_map(|document| change(document, Direction::Inject, &sidecar, &Policy::default()).ok());
        let documents: Vec<String> = documents.iter().cloned().chain(injected).collect();
        agree(&engines, &documents, &sidecar, &Policy::default());
    }
}

/// Text that would be something else if it were not written as a string: to jq, to JSON, or in a comment.
const HOSTILE: [&str; 10] = [
    r"\(env)",
    r#""; error("x"); ""#,
    r"\",
    r#"\""#,
    "\n# x\n, error",
    "\r\n\t\u{1}\u{1f}\u{7f}\u{85}\u{2028}\u{feff}",
    r"\u005c(env)",
    "@base64 \"\\(.)\"",
    "$ENV.PATH ${PATH} %{x}",
    "'; rm -rf '",
];

#[test]
fn hostile_values() {
    let engines = engines();
    for text in HOSTILE {
        let sidecar = serde_json::json!({
            "name": "helper", "parameters": {"value": {}},
            "container": {"image": "helper:1", "command": ["a", "${value}"], "dockerLabels": {text: "${value}"}},
            "application": {"environment": [{"name": format!("A{text}"), "value": "${value}"}]},
            "volumes": [{"name": "data", "host": {"sourcePath": "/${value}"}}],
        });
        // `${` in a sidecar begins a parameter.
        let sidecar = sidecar.to_string().replace("${PATH}", "$${PATH}");
        let sidecar = Template::parse(&sidecar).unwrap().sidecar([("value", text)]).unwrap();
        let task = serde_json::json!({
            "networkMode": "awsvpc", "memory": "512",
            "containerDefinitions": [{"name": text, "image": text, "memory": 64, "user": text}],
        });
        let documents = vec![task.to_string()];
        agree(&engines, &documents, &sidecar, &Policy::default());
        let named = Policy { containers: vec![text.to_string()], ..Policy::default() };
        agree(&engines, &documents, &sidecar, &named);
        let injected = change(&documents[0], Direction::Inject, &sidecar, &named).unwrap();
        assert!(injected.matches(&serde_json::json!(text).to_string()).count() > 4, "{injected}");
        agree(&engines, &[injected], &sidecar, &named);
    }
}

fn sample<S: Strategy>(runner: &mut TestRunner, strategy: &S) -> S::Value {
    strategy.new_tree(runner).unwrap().current()
}

/// The document on one line, if every jq holds it as it is.
fn line(text: &str) -> Option<String> {
    let text = text.trim_start_matches('\u{feff}');
    let document = Document::scan(text).unwrap();
    let mut numbers = document.cursors().filter_map(Node::as_number);
    let keeps_numbers = numbers.all(|number| number.parse::<i32>().is_ok_and(|integer| integer.to_string() == *number));
    let value = Value::parse(text).ok()?;
    (keeps_numbers && document.root().duplicates().is_empty()).then(|| value.to_string())
}

/// What the library makes of a document.
fn change(document: &str, direction: Direction, sidecar: &Sidecar, policy: &Policy) -> Result<String, Error> {
    let outcome = match direction {
        Direction::Inject => outrigger::json::inject(document, sidecar, policy),
        Direction::Remove => outrigger::json::remove(document, sidecar, policy),
    };
    outcome.map(|outcome| outcome.text.into_owned())
}

/// Whether a refusal is by a rule that is left to the program `outrigger`, and to its `lint`.
fn is_beyond_programs(refusal: &Error) -> bool {
    const IN_PROGRAMS: [Rule; 15] = [
        Rule::BridgeNetwork,
        Rule::DanglingReference,
        Rule::ExceedsTaskSize,
        Rule::NameConflict,
        Rule::NoEssentialContainer,
        Rule::NoMemory,
        Rule::NoSuchContainer,
        Rule::NoTaskForVolumes,
        Rule::PortClash,
        Rule::TooLarge,
        Rule::TooManyContainers,
        Rule::UnreadableMember,
        Rule::UnreadableRecord,
        Rule::VolumeConflict,
        Rule::WindowsTask,
    ];
    !refusal.findings().is_empty() && refusal.findings().iter().all(|finding| !IN_PROGRAMS.contains(&finding.rule))
}

/// Whether each engine gives for each document what the library gives.
fn agree(engines: &[Engine], documents: &[String], sidecar: &Sidecar, policy: &Policy) {
    const REFUSED: &str = r#"{"refused":true}"#;
    for direction in [Direction::Inject, Direction::Remove] {
        let program = portable_program(direction, sidecar, policy);
        let name = program.trim_end().rsplit('\n').next().unwrap();
        let main = program.trim_end().strip_suffix(name).unwrap();
        let program = format!("{main}try {name} catch {{refused: true, reason: .}}\n");
        let expected = documents.iter().filter_map(|document| match change(document, direction, sidecar, policy) {
            Ok(text) => Some((document.clone(), (text, None))),
            Err(refusal) if is_beyond_programs(&refusal) => None,
            Err(refusal) => Some((document.clone(), (REFUSED.to_string(), Some(refusal)))),
        });
        let (documents, expected): (Vec<String>, Vec<(String, Option<Error>)>) = expected.unzip();
        for engine in engines {
            let outputs = engine.run(&program, &documents);
            assert_eq!(outputs.len(), documents.len(), "{} gave {} outputs", engine.name(), outputs.len());
            for ((document, (expected, refusal)), output) in documents.iter().zip(&expected).zip(outputs) {
                let output: Json = serde_json::from_str(&output).unwrap();
                let reason = output.get("reason").cloned();
                let output =
                    if reason.is_some() { serde_json::from_str(REFUSED).unwrap() } else { records_read(output) };
                let expected = records_read(serde_json::from_str(expected).unwrap());
                if output != expected {
                    panic!(
                        "{} disagrees on {direction:?} of {} under {policy:?}\ndocument: {document}\nexpected: {expected}\noutput:   {output}\nreason: {reason:?}\nrefusal of the library: {refusal:?}",
                        engine.name(),
                        sidecar.name()
                    );
                }
            }
        }
    }
}

/// The value with each record in the place of its text, in which the order of members is the engine's.
fn records_read(mut value: Json) -> Json {
    fn read(value: &mut Json) {
        match value {
            Json::Object(members) => {
                for (name, value) in members {
                    match value.as_str().map(serde_json::from_str) {
                        Some(Ok(record)) if name == "outrigger" => *value = record,
                        _ => read(value),
                    }
                }
            }
            Json::Array(elements) => elements.iter_mut().for_each(read),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        }
    }
    read(&mut value);
    value
}
