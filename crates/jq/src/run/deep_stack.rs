//! A stack that is deep enough for all recursion below the limits on depth. It is kept for the next run.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use corosensei::on_stack;
use corosensei::stack::DefaultStack;

use super::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::limits::budget::{self, STACK};

thread_local! {
    /// The stack for the next run on this thread, once there was a run.
    ///
    /// Each thread has its own stack, so no run waits for another thread. A run that begins while another run on the same
    /// thread reports an event has a new stack.
    static KEPT: RefCell<Option<DefaultStack>> = const { RefCell::new(None) };
}

/// A stack is kept if at most this many bytes were used: the system gets used memory back only when the stack is dropped.
const FILLED: usize = 1 << 20;

/// Runs a closure on a deep stack, under limits.
///
/// # Errors
///
/// The error of the closure, and one of kind `System` if the stack gets no memory or the closure panics.
pub(crate) fn on_deep_stack<T>(limits: &Limits, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    // There is none either while a thread ends.
    let kept = KEPT.try_with(RefCell::take).ok().flatten();
    let mut stack = match kept {
        Some(stack) => stack,
        None => DefaultStack::new(STACK).map_err(|error| cannot_be_run(&error.to_string()))?,
    };
    let (done, depth) = on_stack(&mut stack, || {
        let run = budget::begin(limits);
        (catch_unwind(AssertUnwindSafe(work)), run.deepest())
    });
    let done = done.map_err(|_| cannot_be_run("it panicked"))?;
    if depth <= FILLED {
        let _ = KEPT.try_with(|kept| kept.replace(Some(stack)));
    }
    done
}

fn cannot_be_run(problem: &str) -> Error {
    ErrorKind::System(format!("the filter cannot be run: {problem}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_kept() -> bool {
        KEPT.with_borrow(Option::is_some)
    }

    fn deep<T>(work: impl FnOnce() -> T) -> T {
        on_deep_stack(&Limits::default(), || Ok(work())).unwrap()
    }

    #[inline(never)]
    fn fill(levels: usize) -> usize {
        let room = std::hint::black_box([levels as u8; 4096]);
        let _ = budget::enter_call();
        if levels == 0 { 0 } else { fill(levels - 1) + usize::from(room[levels % 4096]) }
    }

    #[test]
    fn the_stack_is_deep_and_kept() {
        assert!(!is_kept());
        deep(|| fill(100));
        assert!(is_kept());
        assert!(!deep(is_kept));
        // Twice the size of the stack of a test's thread.
        deep(|| fill(1000));
        assert!(!is_kept());
    }

    #[test]
    fn a_stack_is_not_kept_after_a_panic() {
        assert!(on_deep_stack(&Limits::default(), || -> Result<(), Error> { panic!("as a test does") }).is_err());
        assert!(!is_kept());
    }

    #[test]
    fn a_run_inside_a_run_has_its_own_budget() {
        let limits = Limits::default().with_steps(2);
        on_deep_stack(&limits, || {
            assert!(budget::step().is_ok());
            deep(|| assert!((0..10).all(|_| budget::step().is_ok())));
            assert!(budget::step().is_ok());
            assert!(budget::step().is_err());
            deep(|| assert!(budget::is_left()));
            assert!(!budget::is_left());
            Ok(())
        })
        .unwrap();
    }
}
