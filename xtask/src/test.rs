//! Everything that must hold, in an order that fails early.

use std::time::{Duration, Instant};

use crate::cargo::{cargo, cargo_with, has_cargo};
use crate::engines;
use crate::instructions;
use crate::invariant;
use crate::workspace::Workspace;

type Step = (&'static str, fn(&Workspace) -> Result<(), String>);

const STEPS: [Step; 12] = [
    ("Formatting", |_| cargo("fmt --all --check")),
    ("Clippy", |_| cargo("clippy --workspace --all-targets --all-features -- -D warnings")),
    ("Documentation", |_| cargo_with(&[("RUSTDOCFLAGS", "-D warnings")], "doc --workspace --no-deps --all-features")),
    ("Other jqs", |_| engines::fetch()),
    ("Tests", tests),
    ("jq's own tests", jq_suite),
    ("Documentation's examples", |_| cargo("test --workspace --all-features --doc")),
    ("Benchmarks, once each", benches_once),
    ("Instruction counts", |_| instructions::instructions(&[])),
    ("The facade, feature by feature", facade),
    ("The program without the AWS SDK", |_| cargo("test --package outrigger-cli --test absent")),
    ("Invariants", invariant::hold),
];

/// Runs every step up to the first that fails, and says at the end what came of each.
pub(crate) fn test() -> Result<(), String> {
    let workspace = Workspace::read()?;
    let mut taken: Vec<Duration> = Vec::new();
    let mut outcome = Ok(());
    for (name, step) in STEPS {
        println!("\n=== {name}");
        let start = Instant::now();
        outcome = step(&workspace);
        if outcome.is_err() {
            break;
        }
        taken.push(start.elapsed());
    }
    println!("\n=== Summary");
    for (index, (name, _)) in STEPS.iter().enumerate() {
        match taken.get(index) {
            Some(time) => println!("passed  {name} ({:.1} s)", time.as_secs_f64()),
            None if index == taken.len() => println!("FAILED  {name}"),
            None => println!("not run {name}"),
        }
    }
    outcome
}

/// Times what Criterion does.
pub(crate) fn bench(arguments: &[&str]) -> Result<(), String> {
    let packages = "--package outrigger-workspace --package outrigger-jq";
    cargo(&format!("bench {packages} --bench inject --bench jq --bench peers -- {}", arguments.join(" ")))
}

/// Checks the licences and the sources of the dependencies.
pub(crate) fn dependencies() -> Result<(), String> {
    println!("\n=== Dependencies");
    if has_cargo("deny") {
        return cargo("deny check licenses bans sources");
    }
    println!("skipped: cargo-deny is not installed");
    Ok(())
}

fn tests(_: &Workspace) -> Result<(), String> {
    if has_cargo("nextest") {
        return cargo("nextest run --workspace --all-features");
    }
    println!("cargo-nextest is not installed; `cargo test` does the same, slower");
    cargo("test --workspace --all-features --lib --bins --tests --examples")
}

fn jq_suite(_: &Workspace) -> Result<(), String> {
    if engines::has_suite() {
        return engines::suite(&[]);
    }
    println!("SKIPPED: jq's own tests cannot be had");
    Ok(())
}

/// Without `--bench`, each benchmark runs once and nothing is timed.
fn benches_once(workspace: &Workspace) -> Result<(), String> {
    if workspace.has_benches() {
        return cargo("test --package outrigger-workspace --package outrigger-jq --benches");
    }
    println!("skipped: there are no benchmarks in benches/");
    Ok(())
}

/// No feature, each alone, and all.
fn facade(workspace: &Workspace) -> Result<(), String> {
    let features = workspace.features_of("outrigger");
    let alone = features.filter(|feature| *feature != "default").map(|feature| format!("--features {feature}"));
    let selections = [String::new()].into_iter().chain(alone).chain(["--all-features".to_string()]);
    selections.into_iter().try_for_each(|selection| {
        cargo(format!("check --package outrigger --no-default-features {selection}").trim_end())
    })
}
