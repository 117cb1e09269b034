//! The budget of the run on this thread: what is left of its [`Limits`].
//!
//! Steps are counted for each value of a generator (`.[]`, `,`, `range`), for each call of a definition or of a filter
//! that is written in Rust, and for each [`BYTES_PER_STEP`] bytes that are read, copied or made. Memory is counted where
//! values are made. Once a limit is exhausted, [`step`], [`reserve`] and the other checks fail. A filter can catch that
//! error, but the next call of `!step` ends the run, which no `try` can catch.
//!
//! Work that takes longer than a few microseconds is counted while it goes on, by [`charge_bytes`], or before it begins,
//! by [`require_time`], if it cannot be interrupted.
//!
//! Functions named `spend_…` only count. The others also check that no limit is exhausted.

use std::cell::Cell;
use std::fmt;
use std::time::Instant;

use super::Limits;

/// The size of the stack of a run, in bytes. The system provides the memory when it is used.
pub(crate) const STACK: usize = 256 << 20;

/// How much of the stack calls of definitions may fill. The rest is for what they call.
const STACK_FOR_CALLS: usize = 192 << 20;

/// The clock is read after this many steps.
const STEPS_PER_CLOCK_CHECK: u64 = 256;

/// How many bytes that are read, copied or made count as one step.
const BYTES_PER_STEP: usize = 64;

/// About how long a step takes, in nanoseconds: for work that is counted before it is done.
const NANOSECONDS_PER_STEP: u64 = 1_000;

/// The exit status of the exception that ends a run whose budget is exhausted.
pub(crate) const CUT_SHORT: i32 = i32::MIN;

/// How many bytes a comparison of two values counts, even if they differ at once.
pub(crate) const COMPARISON: usize = 8;

/// The limit that is exhausted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    Time,
    Steps,
    Memory,
    Stack,
}

/// The error of a run whose budget is exhausted. Its message names the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exhausted;

impl fmt::Display for Exhausted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&exhausted().unwrap_or_default())
    }
}

type Result = std::result::Result<(), Exhausted>;

thread_local! {
    static LIMITS: Cell<Limits> = Cell::new(Limits::default());
    static STEPS: Cell<u64> = const { Cell::new(u64::MAX) };
    /// How many bytes do not make a step yet.
    static UNCOUNTED_BYTES: Cell<usize> = const { Cell::new(0) };
    /// The most temporary memory that was counted, in bytes.
    static PEAK_MEMORY: Cell<usize> = const { Cell::new(0) };
    static MEMORY: Cell<usize> = const { Cell::new(usize::MAX) };
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
    static STACK_START: Cell<usize> = const { Cell::new(usize::MAX) };
    static DEEPEST: Cell<usize> = const { Cell::new(0) };
    static EXHAUSTED: Cell<Option<Limit>> = const { Cell::new(None) };
}

/// The budget of a run on this thread. When it is dropped, the budget of the run around it, if any, is active again.
pub(crate) struct RunBudget {
    limits: Limits,
    steps: u64,
    memory: usize,
    deadline: Option<Instant>,
    stack_start: usize,
    deepest: usize,
    exhausted: Option<Limit>,
}

/// Begins a run on this thread. Its stack must have [`STACK`] bytes and be nearly empty.
pub(crate) fn begin(limits: &Limits) -> RunBudget {
    UNCOUNTED_BYTES.set(0);
    PEAK_MEMORY.set(0);
    let deadline = limits.time.and_then(|time| Instant::now().checked_add(time));
    RunBudget {
        limits: LIMITS.replace(*limits),
        steps: STEPS.replace(limits.steps.unwrap_or(u64::MAX)),
        memory: MEMORY.replace(limits.memory.unwrap_or(usize::MAX)),
        deadline: DEADLINE.replace(deadline),
        stack_start: STACK_START.replace(stack_position()),
        deepest: DEEPEST.replace(0),
        exhausted: EXHAUSTED.replace(None),
    }
}

impl RunBudget {
    /// How many bytes of the stack calls of definitions have filled.
    pub(crate) fn deepest(&self) -> usize {
        DEEPEST.get()
    }
}

impl Drop for RunBudget {
    fn drop(&mut self) {
        LIMITS.set(self.limits);
        STEPS.set(self.steps);
        MEMORY.set(self.memory);
        DEADLINE.set(self.deadline);
        STACK_START.set(self.stack_start);
        DEEPEST.set(self.deepest);
        EXHAUSTED.set(self.exhausted);
    }
}

/// Counts a step.
#[inline]
pub(crate) fn step() -> Result {
    count_steps(1);
    check()
}

/// Counts a number of steps.
pub(crate) fn steps(steps: usize) -> Result {
    count_steps(steps as u64);
    check()
}

/// Counts a call of a definition, and checks the depth of the stack.
pub(crate) fn enter_call() -> Result {
    // The stack grows down.
    let depth = STACK_START.get().saturating_sub(stack_position());
    if depth > DEEPEST.get() {
        DEEPEST.set(depth);
    }
    if depth > STACK_FOR_CALLS {
        exhaust(Limit::Stack);
    }
    step()
}

/// Counts bytes that are read or moved.
#[inline]
pub(crate) fn charge_bytes(bytes: usize) -> Result {
    spend_bytes(bytes);
    check()
}

/// Counts memory that is about to be used, in bytes. A large amount also needs enough time to fill it.
pub(crate) fn reserve(bytes: usize) -> Result {
    /// Up to this many bytes are filled in no time; the others take this long.
    const SMALL: usize = 1 << 20;
    const NANOSECONDS_PER_BYTE: u64 = 1;
    spend_memory(bytes);
    if bytes > SMALL && is_left() {
        require_time((bytes as u64).saturating_mul(NANOSECONDS_PER_BYTE))?;
    }
    check()
}

/// Fails if uninterruptible work of this duration does not fit into the time or the steps that are left.
pub(crate) fn require_time(nanoseconds: u64) -> Result {
    if STEPS.get() < nanoseconds / NANOSECONDS_PER_STEP {
        exhaust(Limit::Steps);
    }
    if let Some(deadline) = DEADLINE.get()
        && deadline.saturating_duration_since(Instant::now()).as_nanos() < u128::from(nanoseconds)
    {
        exhaust(Limit::Time);
    }
    check()
}

/// Exhausts the limit on how long the run goes on: for work that was ended before it was done.
pub(crate) fn exhaust_time() -> Result {
    exhaust(if LIMITS.get().steps.is_some() { Limit::Steps } else { Limit::Time });
    check()
}

/// Counts the entry of an array or object that is written as text, at least this many bytes. False if a limit is
/// exhausted.
///
/// A value that is shared in many places uses little memory, but its text may be endless.
#[inline]
pub(crate) fn write(bytes: usize) -> bool {
    spend_memory(bytes);
    count_steps(1);
    is_left()
}

/// Counts bytes that are added to something. False if a limit is exhausted.
#[inline]
pub(crate) fn grow(bytes: usize) -> bool {
    spend_memory(bytes);
    is_left()
}

/// Counts a number of steps, without a check.
pub(crate) fn spend_steps(steps: u128) {
    count_steps(u64::try_from(steps).unwrap_or(u64::MAX));
}

/// Counts bytes that are read or moved, without a check. Bytes that do not make a step are kept for the next call.
#[inline]
pub(crate) fn spend_bytes(bytes: usize) {
    let all = UNCOUNTED_BYTES.get().saturating_add(bytes);
    UNCOUNTED_BYTES.set(all % BYTES_PER_STEP);
    if all >= BYTES_PER_STEP {
        count_steps((all / BYTES_PER_STEP) as u64);
    }
}

/// Counts memory that has been used, in bytes, without a check. To fill it is work, too.
#[inline]
pub(crate) fn spend_memory(bytes: usize) {
    match MEMORY.get().checked_sub(bytes) {
        Some(left) => MEMORY.set(left),
        None => exhaust(Limit::Memory),
    }
    spend_bytes(bytes);
}

/// Counts temporary memory, such as that of a search: only the part above the highest amount of the run so far.
pub(crate) fn spend_peak_memory(bytes: usize) {
    let peak = PEAK_MEMORY.get();
    if bytes > peak {
        PEAK_MEMORY.set(bytes);
        spend_memory(bytes - peak);
    }
}

/// Reads the clock.
#[cold]
pub(crate) fn check_clock() {
    if DEADLINE.get().is_some_and(|deadline| Instant::now() > deadline) {
        exhaust(Limit::Time);
    }
}

/// Whether a limit can be exhausted while values are processed.
pub(crate) fn is_limited() -> bool {
    is_timed() || LIMITS.get().memory.is_some()
}

/// Whether there is a limit on how long the run goes on.
pub(crate) fn is_timed() -> bool {
    let limits = LIMITS.get();
    limits.time.is_some() || limits.steps.is_some()
}

/// Whether no limit is exhausted.
#[inline]
pub(crate) fn is_left() -> bool {
    EXHAUSTED.get().is_none()
}

/// The message of the limit that is exhausted, if one is.
pub(crate) fn exhausted() -> Option<String> {
    let limits = LIMITS.get();
    Some(match EXHAUSTED.get()? {
        Limit::Time => format!("the filter takes longer than {:?}", limits.time.unwrap_or_default()),
        Limit::Steps => format!("the filter takes more than {} steps", limits.steps.unwrap_or_default()),
        Limit::Memory => format!("the filter makes more than {} bytes of values", limits.memory.unwrap_or_default()),
        Limit::Stack => "the filter calls itself too deeply".to_string(),
    })
}

#[inline]
fn count_steps(steps: u64) {
    let before = STEPS.get();
    match before.checked_sub(steps) {
        Some(left) => {
            STEPS.set(left);
            if before / STEPS_PER_CLOCK_CHECK != left / STEPS_PER_CLOCK_CHECK {
                check_clock();
            }
        }
        None => {
            STEPS.set(0);
            exhaust(Limit::Steps);
        }
    }
}

/// Fails if a limit is exhausted.
#[inline]
pub(crate) fn check() -> Result {
    if is_left() { Ok(()) } else { Err(Exhausted) }
}

#[cold]
fn exhaust(limit: Limit) {
    if EXHAUSTED.get().is_none() {
        EXHAUSTED.set(Some(limit));
    }
}

/// About where the stack ends now.
#[inline(never)]
fn stack_position() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&here)).addr()
}
