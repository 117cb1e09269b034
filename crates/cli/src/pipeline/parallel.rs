//! Work on several threads, with the results in the order of the items.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// For each thread, at most so many results wait for their turn.
const AHEAD: usize = 2;

/// Works on items on several threads, and passes the results to `receive` in the order of the items, until it breaks.
///
/// Only a few items are taken ahead of the results, so memory does not grow with the number of items. On one thread no item
/// is taken ahead. After a break the threads end by themselves; one may still wait for an item.
pub(crate) fn in_order<T, R>(
    threads: NonZeroUsize,
    items: impl Iterator<Item = T> + Send + 'static,
    work: impl Fn(T) -> R + Send + Sync + 'static,
    mut receive: impl FnMut(R) -> ControlFlow<()>,
) -> ControlFlow<()>
where
    T: Send + 'static,
    R: Send + 'static,
{
    if threads.get() == 1 {
        return items.map(work).try_for_each(receive);
    }
    let (to_end, results) = sync_channel::<Receiver<R>>(threads.get() * AHEAD);
    let (items, work) = (Arc::new(Mutex::new((items, to_end))), Arc::new(work));
    for _ in 0..threads.get() {
        let (items, work) = (Arc::clone(&items), Arc::clone(&work));
        thread::spawn(move || {
            // The thread that works on an item also takes it: its bytes are still in the processor's cache.
            let next = || {
                let (items, to_end) = &mut *items.lock().unwrap_or_else(PoisonError::into_inner);
                let item = items.next()?;
                let (result, waiting) = sync_channel(1);
                to_end.send(waiting).ok()?;
                Some((item, result))
            };
            while let Some((item, result)) = next() {
                // After a break nobody waits for the result.
                let _ = result.send(work(item));
            }
        });
    }
    // Now only the threads can send results: the loop ends when they end.
    drop(items);
    for result in results {
        // A thread that panicked has printed why.
        let Ok(result) = result.recv() else { std::process::abort() };
        receive(result)?;
    }
    ControlFlow::Continue(())
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
                // Early items take longest.
                thread::sleep(Duration::from_micros((200 - item as u64) * 5));
                item * 2
            };
            let end = in_order(some(threads), 0..200, work, |result| {
                seen.push(result);
                ControlFlow::Continue(())
            });
            assert!(end.is_continue());
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
        let end = in_order(
            some(4),
            items,
            |item: usize| item,
            |_| {
                thread::sleep(Duration::from_millis(2));
                results += 1;
                let ahead = taken.load(Ordering::SeqCst) - results;
                // Results that wait, items at work, items that wait for a thread, and one that waits for a place.
                assert!(ahead <= 4 * AHEAD + 4 + 4 + 1, "{ahead} ahead");
                if results < 100 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            },
        );
        assert!(end.is_break());
        assert_eq!(results, 100);
    }

    #[test]
    fn a_break_ends_the_work_although_the_next_item_never_comes() {
        let items = std::iter::once(1).chain(std::iter::from_fn(|| {
            thread::sleep(Duration::from_secs(3600));
            None
        }));
        let mut seen = 0;
        let end = in_order(
            some(2),
            items,
            |item| item,
            |item| {
                seen += item;
                ControlFlow::Break(())
            },
        );
        assert!(end.is_break());
        assert_eq!(seen, 1);
    }
}
