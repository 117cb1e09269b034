//! `outrigger jq` beside jq itself: the same arguments and input, the same output and exit status.
//!
//! `cargo xtask engines` fetches jq 1.8.2; without it, the comparison says `SKIPPED`.

#![cfg(feature = "jq")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use outrigger_test_support::skip;
use support::outrigger;

fn output(mut command: Command, arguments: &[&str], input: &str) -> Output {
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Who needs no input may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn ours(arguments: &[&str], input: &str) -> Output {
    let mut command = outrigger();
    command.arg("jq");
    output(command, arguments, input)
}

fn jq() -> Option<PathBuf> {
    let jq = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?.join("engines/jq-1.8.2/jq");
    jq.is_file().then_some(jq)
}

/// Arguments, and the text on standard input.
const SAME: &[(&[&str], &str)] = &[
    (&["."], r#"{"a":[1,2,{"b":null}]}"#),
    (&["-c", ".a"], r#"{"a":1} {"a":2}"#),
    (&["-s", "-c", "."], "1 2 3"),
    (&["-nc", "[inputs]"], "1 2 3"),
    (&["-c", "[.,input]"], "1 2 3"),
    (&[".a"], "\"a\"\n\"b\"\n"),
    (&[".a"], "[\n1\n]\n\n\"y\" 5\n"),
    (&["-R", "."], "a\nb"),
    (&["-Rs", "."], "a\nb\n"),
    (&["-e", "."], "null"),
    (&["-e", "empty"], "1"),
    (&["-e", "."], "false 1"),
    (&["-e", "."], "1 false"),
    (&[".a"], r#"1 {"a":3}"#),
    (&[".a"], r#"{"a":3} 1"#),
    (&["-r", ".a"], r#"{"a":"x"}"#),
    (&["-j", ".a,.a"], r#"{"a":"x"}"#),
    (&["-a", "."], "\"é😀\""),
    (&["-S", "-c", "."], r#"{"b":1,"a":{"d":1,"c":2}}"#),
    (&["--tab", "."], r#"{"b":1,"a":[]}"#),
    (&["--indent", "1", "."], r#"{"b":1,"a":[1]}"#),
    (&["--indent", "0", "."], r#"{"b":1,"a":[1]}"#),
    (&["--indent", "-1", "."], r#"{"b":1,"a":[1]}"#),
    (&["-C", "."], r#"{"b":1,"a":[1,{"x":"y"},true,false,null]}"#),
    (&["-n", "--arg", "x", "1", "$x"], ""),
    (&["-nc", "$ARGS", "--arg", "x", "1", "--argjson", "y", "{\"z\":2}", "--args", "a", "b"], ""),
    (&["-nc", "$ARGS", "--jsonargs", "1", "{\"a\":2}", "--args", "a", "--jsonargs", "null"], ""),
    (&["-nc", "[$x,$y]", "--arg", "x", "--y", "--arg", "y", "b"], ""),
    (&["-c", "--stream", "."], "[1,[2]]"),
    (&["-c", "--stream", "-s", "."], "[1,[2]] 3"),
    (&["-n", "halt_error"], ""),
    (&["-n", "\"bye\\n\"|halt_error(3)"], ""),
    (&["-n", "{\"a\":1}|halt_error"], ""),
    (&["-n", "1,halt,2"], ""),
    (&["-n", "1|debug|stderr"], ""),
    (&["-n", "nosuch(1)"], ""),
    (&["-n", "error({a: 1})"], ""),
    (&["-n", "\"a\\u0000b\"", "--raw-output0"], ""),
    (&["--raw-output0", "."], "\"a\" \"b\""),
    (&[".", "/nonexistent"], "1"),
    (&["--seq", "-c", "."], "\u{1e}1\n\u{1e}2\n"),
    (&["-n", "input"], ""),
    (&["-nR", "[inputs]"], "a\nb"),
    (&["-nRs", "input"], "a\nb"),
    (&["-nsc", "[inputs]"], "1 2"),
    (&["-nc", "--stream", "fromstream(inputs)"], "[1,[2]] 3"),
    (&["-nc", "--stream", "-s", "[inputs]"], "[1,[2]] 3"),
    (&["-n", "input_filename"], ""),
    (&["-n", "$__prog_args"], ""),
    (&["-c", "[input_line_number, .]"], "1\n2\n"),
    (&["-n", "try error(\"\\($__loc__)\") catch ."], ""),
    (&["."], ""),
];

#[test]
fn the_same_as_jq() {
    let Some(jq) = jq() else { return skip("jq 1.8.2 is not there; `cargo xtask engines` fetches it") };
    for (arguments, input) in SAME {
        let theirs = output(Command::new(&jq), arguments, input);
        let ours = ours(arguments, input);
        let shown = |output: &Output| {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            (output.status.code(), text(&output.stdout), text(&output.stderr))
        };
        assert_eq!(shown(&ours), shown(&theirs), "{arguments:?} on {input:?}");
    }
}

#[test]
fn exit_status_and_output() {
    let check = |arguments: &[&str], input: &str, status: i32, stdout: &str| {
        let output = ours(arguments, input);
        assert_eq!(
            (output.status.code(), &*String::from_utf8_lossy(&output.stdout)),
            (Some(status), stdout),
            "{arguments:?}"
        );
    };
    check(
        &["-c", "."],
        r#"{"b":1.10,"a":1e400,"c":[-0,123456789012345678901234567890]}"#,
        0,
        "{\"b\":1.10,\"a\":1e400,\"c\":[-0,123456789012345678901234567890]}\n",
    );
    check(&[".["], "1", 3, "");
    check(&["--seq", "-c", "."], "\u{1e}1\n\u{1e}[1 2\n\u{1e}{\"a\n\u{1e}3\n", 0, "\u{1e}1\n\u{1e}3\n");
    check(&[".a"], "1", 5, "");
    check(&["-e", "."], "null", 1, "null\n");
    check(&["-e", "empty"], "null", 4, "");
    check(&["--nosuch", "."], "1", 2, "");
    check(&["-n", "--argjson", "x", "{", "$x"], "", 2, "");
    check(
        &["-r", "[.containerDefinitions[].name] | join(\" \")"],
        r#"{"containerDefinitions": [{"name": "a"}, {"name": "b"}]}"#,
        0,
        "a b\n",
    );
}

/// With `tail -f FILE | outrigger jq FILTER`, an output is there before the next value is.
#[test]
fn values_as_they_come() {
    for (arguments, lines, output) in [
        (&["-c", ".x"][..], "{\"x\":[1]}\n", "[1]\n"),
        (&["-n", "inputs.x"], "{\"x\":1}\n", "1\n"),
        (&["-R", "."], "a\n", "\"a\"\n"),
        (&["-c", "--stream", "."], "[1]\n", "[[0],1]\n[[0]]\n"),
        (&["-c", "--seq", "."], "\u{1e}[1]\n", "\u{1e}[1]\n"),
    ] {
        let mut command = outrigger();
        let mut child = command.arg("jq").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        for _ in 0..3 {
            stdin.write_all(lines.as_bytes()).unwrap();
            let mut buffer = vec![0; output.len()];
            stdout.read_exact(&mut buffer).unwrap();
            assert_eq!(String::from_utf8_lossy(&buffer), output, "{arguments:?}");
        }
        drop(stdin);
        assert!(child.wait().unwrap().success());
    }
}

/// However long a stream is, no more of it is in memory than its longest value.
#[test]
#[cfg(target_os = "linux")]
fn long_streams_need_little_memory() {
    let line = format!("{{\"a\":[{}0]}}\n", "\"twenty bytes long\",".repeat(3000));
    for arguments in [&["-n", "reduce inputs as $value (0; . + 1)"][..], &["-R", "empty"], &["--stream", "empty"]] {
        let mut command = outrigger();
        let mut child = command.arg("jq").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        for _ in 0..800 {
            stdin.write_all(line.as_bytes()).unwrap();
        }
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")).unwrap();
        drop(stdin);
        assert!(child.wait_with_output().unwrap().status.success());
        let peak: usize = peak.parse().unwrap();
        assert!(peak < 40_000 && 800 * line.len() > 48_000_000, "{arguments:?}: {peak} KiB");
    }
}

#[test]
fn files_are_opened_when_their_turn_comes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("one.json");
    fs::write(&file, "1 [2] {\"a\": 3").unwrap();
    let (one, absent) = (file.to_str().unwrap(), "/nonexistent");
    let run = |arguments: &[&str]| {
        let output = ours(arguments, "");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    assert_eq!(run(&["-nc", "[input, input]", one, absent]), (Some(0), "[1,[2]]\n".into(), String::new()));
    let error = "jq: parse error: expected a comma or }, found the end of the text at line 1, column 14\n";
    assert_eq!(run(&["-c", ".", one, absent]), (Some(5), "1\n[2]\n".into(), error.into()));
    let folder = folder.path().to_str().unwrap();
    let error = format!("jq: error: Could not read file {folder}: Is a directory\n");
    assert_eq!(run(&[".", folder]), (Some(2), String::new(), error));
}

#[test]
fn in_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let (one, two) = (file("one.json", "{\"b\": 1.0, \"a\": 2}\n"), file("two.json", "[]\n"));
    let paths = [one.to_str().unwrap(), two.to_str().unwrap()];

    // The second fails: nothing is written.
    let failed = ours(&["-i", ".c = 3", paths[0], paths[1]], "");
    assert_eq!(failed.status.code(), Some(5));
    assert_eq!(fs::read_to_string(&one).unwrap(), "{\"b\": 1.0, \"a\": 2}\n");
    let emptied = ours(&["-i", "empty", paths[0]], "");
    assert_eq!(emptied.status.code(), Some(2));

    assert_eq!(ours(&["-ic", ".c = 3", paths[0]], "").status.code(), Some(0));
    assert_eq!(fs::read_to_string(&one).unwrap(), "{\"b\":1.0,\"a\":2,\"c\":3}\n");
}

#[test]
fn programs() {
    let definition = include_str!("../../../examples/data/api.described.json");
    let program = ours(&["--program", "jaeger", "--set", "base-path=/traces"], "");
    assert_eq!(program.status.code(), Some(0));
    let program = String::from_utf8(program.stdout).unwrap();
    let native = ours(&["inject(\"jaeger\"; {set: {\"base-path\": \"/traces\"}})"], definition);
    assert_eq!(native.status.code(), Some(0), "{}", String::from_utf8_lossy(&native.stderr));
    assert_eq!(ours(&[&program], definition).stdout, native.stdout);
    let removal = String::from_utf8(ours(&["--program", "--remove", "jaeger"], "").stdout).unwrap();
    assert_eq!(
        ours(&[&removal], &String::from_utf8(native.stdout).unwrap()).stdout,
        ours(&["registerable"], definition).stdout
    );
    assert_eq!(ours(&["--program", "nosuch"], "").status.code(), Some(2));
    assert_eq!(ours(&["--remove", "jaeger"], "").status.code(), Some(2));
}

#[test]
fn filters_of_our_own() {
    let definition =
        r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}]}"#;
    let names = ours(&["-c", "[inject(\"jaeger\").containerDefinitions[].name]"], definition);
    assert_eq!(String::from_utf8_lossy(&names.stdout), "[\"api\",\"jaeger\"]\n");
    let rules = ours(&["-r", "[(plan(\"jaeger\").ops | length > 0), (lint | type)] | @csv"], definition);
    assert_eq!(String::from_utf8_lossy(&rules.stdout), "true,\"array\"\n");
    let refused = ours(&["-r", "try inject(\"jaeger\") catch ."], &definition.replace("awsvpc", "bridge"));
    assert!(String::from_utf8_lossy(&refused.stdout).starts_with("bridge-network: "));
    let wrong = ours(&["inject(\"jaeger\"; {sets: 1})"], definition);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("there is no option sets"));
}
