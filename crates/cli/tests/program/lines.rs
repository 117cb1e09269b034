//! `--ndjson`: a task definition on each line.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::MetadataExt;
use std::process::Stdio;

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
fn a_line_that_fails_is_reported_and_stays() {
    let lines = format!("{API}\n{{\"a\": 1,}}\n\n{API}\n{{}}\n");
    let folder = folder(&lines);
    assert_snapshot!(folder.refuse("inject cache.json --ndjson tasks.ndjson -o new.ndjson"), @r#"
    error: expected a member after the comma
     --> tasks.ndjson:2:9
      |
    2 | {"a": 1,}
      |         ^
    error: this is not a task definition, an output of describe-task-definition or an array of container definitions
     --> tasks.ndjson:5:1
      |
    5 | {}
      | ^^
      |
      = help: a task definition has a member `containerDefinitions`, the output of describe-task-definition has it in `taskDefinition`, and an array of container definitions has objects with `name` and `image`
    tasks.ndjson: 2 of 4 task definitions changed
    2 of 4 refused: they stay as they are
    "#);
    let injected = folder.read("new.ndjson");
    assert_eq!(folder.run("inject cache.json --ndjson tasks.ndjson").stdout, injected);
    assert_eq!(folder.run("inject cache.json --ndjson tasks.ndjson -i").code(), 2);
    assert_eq!(folder.read("tasks.ndjson"), injected);
    let kept: Vec<_> = injected.lines().enumerate().filter(|(_, line)| !line.contains("redis")).collect();
    assert_eq!(kept, [(1, "{\"a\": 1,}"), (2, ""), (4, "{}")]);
    // What is refused has no plan.
    let plans = folder.run("remove cache.json --ndjson tasks.ndjson --emit plan").stdout;
    assert_eq!(plans.lines().count(), 2);
    assert_eq!(folder.run("remove cache.json --ndjson tasks.ndjson -i").code(), 2);
    assert_eq!(folder.read("tasks.ndjson"), lines);
}

#[test]
fn fail_fast() {
    let lines = format!("{}{{}}\n{API}\n", format!("{API}\n").repeat(5000));
    let folder = folder(&lines);
    for jobs in ["1", "3"] {
        let options = format!("--ndjson tasks.ndjson --fail-fast --jobs {jobs}");
        for target in ["-i", "-o new.ndjson"] {
            let stderr = folder.refuse(&format!("inject cache.json {options} {target}"));
            assert!(stderr.contains("--> tasks.ndjson:5001:1\n"), "{stderr}");
            assert!(stderr.contains("stopped there, after 5000\n"), "{stderr}");
            assert!(folder.read("tasks.ndjson") == lines, "a file is written whole or not at all");
            assert!(!folder.path("new.ndjson").exists());
        }
        let run = folder.run(&format!("inject cache.json {options}"));
        assert_eq!((run.code(), run.stdout.lines().count()), (2, 5000), "what comes before it is written");
        assert!(run.stdout.lines().all(|line| line.contains("redis")));
    }
}

#[test]
fn bytes_that_are_not_utf8() {
    let folder = folder("");
    folder.write("tasks.ndjson", [API.as_bytes(), b"\n{\"\xc3\xa9\xff\": 1}\r\n", API.as_bytes(), b"\n"].concat());
    assert_snapshot!(folder.refuse("inject cache.json --ndjson tasks.ndjson -i"), @"
    error: this byte is not valid UTF-8
    --> tasks.ndjson:2:4
     = help: save it as UTF-8
    tasks.ndjson: 2 of 3 task definitions changed
    1 of 3 refused: it stays as it is
    ");
    let lines = std::fs::read(folder.path("tasks.ndjson")).unwrap();
    assert!(lines.split(|byte| *byte == b'\n').any(|line| line == b"{\"\xc3\xa9\xff\": 1}\r"));
    assert_eq!(folder.run("remove cache.json --ndjson tasks.ndjson -i").code(), 2);
}

#[test]
fn a_diff_of_lines() {
    let folder = folder(&format!("{API}\n{{}}\n{API}\n"));
    assert_snapshot!(folder.run("inject cache.json --ndjson tasks.ndjson --emit diff --no-record -q"), @r#"
    --- tasks.ndjson
    +++ tasks.ndjson
    @@ -1,3 +1,3 @@
    -{"networkMode":"awsvpc","memory":"512","containerDefinitions":[{"name":"api","image":"api:1"}]}
    +{"networkMode":"awsvpc","memory":"512","containerDefinitions":[{"name":"api","image":"api:1"},{"name":"cache","image":"redis:8","essential":false}]}
     {}
    -{"networkMode":"awsvpc","memory":"512","containerDefinitions":[{"name":"api","image":"api:1"}]}
    +{"networkMode":"awsvpc","memory":"512","containerDefinitions":[{"name":"api","image":"api:1"},{"name":"cache","image":"redis:8","essential":false}]}
    -- exit 2
    error: this is not a task definition, an output of describe-task-definition or an array of container definitions
     --> tasks.ndjson:2:1
      |
    2 | {}
      | ^^
      |
      = help: a task definition has a member `containerDefinitions`, the output of describe-task-definition has it in `taskDefinition`, and an array of container definitions has objects with `name` and `image`
    1 of 3 refused: it stays as it is
    "#);
}

/// Task definitions of very different lengths, each with its number.
fn many(count: usize) -> String {
    let line = |number: usize| {
        let value = "x".repeat(number * 7919 % 4000);
        API.replace("\"api\"", &format!("\"api-{number}\", \"user\": \"{value}\"")) + "\n"
    };
    (0..count).map(line).collect()
}

#[test]
fn the_order_stays_on_any_number_of_threads() {
    let folder = folder(&many(2000));
    let expected = folder.succeed("inject cache.json --ndjson tasks.ndjson --jobs 1 -v");
    assert_eq!(expected.stdout.matches("redis").count(), 2000);
    for jobs in [2, 3, 16] {
        let run = folder.succeed(&format!("inject cache.json --ndjson tasks.ndjson --jobs {jobs} -v"));
        assert!(run.stdout == expected.stdout && run.stderr == expected.stderr, "{jobs} jobs");
        let piped = folder.pipe(&format!("inject cache.json --ndjson -q --jobs {jobs}"), &folder.read("tasks.ndjson"));
        assert!(piped.stdout == expected.stdout, "{jobs} jobs, from a pipe");
    }
    folder.succeed("inject cache.json --ndjson tasks.ndjson -i --jobs 5");
    assert!(folder.read("tasks.ndjson") == expected.stdout);
    let inode = || std::fs::metadata(folder.path("tasks.ndjson")).unwrap().ino();
    let before = inode();
    folder.succeed("inject cache.json --ndjson tasks.ndjson -i");
    assert_eq!(inode(), before, "what does not change is not written");
    folder.succeed("remove cache.json --ndjson tasks.ndjson -i");
    assert!(folder.read("tasks.ndjson") == many(2000));
}

#[test]
fn a_line_is_answered_before_the_next_one_comes() {
    let folder = folder("");
    let mut command = folder.command("inject cache.json --ndjson -q");
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = process.stdin.take().unwrap();
    let mut stdout = BufReader::new(process.stdout.take().unwrap());
    for _ in 0..3 {
        writeln!(stdin, "{API}").unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(line.contains("redis"), "{line}");
    }
    drop(stdin);
    assert!(process.wait().unwrap().success());
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
    2 | {"networkMode":"***","memory":"***","containerDefinitions":[…
      | ^
      |
      = help: read several documents one a line (--ndjson)
    "#);
}
