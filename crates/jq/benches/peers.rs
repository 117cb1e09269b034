//! `.` in memory, here and in jaq's own crates: parse, filter, print.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "../../../benches/definitions/mod.rs"]
mod definitions;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jaq_core::data::JustLut;
use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, unwrap_valr};
use jaq_json::write::{Pp, write};
use jaq_json::{Val, read};
use outrigger_jq::Filter;

type Data = JustLut<Val>;

/// The filter as jaq's own program compiles it.
fn of_jaq(code: &str) -> jaq_core::Filter<Data> {
    let arena = Arena::default();
    let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let Ok(modules) = Loader::new(definitions).load(&arena, File { code, path: () }) else {
        panic!("jaq does not load {code}")
    };
    let functions = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
    let Ok(filter) = Compiler::default().with_funs(functions).compile(modules) else {
        panic!("jaq does not compile {code}")
    };
    filter
}

/// The outputs for each value of a text, one per line.
fn run_jaq(filter: &jaq_core::Filter<Data>, text: &str) -> Vec<u8> {
    let mut outputs = Vec::with_capacity(text.len());
    for input in read::parse_many(text.as_bytes()) {
        let context = Ctx::<Data>::new(&filter.lut, Vars::new([]));
        for output in filter.id.run((context, input.unwrap())).map(unwrap_valr) {
            write(&mut outputs, &Pp::default(), 0, &output.unwrap()).unwrap();
            outputs.push(b'\n');
        }
    }
    outputs
}

fn identity(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("identity");
    let (ours, jaq) = (Filter::compile(".").unwrap(), of_jaq("."));
    for (size, text) in definitions::sizes() {
        assert_eq!(ours.run(&text).unwrap().as_bytes(), run_jaq(&jaq, &text), "{size}");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("outrigger", size), |bench| {
            bench.iter(|| ours.run(black_box(&text)).unwrap());
        });
        group.bench_function(BenchmarkId::new("jaq", size), |bench| {
            bench.iter(|| run_jaq(&jaq, black_box(&text)));
        });
    }
    group.finish();
}

criterion_group!(benches, identity);
criterion_main!(benches);
