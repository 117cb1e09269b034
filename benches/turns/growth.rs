//! How the time of an injection grows with ten times as many of something.

use std::hint::black_box;

use super::definitions::{ONE, Uniform, uniform};
use super::figures::Step;
use super::jaeger::{jaeger, policy};
use super::turns::{TURN, Work, measure, seconds};
use super::{is_timed, thousandths};

/// A definition with so many of something.
type Grown = (&'static str, fn(usize) -> Uniform);

const GROWN: [Grown; 4] = [
    ("containers", |count| Uniform { containers: count, variables: 3, ..ONE }),
    ("variables", |count| Uniform { variables: count, ..ONE }),
    ("nesting", |count| Uniform { nesting: count, ..ONE }),
    ("string length", |count| Uniform { variables: 1, padding: count, ..ONE }),
];

pub(crate) fn growth() -> Vec<Step> {
    let counts: &[usize] = if is_timed() { &[100, 1_000, 10_000] } else { &[10] };
    GROWN.iter().flat_map(|grown| counts.iter().map(|count| step(*grown, *count))).collect()
}

fn step((grows, shape): Grown, from: usize) -> Step {
    let (sidecar, policy) = (jaeger(), policy());
    let texts = [from, from * 10].map(|count| uniform(shape(count)));
    let works = texts.each_ref().map(|text| {
        Box::new(|| outrigger::json::inject(black_box(text), &sidecar, &policy).unwrap().text.len()) as Work<'_>
    });
    // The smaller one is called ten times, while the larger one is called once.
    let turn = TURN.max(seconds(&works[1], 1));
    let time = measure(&works, turn).medians[1].times;
    let bytes = texts[1].len() as f64 / texts[0].len() as f64;
    eprintln!("{grows}, {from} to {}: {bytes:.2} times as many bytes take {time:.2} times as long", from * 10);
    Step { grows: grows.to_string(), from, bytes: thousandths(bytes), time: thousandths(time) }
}
