//! What goes wrong, and at which call: [`Fault`] and [`Held`].

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// What goes wrong at a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `ThrottlingException`, without the effect.
    Throttling,
    /// What `RegisterTaskDefinition` answers when others register the same family, without the effect.
    TooManyConcurrentAttempts,
    /// An error of this type with this sentence, HTTP status 400, without the effect.
    Error(&'static str, &'static str),
    /// A `ServerException` with HTTP status 500, without the effect.
    InternalError,
    /// HTTP status 503 with a page of HTML, without the effect.
    Unavailable,
    /// The connection is reset, without the effect.
    ResetBefore,
    /// The connection is reset after the effect.
    ResetAfter,
    /// The answer takes this long; the effect takes place at once.
    Slow(Duration),
    /// The connection ends in the middle of the answer, after the effect.
    Truncated,
    /// HTTP status 200 and half of the JSON as if it were all, after the effect.
    InvalidJson,
    /// HTTP status 200 and nothing but `failures[]` with this reason, without the effect.
    Failures(&'static str),
    /// No answer ever comes, and the connection stays open; without the effect.
    Silent,
    /// An empty page of a list, and this token for the next page.
    NextToken(&'static str),
}

/// A call that gets no answer: the double stops there, before or after the effect.
#[derive(Clone, Debug, Default)]
pub struct Held {
    gate: Arc<(Mutex<Gate>, Condvar)>,
}

#[derive(Debug, Default)]
struct Gate {
    is_reached: bool,
    is_released: bool,
}

impl Held {
    /// Waits until the call is there.
    ///
    /// # Panics
    ///
    /// When it has not come within a minute.
    pub fn wait(&self) {
        assert!(self.wait_at_most(Duration::from_secs(60)), "the call that is to be held has not come");
    }

    /// Waits this long for the call; whether it is there.
    pub fn wait_at_most(&self, time: Duration) -> bool {
        let (gate, changed) = &*self.gate;
        let gate = gate.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = changed.wait_timeout_while(gate, time, |gate| !gate.is_reached);
        waited.unwrap_or_else(PoisonError::into_inner).0.is_reached
    }

    /// Lets the call go on, and be answered.
    pub fn release(&self) {
        self.change(|gate| gate.is_released = true);
    }

    /// At the call: says that it is there, and waits to be released.
    pub(crate) fn stop(&self) {
        self.change(|gate| gate.is_reached = true);
        let (gate, changed) = &*self.gate;
        let gate = gate.lock().unwrap_or_else(PoisonError::into_inner);
        drop(changed.wait_while(gate, |gate| !gate.is_released));
    }

    fn change(&self, change: impl FnOnce(&mut Gate)) {
        let (gate, changed) = &*self.gate;
        change(&mut gate.lock().unwrap_or_else(PoisonError::into_inner));
        changed.notify_all();
    }
}

/// What is done at a call beside carrying it out.
pub(crate) enum Deed {
    Fault(Fault),
    HoldBefore(Held),
    HoldAfter(Held),
    /// Another client's work, between two calls of the one under test.
    Meanwhile(Box<dyn FnOnce() + Send>),
}

/// What is done at one call.
#[derive(Default)]
pub(crate) struct Deeds {
    pub(crate) meanwhile: Vec<Box<dyn FnOnce() + Send>>,
    pub(crate) holds_before: Vec<Held>,
    pub(crate) holds_after: Vec<Held>,
    pub(crate) faults: Vec<Fault>,
}

/// All that is to be done, at which calls.
#[derive(Default)]
pub(crate) struct Script {
    counts: HashMap<String, usize>,
    entries: Vec<Entry>,
}

struct Entry {
    operation: String,
    calls: RangeInclusive<usize>,
    deed: Option<Deed>,
}

/// Stands for every operation.
const ANY: &str = "*";

impl Script {
    /// At these calls of the operation from now on, the first being 1; `*` is every operation.
    pub(crate) fn add(&mut self, operation: &str, calls: RangeInclusive<usize>, deed: Deed) {
        let seen = self.counts.get(operation).copied().unwrap_or(0);
        let calls = calls.start() + seen..=calls.end().saturating_add(seen);
        self.entries.push(Entry { operation: operation.to_string(), calls, deed: Some(deed) });
    }

    /// Counts a call, and says what is to be done at it.
    pub(crate) fn next(&mut self, operation: &str) -> Deeds {
        let mut deeds = Deeds::default();
        for counted in [operation, ANY] {
            let count = self.counts.entry(counted.to_string()).or_default();
            *count += 1;
            for entry in
                self.entries.iter_mut().filter(|entry| entry.operation == counted && entry.calls.contains(count))
            {
                match entry.deed.take() {
                    Some(Deed::Fault(fault)) => {
                        // It may come again.
                        entry.deed = Some(Deed::Fault(fault.clone()));
                        deeds.faults.push(fault);
                    }
                    Some(Deed::HoldBefore(held)) => deeds.holds_before.push(held),
                    Some(Deed::HoldAfter(held)) => deeds.holds_after.push(held),
                    Some(Deed::Meanwhile(what)) => deeds.meanwhile.push(what),
                    None => {}
                }
            }
        }
        deeds
    }
}
