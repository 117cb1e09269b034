//! What is left of the [`Limits`](crate::Limits) of the run that this thread is at.
//!
//! Steps are counted where values come from (`.[]`, `,`, `range`), at each call of a definition or of a filter that is
//! written in Rust, and for each [`BYTES_PER_STEP`] bytes that are looked at, copied or made. Memory is counted where
//! values are made. Once something is spent, [`step`] and [`reserve`] fail, whatever the filter does with that, until it
//! is cut short at the next call of `_step`, which no `try` can catch.
//!
//! What takes longer than a few microseconds is counted as it goes on, or before: [`work`] for what has been looked at,
//! [`foresee`] for what cannot be cut short once it has begun.

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

/// How many bytes that are looked at, copied or made count as a step.
const BYTES_PER_STEP: usize = 64;

/// About how long a step takes, in nanoseconds: for what is counted before it is done.
const NANOSECONDS_PER_STEP: u64 = 1_000;

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
    /// How many bytes of work are no step yet.
    static LOOSE: Cell<usize> = const { Cell::new(0) };
    /// The most memory that is counted for what is held for a while only.
    static REACHED: Cell<usize> = const { Cell::new(0) };
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
    LOOSE.set(0);
    REACHED.set(0);
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
    count_steps(1);
    check()
}

#[inline]
fn count_steps(steps: u64) {
    let before = STEPS.get();
    match before.checked_sub(steps) {
        Some(left) => {
            STEPS.set(left);
            if before / STEPS_PER_LOOK != left / STEPS_PER_LOOK {
                look();
            }
        }
        None => {
            STEPS.set(0);
            spend(Spent::Steps);
        }
    }
}

/// Looks at the clock.
#[cold]
pub(crate) fn look() {
    if DEADLINE.get().is_some_and(|deadline| Instant::now() > deadline) {
        spend(Spent::Time);
    }
}

/// Counts so many bytes that are looked at or moved; what is less than a step is kept until it is one.
#[inline]
pub(crate) fn spend_work(bytes: usize) {
    let all = LOOSE.get().saturating_add(bytes);
    LOOSE.set(all % BYTES_PER_STEP);
    if all >= BYTES_PER_STEP {
        count_steps((all / BYTES_PER_STEP) as u64);
    }
}

/// What a comparison of two values counts that differ at once, in bytes.
pub(crate) const COMPARISON: usize = 8;

/// Counts so many bytes that are looked at or moved, and fails once something is spent.
#[inline]
pub(crate) fn work(bytes: usize) -> Result<(), Error> {
    spend_work(bytes);
    check()
}

/// Counts so many steps.
pub(crate) fn spend_steps(steps: u128) {
    count_steps(u64::try_from(steps).unwrap_or(u64::MAX));
}

/// Takes so many steps at once.
pub(crate) fn steps(steps: usize) -> Result<(), Error> {
    count_steps(steps as u64);
    check()
}

/// Whether what may take so long, and cannot be cut short, fits into what is left; otherwise that is spent.
pub(crate) fn foresee(nanoseconds: u64) -> Result<(), Error> {
    if STEPS.get() < nanoseconds / NANOSECONDS_PER_STEP {
        spend(Spent::Steps);
    }
    if let Some(deadline) = DEADLINE.get()
        && deadline.saturating_duration_since(Instant::now()).as_nanos() < u128::from(nanoseconds)
    {
        spend(Spent::Time);
    }
    check()
}

/// Whether anything may be spent while values are worked on.
pub(crate) fn is_limited() -> bool {
    is_timed() || LIMITS.get().memory.is_some()
}

/// Whether there is a limit on how long the run goes on.
pub(crate) fn is_timed() -> bool {
    let limits = LIMITS.get();
    limits.time.is_some() || limits.steps.is_some()
}

/// Spends what limits how long the run goes on: for what was cut short before it was done.
pub(crate) fn spend_time() -> Result<(), Error> {
    spend(if LIMITS.get().steps.is_some() { Spent::Steps } else { Spent::Time });
    check()
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
    count_steps(1);
    is_left()
}

/// Counts what is added to something; false once something is spent.
#[inline]
pub(crate) fn grow(bytes: usize) -> bool {
    spend_memory(bytes);
    is_left()
}

/// Counts what is about to be made; what is large is only begun if there is time for it.
pub(crate) fn reserve(bytes: usize) -> Result<(), Error> {
    /// What is made in no time, in bytes, and how long the rest takes.
    const SMALL: usize = 1 << 20;
    const NANOSECONDS_PER_BYTE: u64 = 1;
    spend_memory(bytes);
    if bytes > SMALL && is_left() {
        foresee((bytes as u64).saturating_mul(NANOSECONDS_PER_BYTE))?;
    }
    check()
}

/// Counts what has been made, which is work as well.
#[inline]
pub(crate) fn spend_memory(bytes: usize) {
    match MEMORY.get().checked_sub(bytes) {
        Some(left) => MEMORY.set(left),
        None => spend(Spent::Memory),
    }
    spend_work(bytes);
}

/// Counts what is held for a while only, such as by a search, as far as it is more than ever before in the run.
pub(crate) fn reach_memory(bytes: usize) {
    let reached = REACHED.get();
    if bytes > reached {
        REACHED.set(bytes);
        spend_memory(bytes - reached);
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
