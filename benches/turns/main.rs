//! What an injection costs in memory beside what others need for less, and how it grows: measured in turns, printed as JSON.
//!
//! `cargo xtask bench` puts the figures into `docs/benchmarks.md`.

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../definitions/mod.rs"]
mod definitions;
mod figures;
mod growth;
#[path = "../inject/jaeger.rs"]
mod jaeger;
mod peers;
mod turns;
mod whole;

use figures::InTurns;

fn main() {
    let figures = InTurns { sizes: whole::sizes(), growth: growth::growth() };
    println!("{}", serde_json::to_string_pretty(&figures).unwrap());
}

/// Whether anything is timed: as a test each contender has one turn, and what takes long is made smaller.
fn is_timed() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// A ratio as it is kept.
fn thousandths(ratio: f64) -> f64 {
    (ratio * 1e3).round() / 1e3
}
