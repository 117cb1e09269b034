//! Each stage of an injection by itself, and linting.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use outrigger::{Document, Service, View, lint, lower, plan_injection};

use super::definitions;
use super::jaeger::{jaeger, policy};

pub(crate) fn stages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stages");
    let (sidecar, policy) = (jaeger(), policy());
    for (size, text) in definitions::sizes() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        let document = Document::scan(&text).unwrap();
        let view = View::read(document.root(), "jaeger").unwrap();
        let plan = plan_injection(&view, &sidecar, &policy);
        let edits = lower(&view, &plan.ops);
        let splices = outrigger::json::splices(&document, &edits).unwrap();
        group.bench_function(BenchmarkId::new("scan", size), |bench| {
            bench.iter(|| Document::scan(black_box(&text)).unwrap());
        });
        group.bench_function(BenchmarkId::new("read", size), |bench| {
            bench.iter(|| View::read(black_box(&document).root(), "jaeger").unwrap());
        });
        group.bench_function(BenchmarkId::new("plan", size), |bench| {
            bench.iter(|| plan_injection(black_box(&view), &sidecar, &policy));
        });
        group.bench_function(BenchmarkId::new("lower", size), |bench| {
            bench.iter(|| lower(black_box(&view), &plan.ops));
        });
        group.bench_function(BenchmarkId::new("lay out and check", size), |bench| {
            bench.iter(|| outrigger::json::splices(black_box(&document), &edits).unwrap());
        });
        group.bench_function(BenchmarkId::new("splice", size), |bench| {
            bench.iter(|| black_box(&splices).apply(&text));
        });
    }
    group.finish();
}

/// What linting costs beside scanning; every rule is held against the definition.
pub(crate) fn rule_book(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lint");
    for (size, text) in definitions::sizes() {
        let document = Document::scan(&text).unwrap();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("lint", size), |bench| {
            bench.iter(|| lint(black_box(&document).root(), &Service::default()).unwrap());
        });
    }
    group.finish();
}
