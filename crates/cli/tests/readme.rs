//! The README's commands, run in order in a copy of the examples: each prints what the README says.
//!
//! `UPDATE_README=1 cargo test -p outrigger-cli --test readme` writes what they print into the README.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Plays the AWS CLI: describes the bundled task definition, and registers what has no member that ECS refuses.
const AWS: &str = r#"#!/bin/sh
case "$2" in
  describe-task-definition) cat examples/data/api.described.json ;;
  register-task-definition)
    if grep -q taskDefinitionArn new-task-def.json; then echo 'Unknown parameter in input' >&2; exit 252; fi
    grep -q OTEL_EXPORTER_OTLP_ENDPOINT new-task-def.json || exit 1
    echo '"arn:aws:ecs:eu-west-1:123456789012:task-definition/shop-api-prod:8"' ;;
  *) exit 252 ;;
esac
"#;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A folder with the examples, the program, and an `aws` of our own on the path.
fn prepare(folder: &Path) -> String {
    for data in ["examples/data", "examples/data/terraform"] {
        fs::create_dir_all(folder.join(data)).unwrap();
        let files = fs::read_dir(root().join(data)).unwrap().map(|file| file.unwrap().path());
        for file in files.filter(|file| file.is_file()) {
            fs::copy(&file, folder.join(data).join(file.file_name().unwrap())).unwrap();
        }
    }
    let programs = folder.join("programs");
    fs::create_dir(&programs).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_outrigger"), programs.join("outrigger")).unwrap();
    fs::write(programs.join("aws"), AWS).unwrap();
    fs::set_permissions(programs.join("aws"), fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:{}", programs.display(), env::var("PATH").unwrap())
}

fn run(command: &str, folder: &Path, path: &str) -> String {
    let command = command.replace("cargo run --release -- ", "outrigger ");
    let output = Command::new("bash")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(folder)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_command_prints_what_the_readme_says() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = prepare(folder.path());
    let mut is_console = false;
    let mut result = String::new();
    for line in readme.lines() {
        let is_fence = line.starts_with("```");
        if is_fence {
            is_console = line == "```console";
        }
        if is_fence || !is_console {
            writeln!(result, "{line}").unwrap();
        } else if let Some(command) = line.strip_prefix("$ ") {
            write!(result, "{line}\n{}", run(command, folder.path(), &path)).unwrap();
        }
    }
    if env::var_os("UPDATE_README").is_some() {
        fs::write(root().join("README.md"), result).unwrap();
    } else {
        assert_eq!(readme, result, "UPDATE_README=1 writes what the commands print into the README");
    }
}

/// Blocks that are not run here: the command that runs this test, and Rust, which an example has word for word.
#[test]
fn every_other_block_is_known() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let example = fs::read_to_string(root().join("examples/readme.rs")).unwrap();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut blocks = readme.split("```").skip(1).step_by(2);
    assert!(blocks.clone().count() > 5);
    blocks
        .all(|block| match block.split_once('\n').unwrap() {
            ("console" | "text", _) => true,
            ("sh", command) => command == "cargo xtask test\n",
            ("rust", code) => words(&example).contains(&words(code)),
            (language, _) => panic!("a block of {language}"),
        })
        .then_some(())
        .expect("a block that nothing tests");
}
