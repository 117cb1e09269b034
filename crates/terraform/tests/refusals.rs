//! A refused plan is an error with its findings and their places, and a run reads and parses each file once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::cell::RefCell;
use std::collections::BTreeMap;

use outrigger_core::{ErrorKind, Policy, Rule, Sidecar};
use outrigger_terraform::{Error, Folder, Options, Source, inject, remove};

/// A task definition whose port 16686 is taken, so that Jaeger cannot be injected.
const PORT_TAKEN: &str = "\u{feff}resource \"aws_ecs_task_definition\" \"api\" {
  network_mode = \"awsvpc\"
  container_definitions = jsonencode([
    { name = var.name, image = \"api:1\", portMappings = [{ containerPort = 16686 }] },
  ])
}
";

fn jaeger() -> Sidecar {
    Sidecar::built_in("jaeger").unwrap()
}

/// The rules of the findings of an error, each with the text at its place.
fn stopped_by<'t>(error: &Error, text: &'t str) -> Vec<(Rule, &'t str)> {
    let rules = error.findings().iter().map(|finding| finding.rule);
    rules.zip(error.places().map(|place| &text[place.span.clone()])).collect()
}

#[test]
fn a_refused_injection_is_an_error_with_its_findings_and_places() {
    let source = Source { path: "main.tf", text: PORT_TAKEN, folder: &BTreeMap::new() };
    let error = inject(source, &Options::default(), &jaeger(), &Policy::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(stopped_by(&error, PORT_TAKEN), [(Rule::PortClash, "{ containerPort = 16686 }")]);
    assert_eq!(error.path(), Some("main.tf"));
    assert_eq!(error.offset(), PORT_TAKEN.find("{ containerPort"));
    assert!(error.to_string().starts_with("refused: "), "{error}");

    // The warnings are in the outcome of the refused plan, and no file is.
    let outcome = error.into_refused().unwrap();
    assert_eq!(outcome.files, []);
    assert_eq!(outcome.plan.findings.len(), outcome.places.len());
    assert!(outcome.plan.findings.iter().any(|finding| finding.rule == Rule::UnreadableMember));
}

#[test]
fn a_refused_removal_is_an_error_too() {
    let folder = BTreeMap::new();
    let text = PORT_TAKEN.replace("16686", "80");
    let source = Source { path: "main.tf", text: &text, folder: &folder };
    let injected = inject(source, &Options::default(), &jaeger(), &Policy::default()).unwrap().files.remove(0).text;
    // The application refers to the sidecar.
    let text =
        injected.replace("image = \"api:1\"", "image = \"api:1\", volumesFrom = [{ sourceContainer = \"jaeger\" }]");
    let source = Source { path: "main.tf", text: &text, folder: &folder };
    let options = Options { toggle: Some("enable_jaeger".to_string()), ..Options::default() };
    // An injection under a variable that the sidecar does not depend on yet removes it first.
    for (result, name) in [
        (remove(source, &Options::default(), &jaeger(), &Policy::default()), "remove"),
        (inject(source, &options, &jaeger(), &Policy::default()), "inject"),
    ] {
        let error = result.expect_err(name);
        assert_eq!(
            stopped_by(&error, &text),
            [(Rule::DanglingReference, "[{ sourceContainer = \"jaeger\" }]")],
            "{name}"
        );
    }
}

#[test]
fn other_errors_have_no_findings() {
    let source = Source { path: "main.tf", text: "{", folder: &BTreeMap::new() };
    let error = inject(source, &Options::default(), &jaeger(), &Policy::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Syntax);
    assert_eq!((error.findings().len(), error.places().count()), (0, 0));
    assert_eq!(error.clone().into_refused(), Err(error));
}

/// A folder that counts how often each file is read.
struct Counted {
    files: BTreeMap<String, String>,
    reads: RefCell<BTreeMap<String, usize>>,
}

impl Folder for Counted {
    fn names(&self) -> Vec<String> {
        Folder::names(&self.files)
    }

    fn read(&self, path: &str) -> Result<String, Error> {
        *self.reads.borrow_mut().entry(path.to_string()).or_default() += 1;
        self.files.read(path)
    }
}

#[test]
fn each_file_is_read_once() {
    let main = |definitions: &str| {
        format!(
            "resource \"aws_ecs_task_definition\" \"api\" {{\n  network_mode = \"awsvpc\"\n  container_definitions = {definitions}\n}}\n"
        )
    };
    let json = "[{\"name\": \"api\", \"image\": \"api:1\"}]\n";
    let locals = "locals {\n  containers = [{ name = \"api\", image = \"api:1\" }]\n}\n";
    for (definitions, toggle) in [
        ("file(\"api.json\")", None),
        ("jsonencode(local.containers)", None),
        ("jsonencode(local.containers)", Some("on")),
    ] {
        let texts = [("api.json", json), ("locals.tf", locals), ("other.tf", "a = 1\n")];
        let files = texts.map(|(path, text)| (path.to_string(), text.to_string())).into();
        let folder = Counted { files, reads: RefCell::default() };
        let mut text = main(definitions);
        // An injection, one that moves the sidecar under a variable, and a removal.
        let mut folder = folder;
        for step in ["inject", "move", "remove"] {
            let source = Source { path: "main.tf", text: &text, folder: &folder };
            let options = Options { toggle: toggle.filter(|_| step == "move").map(String::from), ..Options::default() };
            let run = if step == "remove" { remove } else { inject };
            let outcome = run(source, &options, &jaeger(), &Policy::default()).unwrap();
            let reads = folder.reads.take();
            assert!(reads.values().all(|count| *count == 1), "{step} {definitions}: {reads:?}");
            for file in outcome.files {
                match file.path.as_str() {
                    "main.tf" => text = file.text,
                    _ => drop(folder.files.insert(file.path, file.text)),
                }
            }
        }
        assert_eq!(text, main(definitions));
        assert_eq!((folder.files["api.json"].as_str(), folder.files["locals.tf"].as_str()), (json, locals));
    }
}
