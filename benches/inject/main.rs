//! What an injection costs in memory: whole, by target, stage by stage, and how it grows, beside what others need for less.

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../definitions.rs"]
mod definitions;
mod growth;
mod peers;
mod stages;
mod targets;
mod whole;

use criterion::{criterion_group, criterion_main};
use outrigger::{Policy, Rule, Sidecar};

/// A policy that lets documents larger than ECS takes through.
fn policy() -> Policy {
    Policy { allow: Rule::ALL.to_vec(), ..Policy::default() }
}

fn jaeger() -> Sidecar {
    Sidecar::built_in("jaeger").unwrap()
}

/// Whether anything is timed: as a test each benchmark runs once, and what takes long is made smaller.
fn is_timed() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

criterion_group!(
    benches,
    whole::sizes,
    whole::huge,
    whole::fleet,
    targets::targets,
    stages::stages,
    stages::rule_book,
    growth::growth
);
criterion_main!(benches);
