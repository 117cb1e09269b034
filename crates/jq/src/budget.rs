//! What is left of the [`Limits`](crate::Limits) of the run that this thread is at.
//!
//! Steps are counted where values come from (`.[]`, `,`, `range`), where a definition calls itself, and memory where
//! values are made. Once something is spent, [`step`] and [`reserve`] fail, whatever the filter does with that, until it
//! is cut short at the next call of `_step`, which no `try` can catch.

use std::cell::Cell;
use std::time::Instant;

use crate::limits::Limits;
use crate::value::{Error, error};

/// The stack that a run has for itself. Memory is taken of it as it is used.
pub(crate) const STACK: usize = 256 << 20;

/// How much of it definitions may fill; the rest is for what they call.
const STACK_FOR_CALLS: usize = 192 << 20;

/// After how many steps the clock is looked at.
const STEPS_PER_LOOK: u64 = 256;

/// The exit status of the exception that cuts a run short.
pub(crate) const CUT_SHORT: i32 = i32::MIN;

/// What is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spent {
    Time,
    Steps,
    Memory,
    Stack,
}

thread_local! {
    static LIMITS: Cell<Limits> = Cell::new(Limits::default());
    static STEPS: Cell<u64> = const { Cell::new(u64::MAX) };
    static MEMORY: Cell<usize> = const { Cell::new(usize::MAX) };
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
    static STACK_START: Cell<usize> = const { Cell::new(usize::MAX) };
    static DEEPEST: Cell<usize> = const { Cell::new(0) };
    static SPENT: Cell<Option<Spent>> = const { Cell::new(None) };
}

/// A run that has begun, and what was left of the one that it began inside of, which goes on after it.
pub(crate) struct Run {
    limits: Limits,
    steps: u64,
    memory: usize,
    deadline: Option<Instant>,
    stack_start: usize,
    deepest: usize,
    spent: Option<Spent>,
}

/// Begins a run on this thread, whose stack is [`STACK`] and hardly used.
pub(crate) fn begin(limits: &Limits) -> Run {
    let deadline = limits.time.and_then(|time| Instant::now().checked_add(time));
    Run {
        limits: LIMITS.replace(*limits),
        steps: STEPS.replace(limits.steps.unwrap_or(u64::MAX)),
        memory: MEMORY.replace(limits.memory.unwrap_or(usize::MAX)),
        deadline: DEADLINE.replace(deadline),
        stack_start: STACK_START.replace(stack_position()),
        deepest: DEEPEST.replace(0),
        spent: SPENT.replace(None),
    }
}

impl Run {
    /// How much of the stack its definitions have filled, in bytes.
    pub(crate) fn deepest(&self) -> usize {
        DEEPEST.get()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        LIMITS.set(self.limits);
        STEPS.set(self.steps);
        MEMORY.set(self.memory);
        DEADLINE.set(self.deadline);
        STACK_START.set(self.stack_start);
        DEEPEST.set(self.deepest);
        SPENT.set(self.spent);
    }
}

/// Takes a step.
#[inline]
pub(crate) fn step() -> Result<(), Error> {
    count_step();
    check()
}

#[inline]
fn count_step() {
    let left = STEPS.get();
    STEPS.set(left.saturating_sub(1));
    if left.is_multiple_of(STEPS_PER_LOOK) {
        look(left);
    }
}

#[cold]
fn look(steps: u64) {
    if steps == 0 {
        spend(Spent::Steps);
    } else if DEADLINE.get().is_some_and(|deadline| Instant::now() > deadline) {
        spend(Spent::Time);
    }
}

/// Takes a step into a definition.
pub(crate) fn call() -> Result<(), Error> {
    // The stack grows down.
    let depth = STACK_START.get().saturating_sub(stack_position());
    if depth > DEEPEST.get() {
        DEEPEST.set(depth);
    }
    if depth > STACK_FOR_CALLS {
        spend(Spent::Stack);
    }
    step()
}

/// Takes a step of writing text, of so many bytes or more; false once something is spent.
///
/// A value that is shared in many places is small in memory, and endless as text.
#[inline]
pub(crate) fn write(bytes: usize) -> bool {
    spend_memory(bytes);
    count_step();
    is_left()
}

/// Counts what is about to be made.
pub(crate) fn reserve(bytes: usize) -> Result<(), Error> {
    spend_memory(bytes);
    check()
}

/// Counts what has been made.
#[inline]
pub(crate) fn spend_memory(bytes: usize) {
    match MEMORY.get().checked_sub(bytes) {
        Some(left) => MEMORY.set(left),
        None => spend(Spent::Memory),
    }
}

/// Whether nothing has been spent whole.
#[inline]
pub(crate) fn is_left() -> bool {
    SPENT.get().is_none()
}

/// What has been spent, in a sentence.
pub(crate) fn spent() -> Option<String> {
    let limits = LIMITS.get();
    Some(match SPENT.get()? {
        Spent::Time => format!("the filter takes longer than {:?}", limits.time.unwrap_or_default()),
        Spent::Steps => format!("the filter takes more than {} steps", limits.steps.unwrap_or_default()),
        Spent::Memory => format!("the filter makes more than {} bytes of values", limits.memory.unwrap_or_default()),
        Spent::Stack => "the filter calls itself too deeply".to_string(),
    })
}

#[inline]
fn check() -> Result<(), Error> {
    if is_left() { Ok(()) } else { Err(error_of_spent()) }
}

#[cold]
fn error_of_spent() -> Error {
    // Made without being counted itself.
    error(spent().unwrap_or_default())
}

#[cold]
fn spend(what: Spent) {
    if SPENT.get().is_none() {
        SPENT.set(Some(what));
    }
}

/// About where the stack ends now.
#[inline(never)]
fn stack_position() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&here)).addr()
}
