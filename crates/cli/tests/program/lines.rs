//! `--ndjson`: a task definition on each line.

use insta::assert_snapshot;
use serde_json::Value;

use crate::folder::Folder;

const API: &str = r#"{"networkMode":"awsvpc","memory":"512","containerDefinitions":[{"name":"api","image":"api:1"}]}"#;
const CACHE: &str = r#"{"name": "cache", "container": {"image": "redis:8", "essential": false}}"#;

fn folder(lines: &str) -> Folder {
    Folder::new(&[("tasks.ndjson", lines), ("cache.json", CACHE)])
}

#[test]
fn lines_stay_lines() {
    let folder = folder(&format!("{API}\n\n{API}\r\n \n{API}"));
    assert_snapshot!(folder.run("inject cache.json --ndjson tasks.ndjson --no-record"), @r#"
    {"networkMode":"awsvpc","memory":"512","containerDefinitions":[{"name":"api","image":"api:1"},{"name":"cache","image":"redis:8","essential":false}]}

    {"networkMode":"awsvpc","memory":"512","containerDefinitions":[{"name":"api","image":"api:1"},{"name":"cache","image":"redis:8","essential":false}]}
     
    {"networkMode":"awsvpc","memory":"512","containerDefinitions":[{"name":"api","image":"api:1"},{"name":"cache","image":"redis:8","essential":false}]}-- exit 0
    tasks.ndjson: 3 of 3 task definitions changed
    "#);
    let run = folder.succeed("inject cache.json --ndjson tasks.ndjson -v -o new.ndjson");
    assert!(run.stderr.contains("tasks.ndjson:5: cache added\n"), "{}", run.stderr);
    assert_eq!(folder.read("new.ndjson").lines().count(), 5);
    assert_eq!(folder.succeed("remove cache.json --ndjson new.ndjson").stdout, folder.read("tasks.ndjson"));
}

#[test]
fn every_line_that_fails_is_reported() {
    let folder = folder(&format!("{API}\n{{\"a\": 1,}}\n\n{API}\n{{}}\n"));
    assert_snapshot!(folder.refuse("inject cache.json --ndjson tasks.ndjson -o new.ndjson"), @r#"
    error: expected a member after the comma
     --> tasks.ndjson:2:9
      |
    2 | {"a": 1,}
      |         ^
    error: this is no task definition, no output of describe-task-definition and no array of container definitions
     --> tasks.ndjson:5:1
      |
    5 | {}
      | ^^
      |
      = help: a task definition has a member `containerDefinitions`, the output of describe-task-definition has it below `taskDefinition`, and a bare array holds objects with `name` and `image`
    2 of 4 refused: nothing was written
    "#);
    assert!(!folder.path("new.ndjson").exists());
}

#[test]
fn a_plan_and_a_patch_for_each() {
    let folder = folder(&format!("{API}\n\n{API}\n"));
    for emit in ["plan", "json-patch"] {
        let run = folder.succeed(&format!("inject cache.json --ndjson tasks.ndjson --emit {emit}"));
        let lines: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
    }
}

#[test]
fn several_documents_without_the_option() {
    let folder = folder(&format!("{API}\n{API}\n"));
    assert_snapshot!(folder.refuse("inject cache.json tasks.ndjson"), @r#"
    error: expected the end of the text
     --> tasks.ndjson:2:1
      |
    2 | {"networkMode":"awsvpc","memory":"512","containerDefinitions…
      | ^
      |
      = help: several documents, one a line, are read with --ndjson
    "#);
}
