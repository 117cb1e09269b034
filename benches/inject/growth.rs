//! How the time of an injection grows: ten times as much takes ten times as long, whatever there is more of.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};

use super::definitions::{SMALL, Shape, definition};
use super::{is_timed, jaeger, policy};

/// A definition with so many of something.
type Grown = (&'static str, fn(usize) -> Shape);

const GROWN: [Grown; 4] = [
    ("containers", |count| Shape { containers: count, variables: 3, ..SMALL }),
    ("variables", |count| Shape { variables: count, ..SMALL }),
    ("nesting", |count| Shape { nesting: count, ..SMALL }),
    ("string length", |count| Shape { variables: 1, padding: count, ..SMALL }),
];

pub(crate) fn growth(criterion: &mut Criterion) {
    let (sidecar, policy) = (jaeger(), policy());
    for (name, shape) in GROWN {
        let mut group = criterion.benchmark_group(format!("growth of {name}"));
        group.sample_size(10);
        let most = if is_timed() { 5 } else { 2 };
        for count in (1..=most).map(|power| 10_usize.pow(power)) {
            let text = definition(shape(count));
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(BenchmarkId::from_parameter(count), |bench| {
                bench.iter(|| outrigger::json::inject(black_box(&text), &sidecar, &policy).unwrap().text.into_owned());
            });
        }
        group.finish();
    }
}
