//! Faults and waits of calls: [`Fault`] and [`Held`].

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// A fault of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `ThrottlingException`, without the effect.
    Throttling,
    /// The refusal of `RegisterTaskDefinition` while others register the same family, without the effect.
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
    /// HTTP status 200 and only half of the JSON, after the effect.
    InvalidJson,
    /// HTTP status 200 and only `failures[]` with this reason, without the effect.
    Failures(&'static str),
    /// No answer ever comes, and the connection stays open; without the effect.
    Silent,
    /// An empty page of a list, and this token for the next page.
    NextToken(&'static str),
}

/// A call that waits without an answer, before or after its effect, until it is released.
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
    /// Waits until the call arrives.
    ///
    /// # Panics
    ///
    /// If it does not arrive within a minute.
    pub fn wait(&self) {
        assert!(self.wait_at_most(Duration::from_secs(60)), "the call that should be held did not arrive");
    }

    /// Waits this long for the call. Returns whether it arrived.
    pub fn wait_at_most(&self, time: Duration) -> bool {
        let (gate, changed) = &*self.gate;
        let gate = gate.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = changed.wait_timeout_while(gate, time, |gate| !gate.is_reached);
        waited.unwrap_or_else(PoisonError::into_inner).0.is_reached
    }

    /// Lets the call continue.
    pub fn release(&self) {
        self.change(|gate| gate.is_released = true);
    }

    /// At the call: reports its arrival, and waits for the release.
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

/// Something that happens at a call besides the operation.
pub(crate) enum ScriptItem {
    Fault(Fault),
    HoldBefore(Held),
    HoldAfter(Held),
    /// A function that acts as another client.
    Meanwhile(Box<dyn FnOnce() + Send>),
}

/// The script items of one call.
#[derive(Default)]
pub(crate) struct ScriptItems {
    pub(crate) meanwhile: Vec<Box<dyn FnOnce() + Send>>,
    pub(crate) holds_before: Vec<Held>,
    pub(crate) holds_after: Vec<Held>,
    pub(crate) faults: Vec<Fault>,
}

/// The script items and their calls.
#[derive(Default)]
pub(crate) struct Script {
    counts: HashMap<String, usize>,
    entries: Vec<Entry>,
}

struct Entry {
    operation: String,
    calls: RangeInclusive<usize>,
    item: Option<ScriptItem>,
}

/// Means every operation.
const ANY: &str = "*";

impl Script {
    /// Adds an item for these calls of the operation from now on, the first being 1; `*` is every operation.
    pub(crate) fn add(&mut self, operation: &str, calls: RangeInclusive<usize>, item: ScriptItem) {
        let seen = self.counts.get(operation).copied().unwrap_or(0);
        let calls = calls.start() + seen..=calls.end().saturating_add(seen);
        self.entries.push(Entry { operation: operation.to_string(), calls, item: Some(item) });
    }

    /// Counts a call, and returns its script items.
    pub(crate) fn next(&mut self, operation: &str) -> ScriptItems {
        let mut items = ScriptItems::default();
        for counted in [operation, ANY] {
            let count = self.counts.entry(counted.to_string()).or_default();
            *count += 1;
            for entry in
                self.entries.iter_mut().filter(|entry| entry.operation == counted && entry.calls.contains(count))
            {
                match entry.item.take() {
                    Some(ScriptItem::Fault(fault)) => {
                        // A fault may apply to several calls.
                        entry.item = Some(ScriptItem::Fault(fault.clone()));
                        items.faults.push(fault);
                    }
                    Some(ScriptItem::HoldBefore(held)) => items.holds_before.push(held),
                    Some(ScriptItem::HoldAfter(held)) => items.holds_after.push(held),
                    Some(ScriptItem::Meanwhile(what)) => items.meanwhile.push(what),
                    None => {}
                }
            }
        }
        items
    }
}
