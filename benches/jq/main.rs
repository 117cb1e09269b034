//! What a filter costs in memory: compiled, and run from text to text.

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../definitions/mod.rs"]
mod definitions;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use outrigger::jq::{Direction, Filter, Limits, portable_program};
use outrigger::{Policy, Sidecar};

const FILTERS: [(&str, &str); 4] = [
    ("identity", "."),
    ("assignment", ".cpu = \"512\""),
    ("every variable", "[.containerDefinitions[].environment[] | select(.value | length > 3) | .name] | length"),
    ("inject", "inject(\"jaeger\"; {allow: \"all\"})"),
];

fn compile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compile");
    for (name, filter) in FILTERS {
        group.bench_function(name, |bench| bench.iter(|| Filter::compile(black_box(filter)).unwrap()));
    }
    let program = portable_program(Direction::Inject, &Sidecar::built_in("jaeger").unwrap(), &Policy::default());
    group.bench_function("portable program", |bench| bench.iter(|| Filter::compile(black_box(&program)).unwrap()));
    group.finish();
}

fn run(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("run");
    for (size, text) in definitions::sizes() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        for (name, filter) in FILTERS {
            let filter = Filter::compile(filter).unwrap();
            group.bench_function(BenchmarkId::new(name, size), |bench| {
                bench.iter(|| filter.run(black_box(&text)).unwrap());
            });
        }
        let limited = Filter::compile(".").unwrap().with_limits(Limits::untrusted());
        group.bench_function(BenchmarkId::new("identity under limits", size), |bench| {
            bench.iter(|| limited.run(black_box(&text)).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, compile, run);
criterion_main!(benches);
