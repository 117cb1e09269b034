//! The progress bar: on a terminal, and nowhere else.

use std::process::{Command, Stdio};

use outrigger_test_support::skip;

use crate::folder::{API, Folder};

/// What a terminal shows of this shell command, or nothing where none can be had.
fn shown(folder: &Folder, line: &str) -> Option<String> {
    let mut script = Command::new("script");
    script.args(["-qec", line, "/dev/null"]).current_dir(folder.path("")).stdin(Stdio::null());
    let output = script.env("O", env!("CARGO_BIN_EXE_outrigger")).env("TERM", "xterm").output().ok();
    if output.is_none() {
        skip("`script` is not installed, so there is no terminal");
    }
    Some(String::from_utf8(output?.stdout).unwrap())
}

#[test]
fn on_a_terminal() {
    let line = API.replace('\n', "") + "\n";
    let folder = Folder::new(&[("line.ndjson", &line), ("bad.ndjson", "{\n")]);
    let stream = "(cat line.ndjson; sleep 1; cat line.ndjson bad.ndjson) | $O inject jaeger --ndjson";
    let Some(bar) = shown(&folder, &format!("{stream} > out.ndjson")) else { return };
    assert!(bar.contains("B/s"), "{bar:?}");
    assert!(bar.contains("expected a name"), "{bar:?}");
    assert_eq!(folder.read("out.ndjson").lines().count(), 3);
    // The report is quiet, standard error is a file, the report is for programs, or the result is on the terminal.
    for end in ["-q > out.ndjson", "> out.ndjson 2> err", "--report json > out.ndjson", ""] {
        let shown = shown(&folder, &format!("{stream} {end}")).unwrap();
        assert!(!shown.contains("B/s"), "{end}: {shown:?}");
    }
    let quick = shown(&folder, "$O inject jaeger --ndjson line.ndjson > out.ndjson").unwrap();
    assert_eq!(quick, "line.ndjson: 1 of 1 task definitions changed\r\n", "what is quick needs none");
}
