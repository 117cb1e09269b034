//! The examples run, each as a program.

#![allow(clippy::unwrap_used)]

use std::process::Command;

/// Set by `cargo xtask`, which builds the examples together with the tests.
const ARE_BUILT: &str = "OUTRIGGER_EXAMPLES_ARE_BUILT";

/// The program of an example.
///
/// `cargo run` builds what is out of date. It takes minutes after a build of several packages, since it turns on other
/// features of the dependencies.
fn program(example: &str) -> Command {
    if std::env::var_os(ARE_BUILT).is_some() {
        // TARGET/PROFILE/deps/TEST
        let test = std::env::current_exe().unwrap();
        let profile = test.ancestors().nth(2).unwrap();
        return Command::new(profile.join("examples").join(example));
    }
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--example", example]);
    command
}

#[track_caller]
fn check(example: &str, printed: &str) {
    let output = program(example).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains(printed), "{text}");
}

#[test]
fn embed() {
    check("embed", "\"image\": \"jaegertracing/all-in-one:1.76.0\"");
}

#[test]
fn plan() {
    check("plan", "tells api about it: OTEL_EXPORTER_OTLP_ENDPOINT");
}

#[test]
fn lint() {
    check("lint", "6: error[fargate-size]: Fargate does not support 4096 MiB of memory with 256 CPU units");
}

#[test]
fn own_sidecar() {
    check("own_sidecar", "\"REDIS_URL\", \"value\": \"redis://localhost:6379\"");
}

#[test]
fn typed_model() {
    check("typed_model", "\"name\": \"aws-otel-collector\"");
}

#[test]
fn filter() {
    check("filter", "def f: f; f: the filter takes more than 100000 steps");
}

#[test]
fn terraform() {
    check("terraform", "    ], var.enable_jaeger ? [\n    {\n      name      = \"jaeger\"");
}

#[test]
fn readme() {
    check("readme", "\"QUERY_BASE_PATH\", \"value\": \"/tracing\"");
}
