//! What an injection costs in memory, by target and stage by stage.

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../definitions/mod.rs"]
mod definitions;
mod jaeger;
mod stages;
mod targets;

use criterion::{criterion_group, criterion_main};

criterion_group!(benches, targets::targets, stages::stages, stages::rule_book);
criterion_main!(benches);
