//! A stack that is deep enough for everything that is limited by depth, kept for what is run next.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use corosensei::on_stack;
use corosensei::stack::DefaultStack;

use super::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::limits::budget::{self, STACK};

thread_local! {
    /// The stack of what this thread runs next, once there was something to run.
    ///
    /// Each thread has its own: a run never waits for that of another thread, and one that is begun while another gives out
    /// its outputs, which happens on the stack of that one, has yet another.
    static KEPT: RefCell<Option<DefaultStack>> = const { RefCell::new(None) };
}

/// How much of it may have been filled for a stack to be kept: what was touched is not given back before it goes.
const FILLED: usize = 1 << 20;

/// Does something on a deep stack, under limits.
pub(crate) fn on_deep_stack<T>(limits: &Limits, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    // None is there either while a thread ends.
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
    fn it_is_deep_and_kept() {
        assert!(!is_kept());
        deep(|| fill(100));
        assert!(is_kept());
        assert!(!deep(is_kept));
        // Twice as deep as the stack of a test's thread.
        deep(|| fill(1000));
        assert!(!is_kept());
    }

    #[test]
    fn one_that_panicked_is_not_kept() {
        assert!(on_deep_stack(&Limits::default(), || -> Result<(), Error> { panic!("as a test does") }).is_err());
        assert!(!is_kept());
    }

    #[test]
    fn work_inside_of_work() {
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
