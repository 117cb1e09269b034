//! The same injection into each kind of holder, read and printed included.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use outrigger::jq::Filter;
use outrigger::model::TaskDefinition;
use outrigger::{View, apply, plan_injection};

use super::definitions;
use super::jaeger::{jaeger, policy};

pub(crate) fn targets(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("targets");
    let (sidecar, policy) = (jaeger(), policy());
    let filter = Filter::compile("inject(\"jaeger\"; {allow: \"all\"})").unwrap();
    for (size, text) in definitions::sizes() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("text", size), |bench| {
            bench.iter(|| outrigger::json::inject(black_box(&text), &sidecar, &policy).unwrap().text.into_owned());
        });
        group.bench_function(BenchmarkId::new("Value", size), |bench| {
            bench.iter(|| {
                let value: serde_json::Value = serde_json::from_str(black_box(&text)).unwrap();
                let (value, _) = outrigger::json::inject_value(&value, &sidecar, &policy).unwrap();
                serde_json::to_string(&value).unwrap()
            });
        });
        group.bench_function(BenchmarkId::new("typed model", size), |bench| {
            bench.iter(|| {
                let task: TaskDefinition = serde_json::from_str(black_box(&text)).unwrap();
                let facts = serde_json::to_value(&task).unwrap();
                let view = View::read(&facts, sidecar.container_name()).unwrap();
                let task = apply(&task, &plan_injection(&view, &sidecar, &policy).ops).unwrap();
                serde_json::to_string(&task).unwrap()
            });
        });
        group.bench_function(BenchmarkId::new("jq", size), |bench| {
            bench.iter(|| filter.run(black_box(&text)).unwrap());
        });
    }
    group.finish();
}
