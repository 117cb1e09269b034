//! How often each stage of an injection allocates: no more than this, whatever the machine.

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../benches/definitions/mod.rs"]
mod definitions;

use std::alloc::System;

use definitions::{Input, LIMIT, SMALL};
use outrigger::{Document, Policy, Rule, Sidecar, View, lower, plan_injection};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How often something allocates, growing included.
fn counted<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let region = Region::new(ALLOCATOR);
    let result = work();
    let change = region.change();
    (change.allocations + change.reallocations, result)
}

/// Each stage and the whole, for an input.
fn stages(input: Input) -> [(&'static str, usize); 7] {
    let text = input.text();
    let sidecar = Sidecar::built_in("jaeger").unwrap();
    let policy = Policy { allow: Rule::ALL.to_vec(), ..Policy::default() };
    let (scan, document) = counted(|| Document::scan(&text).unwrap());
    let (read, view) = counted(|| View::read(document.root(), "jaeger").unwrap());
    let (plan, planned) = counted(|| plan_injection(&view, &sidecar, &policy));
    let (lower, edits) = counted(|| lower(&view, &planned.ops));
    let (lay_out_and_check, splices) = counted(|| outrigger::json::splices(&document, &edits).unwrap());
    let (splice, injected) = counted(|| splices.apply(&text));
    let (nothing, outcome) = counted(|| outrigger::json::inject(&injected, &sidecar, &policy).unwrap());
    assert!(outcome.plan.is_empty());
    [
        ("scan", scan),
        ("read", read),
        ("plan", plan),
        ("lower", lower),
        ("lay out and check", lay_out_and_check),
        ("splice", splice),
        ("nothing to do", nothing),
    ]
}

/// The only test of its file, because the allocator counts for all threads. Lower a number where fewer are needed.
#[test]
fn allocations() {
    let expected = [("small", SMALL, [3, 18, 59, 11, 19, 1, 99]), ("64KiB", LIMIT, [3, 129, 83, 17, 24, 1, 219])];
    for (size, input, most) in expected {
        let found = stages(input);
        let worse: Vec<_> = found.iter().zip(most).filter(|((_, found), most)| found > most).collect();
        assert!(worse.is_empty(), "{size}: more than before: {worse:?} of {found:?}");
    }
}
