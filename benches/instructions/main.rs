//! How many instructions an injection takes, whole and stage by stage: the same on a busy machine and an idle one.
//!
//! `cargo xtask instructions` runs it and compares the counts with `benches/instructions/counts.txt`.

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../definitions/mod.rs"]
mod definitions;
#[path = "../inject/jaeger.rs"]
mod jaeger;

use std::hint::black_box;

use definitions::{Input, LARGE, LIMIT, SMALL};
use gungraun::{library_benchmark, library_benchmark_group, main};
use jaeger::{jaeger, policy};
use outrigger::{Document, Edit, Plan, Policy, Sidecar, Splices, View, lower, plan_injection};

/// The input of a stage. It is leaked: the program runs one stage.
fn text(input: Input) -> &'static str {
    input.text().leak()
}

fn document(input: Input) -> &'static Document<'static> {
    Box::leak(Box::new(Document::scan(text(input)).unwrap()))
}

fn view(input: Input) -> View<'static> {
    View::read(document(input).root(), "jaeger").unwrap()
}

fn viewed(input: Input) -> (View<'static>, &'static Sidecar, Policy) {
    (view(input), Box::leak(Box::new(jaeger())), policy())
}

fn planned(input: Input) -> (View<'static>, &'static Plan<'static>) {
    let view = view(input);
    let plan = Box::leak(Box::new(plan_injection(&view, Box::leak(Box::new(jaeger())), &policy())));
    (view, plan)
}

fn lowered(input: Input) -> (&'static Document<'static>, Vec<Edit<'static>>) {
    let (view, plan) = planned(input);
    (document(input), lower(&view, &plan.ops))
}

fn laid_out(input: Input) -> (&'static str, Splices) {
    let (document, edits) = lowered(input);
    (document.text(), outrigger::json::splices(document, &edits).unwrap())
}

fn asked(input: Input) -> (&'static str, Sidecar, Policy) {
    (text(input), jaeger(), policy())
}

fn injected(input: Input) -> (&'static str, Sidecar, Policy) {
    let (text, sidecar, policy) = asked(input);
    let injected = outrigger::json::inject(text, &sidecar, &policy).unwrap().text.into_owned();
    (injected.leak(), sidecar, policy)
}

#[library_benchmark(setup = text)]
#[benches::each(SMALL, LIMIT)]
fn scan(text: &'static str) -> Document<'static> {
    Document::scan(black_box(text)).unwrap()
}

#[library_benchmark(setup = document)]
#[benches::each(SMALL, LIMIT)]
fn read(document: &'static Document<'static>) -> View<'static> {
    View::read(black_box(document).root(), "jaeger").unwrap()
}

#[library_benchmark(setup = viewed)]
#[benches::each(SMALL, LIMIT)]
fn plan(
    facts: (View<'static>, &'static Sidecar, Policy),
) -> (Plan<'static>, (View<'static>, &'static Sidecar, Policy)) {
    (plan_injection(black_box(&facts.0), facts.1, &facts.2), facts)
}

#[library_benchmark(setup = planned)]
#[benches::each(SMALL, LIMIT)]
fn lower_ops(planned: (View<'static>, &'static Plan<'static>)) -> (Vec<Edit<'static>>, View<'static>) {
    (lower(black_box(&planned.0), &planned.1.ops), planned.0)
}

#[library_benchmark(setup = lowered)]
#[benches::each(SMALL, LIMIT)]
fn lay_out_and_check(lowered: (&'static Document<'static>, Vec<Edit<'static>>)) -> (Splices, Vec<Edit<'static>>) {
    (outrigger::json::splices(black_box(lowered.0), &lowered.1).unwrap(), lowered.1)
}

#[library_benchmark(setup = laid_out)]
#[benches::each(SMALL, LIMIT)]
fn splice(laid_out: (&'static str, Splices)) -> (String, Splices) {
    (black_box(&laid_out.1).apply(laid_out.0), laid_out.1)
}

#[library_benchmark(setup = asked)]
#[benches::each(SMALL, LIMIT, LARGE)]
fn inject(asked: (&'static str, Sidecar, Policy)) -> usize {
    outrigger::json::inject(black_box(asked.0), &asked.1, &asked.2).unwrap().text.len()
}

#[library_benchmark(setup = injected)]
#[benches::each(SMALL, LIMIT, LARGE)]
fn nothing_to_do(asked: (&'static str, Sidecar, Policy)) -> usize {
    outrigger::json::inject(black_box(asked.0), &asked.1, &asked.2).unwrap().text.len()
}

#[library_benchmark(setup = injected)]
#[benches::each(SMALL, LIMIT)]
fn remove(asked: (&'static str, Sidecar, Policy)) -> usize {
    outrigger::json::remove(black_box(asked.0), &asked.1, &asked.2).unwrap().text.len()
}

// What the others are compared with.
#[library_benchmark(setup = text)]
#[benches::each(SMALL, LIMIT, LARGE)]
fn serde_json_validates_alone(text: &'static str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(black_box(text)).is_ok()
}

library_benchmark_group!(
    name = counts,
    benchmarks = [
        scan,
        read,
        plan,
        lower_ops,
        lay_out_and_check,
        splice,
        inject,
        nothing_to_do,
        remove,
        serde_json_validates_alone
    ]
);

main!(library_benchmark_groups = counts);
