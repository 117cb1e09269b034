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

/// What the service runs before anything is deployed.
#[cfg(feature = "aws")]
const SERVED: &str = r#"{"family":"shop-api-prod","networkMode":"awsvpc","requiresCompatibilities":["FARGATE"],"cpu":"512",
  "memory":"1024","executionRoleArn":"arn:aws:iam::123456789012:role/shop-api-execution",
  "containerDefinitions":[{"name":"api","image":"shop-api:1.4.2","portMappings":[{"containerPort":8080}],
    "logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"/ecs/shop-api-prod","awslogs-region":"eu-west-1",
      "awslogs-stream-prefix":"api"}}}]}"#;

/// The variables that the guide sets, and a service to deploy where the program can.
#[cfg(feature = "aws")]
fn environment() -> (outrigger_ecs_double::Ecs, Vec<(String, String)>) {
    let ecs = outrigger_ecs_double::Ecs::start();
    let arn = ecs.register(SERVED);
    ecs.service("shop-cluster-prod", "shop-api-prod", &arn).desired_count(2).create();
    ecs.rollout(outrigger_ecs_double::Rollout::Complete { after: 1 });
    let mut environment: Vec<(String, String)> =
        ecs.environment().into_iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    environment
        .extend([("PROJECT_NAME", "shop"), ("ENVIRONMENT", "prod")].map(|(n, v)| (n.to_string(), v.to_string())));
    (ecs, environment)
}

/// Without it, its part of the README is not run.
#[cfg(not(feature = "aws"))]
fn environment() -> ((), Vec<(String, String)>) {
    ((), Vec::new())
}

fn run(command: &str, folder: &Path, path: &str, environment: &[(String, String)]) -> String {
    let command = command.replace("cargo run --release -- ", "outrigger ");
    let output = Command::new("bash")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(folder)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_command_prints_what_the_readme_says() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = prepare(folder.path());
    let (_ecs, environment) = environment();
    let (mut is_console, mut is_left_out) = (false, false);
    let mut result = String::new();
    for line in readme.lines() {
        if line.starts_with("### ") {
            is_left_out = line == "### Deploy" && !cfg!(feature = "aws");
        }
        let is_fence = line.starts_with("```");
        if is_fence {
            is_console = line == "```console";
        }
        if is_fence || !is_console || is_left_out {
            writeln!(result, "{line}").unwrap();
        } else if let Some(command) = line.strip_prefix("$ ") {
            write!(result, "{line}\n{}", run(command, folder.path(), &path, &environment)).unwrap();
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
