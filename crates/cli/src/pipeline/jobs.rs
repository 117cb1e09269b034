//! [`Jobs`]: how many documents are worked on at once.

use std::num::NonZeroUsize;
use std::thread;

/// The number of threads, and what happens after a failure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Jobs {
    pub(crate) threads: Option<NonZeroUsize>,
    pub(crate) on_failure: OnFailure,
}

/// What happens after a document that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnFailure {
    /// The other documents are still worked on.
    GoOn,
    /// Nothing more is worked on.
    Stop,
}

impl Jobs {
    /// The number of threads for so many items; `None` if their number is unknown.
    pub(super) fn threads_for(self, items: Option<u64>) -> NonZeroUsize {
        let most = items.map_or(usize::MAX, |items| usize::try_from(items).unwrap_or(usize::MAX));
        let Some(most) = NonZeroUsize::new(most) else { return NonZeroUsize::MIN };
        // Asking the system takes time; a single item needs only one thread.
        let of_machine = || if most.get() == 1 { None } else { thread::available_parallelism().ok() };
        self.threads.or_else(of_machine).map_or(NonZeroUsize::MIN, |threads| threads.min(most))
    }

    /// Whether nothing more is worked on after a batch.
    pub(crate) fn stops_after(self, has_failed: bool) -> bool {
        match self.on_failure {
            OnFailure::GoOn => false,
            OnFailure::Stop => has_failed,
        }
    }
}
