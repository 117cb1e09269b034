//! What an injection costs in memory, stage by stage and whole, beside what others need for less.

#![allow(missing_docs, clippy::unwrap_used)]

mod definitions;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use outrigger::{Document, Policy, Rule, Service, Sidecar, View, lint, lower, plan_injection};

/// A policy that lets documents larger than ECS takes through.
fn policy() -> Policy {
    Policy { allow: Rule::ALL.to_vec(), ..Policy::default() }
}

fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("whole");
    let sidecar = Sidecar::built_in("jaeger").unwrap();
    let policy = policy();
    for (size, text) in definitions::sizes() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        let inject = |text: &str| outrigger::json::inject(text, &sidecar, &policy).unwrap().text.into_owned();
        group.bench_function(BenchmarkId::new("inject", size), |bench| bench.iter(|| inject(black_box(&text))));
        let injected = inject(&text);
        group.bench_function(BenchmarkId::new("nothing to do", size), |bench| {
            bench.iter(|| outrigger::json::inject(black_box(&injected), &sidecar, &policy).unwrap().plan);
        });
        group.bench_function(BenchmarkId::new("remove", size), |bench| {
            bench.iter(|| outrigger::json::remove(black_box(&injected), &sidecar, &policy).unwrap().text.into_owned());
        });
        group.bench_function(BenchmarkId::new("serde_json: validate alone", size), |bench| {
            bench.iter(|| serde_json::from_str::<serde::de::IgnoredAny>(black_box(&text)).unwrap());
        });
        group.bench_function(BenchmarkId::new("serde_json: parse, append, print", size), |bench| {
            let container = serde_json::to_value(sidecar.definition()).unwrap();
            bench.iter(|| {
                let mut value: serde_json::Value = serde_json::from_str(black_box(&text)).unwrap();
                value["containerDefinitions"].as_array_mut().unwrap().push(container.clone());
                serde_json::to_string_pretty(&value).unwrap()
            });
        });
    }
    group.finish();
}

fn stages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stages of 64KiB");
    let sidecar = Sidecar::built_in("jaeger").unwrap();
    let policy = policy();
    let [_, (_, text), _] = definitions::sizes();
    let document = Document::scan(&text).unwrap();
    let view = View::read(document.root(), "jaeger").unwrap();
    let plan = plan_injection(&view, &sidecar, &policy);
    group.bench_function("scan", |bench| bench.iter(|| Document::scan(black_box(&text)).unwrap()));
    group.bench_function("read", |bench| bench.iter(|| View::read(black_box(&document).root(), "jaeger").unwrap()));
    group.bench_function("plan", |bench| bench.iter(|| plan_injection(black_box(&view), &sidecar, &policy)));
    group.bench_function("lower", |bench| bench.iter(|| lower(black_box(&view), &plan.ops)));
    group.bench_function("lower and splice", |bench| {
        bench.iter(|| outrigger::json::apply(black_box(&document), &view, &plan.ops).unwrap().into_owned());
    });
    group.finish();
}

/// What linting costs beside scanning; every rule is held against the definition.
fn rule_book(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lint");
    for (size, text) in definitions::sizes() {
        let document = Document::scan(&text).unwrap();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("scan", size), |bench| {
            bench.iter(|| Document::scan(black_box(&text)).unwrap());
        });
        group.bench_function(BenchmarkId::new("lint", size), |bench| {
            bench.iter(|| lint(black_box(&document).root(), &Service::default()).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, whole, stages, rule_book);
criterion_main!(benches);
