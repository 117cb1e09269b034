//! [`for_each`]: the same function for many services at once.

use std::future::Future;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt;
use futures_util::stream;

/// Calls a function for each item, at most `at_once` at the same time, and returns the results in the order of the items.
///
/// With `stop_on_failure`, items that have not begun at the first failure are not begun; their result is `None`.
///
/// ```
/// use std::num::NonZeroUsize;
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let two = NonZeroUsize::new(2).unwrap();
/// let results = outrigger_aws::for_each([1, 2, 3], two, true, |n| async move {
///     if n == 2 { Err("two") } else { Ok(n) }
/// });
/// assert_eq!(results.await, [Some(Ok(1)), Some(Err("two")), None]);
/// # });
/// ```
pub async fn for_each<I, T, E, F>(
    items: impl IntoIterator<Item = I>,
    at_once: NonZeroUsize,
    stop_on_failure: bool,
    act: impl Fn(I) -> F,
) -> Vec<Option<Result<T, E>>>
where
    F: Future<Output = Result<T, E>>,
{
    let is_stopped = AtomicBool::new(false);
    let (act, is_stopped) = (&act, &is_stopped);
    let futures = items.into_iter().map(|item| async move {
        if is_stopped.load(Ordering::Relaxed) {
            return None;
        }
        let result = act(item).await;
        is_stopped.fetch_or(stop_on_failure && result.is_err(), Ordering::Relaxed);
        Some(result)
    });
    stream::iter(futures).buffered(at_once.get()).collect().await
}
