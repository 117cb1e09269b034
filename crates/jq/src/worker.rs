//! A thread whose stack is deep enough for everything that is limited by depth, kept for what is run next.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon_core::{ThreadPool, ThreadPoolBuilder};

use crate::budget::{STACK, deepest};
use crate::error::{Error, Kind};

thread_local! {
    /// The thread that works for this one, once there was something to do.
    ///
    /// Each thread has its own: a run never waits for that of another thread, and one that is begun while another gives out
    /// its outputs, which happens on the thread that works, has yet another.
    static WORKER: RefCell<Option<ThreadPool>> = const { RefCell::new(None) };
}

/// How much of its stack may have been filled for a thread to be kept: what was touched is not given back before it ends.
const KEPT: usize = 1 << 20;

/// Starts the thread that is to work for this one, unless it is there; it gets ready meanwhile.
pub(crate) fn prepare() {
    let _ = WORKER.try_with(|kept| {
        let mut kept = kept.borrow_mut();
        if kept.is_none() {
            // Whoever needs it then is told why there is none.
            *kept = start().ok();
        }
    });
}

fn start() -> Result<ThreadPool, Error> {
    ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build().map_err(|error| no_worker(&error.to_string()))
}

fn no_worker(problem: &str) -> Error {
    Kind::System(format!("the filter cannot be run: {problem}")).into()
}

/// Does something on the thread that works for this one.
pub(crate) fn deep<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    // None is there either while a thread ends.
    let kept = WORKER.try_with(RefCell::take).ok().flatten();
    let worker = kept.map_or_else(start, Ok)?;
    let (done, depth) = worker.install(|| (catch_unwind(AssertUnwindSafe(work)), deepest()));
    let done = done.map_err(|_| no_worker("it panicked"))?;
    if depth <= KEPT {
        let _ = WORKER.try_with(|kept| kept.replace(Some(worker)));
    }
    done
}

#[cfg(test)]
mod tests {
    use std::thread::{self, ThreadId};

    use super::*;
    use crate::budget;
    use crate::limits::Limits;

    fn worker() -> ThreadId {
        deep(|| Ok(thread::current().id())).unwrap()
    }

    #[test]
    fn it_is_prepared_once() {
        prepare();
        let prepared = worker();
        prepare();
        assert_eq!(worker(), prepared);
    }

    #[test]
    fn it_is_kept() {
        assert_ne!(worker(), thread::current().id());
        assert_eq!(worker(), worker());
        assert_ne!(worker(), thread::spawn(worker).join().unwrap());
    }

    #[test]
    fn work_inside_of_work() {
        let (outer, inner) = deep(|| Ok((thread::current().id(), worker()))).unwrap();
        assert_ne!(outer, inner);
        assert_eq!(outer, worker());
    }

    #[test]
    fn one_that_panicked_or_was_deep_is_not_kept() {
        let first = worker();
        assert!(deep(|| -> Result<(), Error> { panic!("as a test does") }).is_err());
        let second = worker();
        assert_ne!(first, second);
        #[inline(never)]
        fn fill(levels: usize) -> usize {
            let room = std::hint::black_box([levels as u8; 4096]);
            let _ = budget::call();
            if levels == 0 { 0 } else { fill(levels - 1) + usize::from(room[levels % 4096]) }
        }
        deep(|| {
            budget::begin(&Limits::default());
            Ok(fill(1000))
        })
        .unwrap();
        assert_ne!(second, worker());
    }
}
