//! From text to text: an injection, and what others need for less.

use std::hint::black_box;

use super::definitions::{self, FLEET, HUGE, Uniform, uniform};
use super::figures::{Contender, Size};
use super::jaeger::{jaeger, policy};
use super::peers::{PEERS, validate};
use super::turns::{TURN, Work, measure};
use super::{is_timed, thousandths};

pub(crate) fn sizes() -> Vec<Size> {
    let sizes = definitions::sizes().into_iter().map(|(name, text)| (name, vec![text]));
    sizes.chain([("huge", huge()), ("fleet", fleet())]).map(|(name, texts)| size(name, &texts)).collect()
}

/// One document of 125 MB.
fn huge() -> Vec<String> {
    vec![uniform(if is_timed() { HUGE } else { Uniform { containers: 30, ..HUGE } })]
}

/// Documents with the shapes of files, one after the other: of 30,000, those that the peers can append a container to.
fn fleet() -> Vec<String> {
    let count = if is_timed() { FLEET } else { 30 };
    definitions::fleet(count).filter(|text| has_containers_at_the_top(text)).collect()
}

/// Whether it is a task definition, and not an array of container definitions or the output of `DescribeTaskDefinition`.
fn has_containers_at_the_top(text: &str) -> bool {
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    value.get("containerDefinitions").is_some_and(serde_json::Value::is_array)
}

/// What each contender needs for these texts, one after the other.
fn size(size: &str, texts: &[String]) -> Size {
    let (sidecar, policy) = (&jaeger(), &policy());
    let injected = texts.iter().map(|text| outrigger::json::inject(text, sidecar, policy).unwrap().text.into_owned());
    let injected: Vec<_> = injected.collect();
    let inject = |text: &str| outrigger::json::inject(text, sidecar, policy).unwrap().text.len();
    let remove = |text: &str| outrigger::json::remove(text, sidecar, policy).unwrap().text.len();
    let ours = [
        ("inject", each(texts, inject)),
        ("nothing to do", each(&injected, inject)),
        ("remove", each(&injected, remove)),
        // What these two are compared with.
        ("serde_json validates the result", each(&injected, |text| validate(text, sidecar))),
    ];
    let peers = PEERS.map(|(name, peer)| (name, each(texts, move |text| peer(text, sidecar))));
    let (names, works): (Vec<_>, Vec<_>) = ours.into_iter().chain(peers).unzip();
    let measured = measure(&works, TURN);
    let mut contenders = Vec::new();
    for (name, median) in names.into_iter().zip(measured.medians) {
        eprintln!("{size:<6} {name:<32} {:>12.1} µs {:>6.2}", median.seconds * 1e6, median.times);
        contenders.push(Contender {
            contender: name.to_string(),
            nanoseconds: (median.seconds * 1e9).round() as u64,
            times: thousandths(median.times),
        });
    }
    let bytes = texts.iter().map(|text| text.len() as u64).sum();
    Size { size: size.to_string(), bytes, rounds: measured.rounds, contenders }
}

/// A work on each of the texts.
fn each<'w>(texts: &'w [String], work: impl Fn(&str) -> usize + 'w) -> Work<'w> {
    Box::new(move || texts.iter().map(|text| work(black_box(text))).sum())
}
