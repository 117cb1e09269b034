//! From text to text.

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput};

use super::definitions::{self, FLEET, HUGE, SMALL, Shape, definition};
use super::peers::PEERS;
use super::{is_timed, jaeger, policy};

pub(crate) fn sizes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("whole");
    for (size, text) in definitions::sizes() {
        all(&mut group, size, &text);
    }
    group.finish();
}

/// One document of 140 MB.
pub(crate) fn huge(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("whole");
    group.sample_size(10);
    let shape = if is_timed() { HUGE } else { Shape { containers: 30, ..HUGE } };
    all(&mut group, "huge", &definition(shape));
    group.finish();
}

/// 30,000 small documents, one after the other.
pub(crate) fn fleet(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("whole");
    group.sample_size(10);
    let count = if is_timed() { FLEET } else { 30 };
    let texts: Vec<String> =
        (0..count).map(|index| definition(Shape { variables: 15 + index % 30, ..SMALL })).collect();
    group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
    let (sidecar, policy) = (jaeger(), policy());
    let inject = |text: &String| outrigger::json::inject(text, &sidecar, &policy).unwrap().text.len();
    group.bench_function("inject/fleet", |bench| bench.iter(|| black_box(&texts).iter().map(inject).sum::<usize>()));
    for (name, peer) in PEERS {
        group.bench_function(BenchmarkId::new(name, "fleet"), |bench| {
            bench.iter(|| black_box(&texts).iter().map(|text| peer(text, &sidecar)).sum::<usize>());
        });
    }
    group.finish();
}

fn all(group: &mut BenchmarkGroup<'_, WallTime>, size: &str, text: &str) {
    let (sidecar, policy) = (jaeger(), policy());
    group.throughput(Throughput::Bytes(text.len() as u64));
    let inject = |text: &str| outrigger::json::inject(text, &sidecar, &policy).unwrap().text.into_owned();
    group.bench_function(BenchmarkId::new("inject", size), |bench| bench.iter(|| inject(black_box(text))));
    let injected = inject(text);
    group.bench_function(BenchmarkId::new("nothing to do", size), |bench| {
        bench.iter(|| outrigger::json::inject(black_box(&injected), &sidecar, &policy).unwrap().plan);
    });
    group.bench_function(BenchmarkId::new("remove", size), |bench| {
        bench.iter(|| outrigger::json::remove(black_box(&injected), &sidecar, &policy).unwrap().text.into_owned());
    });
    for (name, peer) in PEERS {
        group.bench_function(BenchmarkId::new(name, size), |bench| bench.iter(|| peer(black_box(text), &sidecar)));
    }
}
