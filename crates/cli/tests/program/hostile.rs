//! Input that means harm: an answer, in good time, and never a panic.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use crate::folder::{API, Folder};

#[test]
fn a_very_long_line() {
    let folder = Folder::api(&format!("[{{\"name\": \"api\", \"image\": \"{}\" 1}}]", "x".repeat(50_000_000)));
    let start = Instant::now();
    assert_snapshot!(folder.refuse("inject jaeger api.json"), @r#"
    error: expected a comma or }
     --> api.json:1:50000030
      |
    1 | [{"name": "***", "image": "***" 1}]
      |                                 ^
    "#);
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn very_deep_nesting() {
    assert_snapshot!(Folder::api(&"[".repeat(100_000)).refuse("inject jaeger api.json"), @"
    error: arrays and objects are nested more than 512 deep
     --> api.json:1:513
      |
    1 | …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
      |                                                              ^
    ");
    let deep = format!("[{{\"name\": \"api\", \"image\": \"a\", \"x\": {}{}}}]", "[".repeat(500), "]".repeat(500));
    Folder::api(&deep).succeed("inject jaeger api.json --allow all --emit diff --mask");
}

#[test]
fn characters_that_steer_a_terminal() {
    let folder = Folder::api("{\"a\": \u{1b}[31m \u{9b}31m \u{202e}\0}");
    assert_snapshot!(folder.refuse("inject jaeger api.json"), @r#"
    error: expected a value, found the control character U+001B
     --> api.json:1:7
      |
    1 | {"a": ***}
      |       ^
    "#);
    let named = API.replace("\"name\": \"api\"", "\"name\": \"\\u001b[31m\\u202eapi\"");
    let folder = Folder::api(&named);
    let run = folder.succeed("inject jaeger api.json -v");
    assert!(!run.stderr.contains(['\u{1b}', '\u{202e}']), "{:?}", run.stderr);
    let refused = folder.refuse("inject jaeger api.json --container nobody");
    assert!(!refused.contains(['\u{1b}', '\u{202e}']), "{refused:?}");
    folder.write("\u{1b}[31m.json", "{");
    assert!(!folder.refuse("inject jaeger \u{1b}[31m.json").contains('\u{1b}'));
}

#[test]
fn a_pipe_as_a_file() {
    let folder = Folder::api(API);
    assert!(Command::new("mkfifo").arg(folder.path("pipe")).status().unwrap().success());
    let mut writer = Command::new("cp").arg(folder.path("api.json")).arg(folder.path("pipe")).spawn().unwrap();
    let run = folder.succeed("inject jaeger pipe");
    assert_eq!(run.stdout, folder.succeed("inject jaeger api.json").stdout);
    assert!(writer.wait().unwrap().success());
    assert_snapshot!(folder.refuse("inject jaeger -i pipe"), @"
    error: `pipe` cannot be written in place
      = help: name the files to change
    ");
}

#[test]
fn arguments_that_are_no_unicode() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = Folder::api(API);
    let name = OsStr::from_bytes(b"\xff.json");
    std::fs::copy(folder.path("api.json"), folder.path("").join(name)).unwrap();
    let output = folder.command("inject jaeger -i").arg(name).stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let output = folder.command("inject").arg(name).stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
