//! Work on several threads, with results in the order of what they are made of.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use clap::Args;

/// How many results may wait for their turn, for each thread.
const AHEAD: usize = 2;

/// How many documents are worked on.
#[derive(Debug, Args)]
pub(crate) struct JobsArgs {
    /// Stop at the first document that is refused; what comes after it is not looked at
    #[arg(long, help_heading = "Many documents")]
    fail_fast: bool,

    /// Work on so many documents at once [default: as many as the machine has processors]
    #[arg(short, long, value_name = "N", help_heading = "Many documents")]
    jobs: Option<NonZeroUsize>,
}

/// How many documents are worked on at once, and what follows a failure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Jobs {
    threads: Option<NonZeroUsize>,
    pub(crate) on_failure: OnFailure,
}

/// What follows a document that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnFailure {
    /// The others.
    GoOn,
    /// The end.
    Stop,
}

impl JobsArgs {
    /// What was typed means this.
    pub(crate) fn jobs(&self) -> Jobs {
        Jobs { threads: self.jobs, on_failure: if self.fail_fast { OnFailure::Stop } else { OnFailure::GoOn } }
    }
}

impl Jobs {
    /// How many threads are worth it for so many pieces of work; `None` where nobody knows how many there are.
    pub(crate) fn threads(self, pieces: Option<u64>) -> NonZeroUsize {
        let most = pieces.map_or(usize::MAX, |pieces| usize::try_from(pieces).unwrap_or(usize::MAX));
        let Some(most) = NonZeroUsize::new(most) else { return NonZeroUsize::MIN };
        // Asking the system takes time that a single document does not need.
        let of_machine = || if most.get() == 1 { None } else { thread::available_parallelism().ok() };
        self.threads.or_else(of_machine).map_or(NonZeroUsize::MIN, |threads| threads.min(most))
    }
}

/// Works on items on several threads, and hands the results on in the order of the items, up to the first that breaks.
///
/// Items are taken only a few ahead of the results, so that what is held in memory does not grow with their number.
/// On one thread nothing is taken ahead. After a break the threads end by themselves; one may still be waiting for an item.
pub(crate) fn in_order<T, R>(
    threads: NonZeroUsize,
    items: impl Iterator<Item = T> + Send + 'static,
    work: impl Fn(T) -> R + Send + Sync + 'static,
    mut then: impl FnMut(R) -> ControlFlow<()>,
) where
    T: Send + 'static,
    R: Send + 'static,
{
    if threads.get() == 1 {
        let _ = items.map(work).try_for_each(then);
        return;
    }
    let (to_end, results) = sync_channel::<Receiver<R>>(threads.get() * AHEAD);
    let (items, work) = (Arc::new(Mutex::new((items, to_end))), Arc::new(work));
    for _ in 0..threads.get() {
        let (items, work) = (Arc::clone(&items), Arc::clone(&work));
        thread::spawn(move || {
            // Taken where it is worked on: what has just been read is near.
            let next = || {
                let (items, to_end) = &mut *items.lock().unwrap_or_else(PoisonError::into_inner);
                let item = items.next()?;
                let (result, waiting) = sync_channel(1);
                to_end.send(waiting).ok()?;
                Some((item, result))
            };
            while let Some((item, result)) = next() {
                // Nobody waits for it after a break.
                let _ = result.send(work(item));
            }
        });
    }
    // They alone send results: when they end, so do the results.
    drop(items);
    for result in results {
        // A thread that panicked has said why.
        let Ok(result) = result.recv() else { std::process::abort() };
        if then(result).is_break() {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    fn some(threads: usize) -> NonZeroUsize {
        NonZeroUsize::new(threads).unwrap()
    }

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for threads in [1, 2, 3, 8] {
            let mut seen = Vec::new();
            let work = |item: usize| {
                // Early ones take longest.
                thread::sleep(Duration::from_micros((200 - item as u64) * 5));
                item * 2
            };
            in_order(some(threads), 0..200, work, |result| {
                seen.push(result);
                ControlFlow::Continue(())
            });
            assert_eq!(seen, (0..200).map(|item| item * 2).collect::<Vec<_>>(), "{threads} threads");
        }
    }

    #[test]
    fn items_are_taken_only_a_few_ahead() {
        let taken = Arc::new(AtomicUsize::new(0));
        let counting = Arc::clone(&taken);
        let items = (0..).inspect(move |_| {
            counting.fetch_add(1, Ordering::SeqCst);
        });
        let mut results = 0;
        in_order(
            some(4),
            items,
            |item: usize| item,
            |_| {
                thread::sleep(Duration::from_millis(2));
                results += 1;
                let ahead = taken.load(Ordering::SeqCst) - results;
                // Those that wait, those at work, those that wait for work, and the one that waits to be one of them.
                assert!(ahead <= 4 * AHEAD + 4 + 4 + 1, "{ahead} ahead");
                if results < 100 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            },
        );
        assert_eq!(results, 100);
    }

    #[test]
    fn a_break_ends_it_though_the_next_item_never_comes() {
        let items = std::iter::once(1).chain(std::iter::from_fn(|| {
            thread::sleep(Duration::from_secs(3600));
            None
        }));
        let mut seen = 0;
        in_order(
            some(2),
            items,
            |item| item,
            |item| {
                seen += item;
                ControlFlow::Break(())
            },
        );
        assert_eq!(seen, 1);
    }
}
