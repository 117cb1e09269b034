//! [`Limits`]: what a filter may use, and the [`budget`] that counts it.

pub(crate) mod budget;

use std::time::Duration;

/// What a filter may use before it ends with an error. By default only the depth of its recursion is limited.
///
/// ```
/// use outrigger_jq::{Filter, Limits};
///
/// let limits = Limits::default().with_steps(10_000);
/// let endless = Filter::compile("def f: f; f")?.with_limits(limits);
/// assert_eq!(endless.run("null").unwrap_err().to_string(), "the filter takes more than 10000 steps");
/// # Ok::<(), outrigger_jq::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How long a run may take.
    ///
    /// The clock is read every few steps, before each output, and during the search for a regular expression. Work that
    /// cannot be interrupted, such as reading a long text with `fromjson`, begins only if it surely fits into the time that
    /// is left. A run ends soon after its time is over, and leaves no thread behind.
    pub time: Option<Duration>,
    /// How many steps a run may take: calls of definitions and filters, values that a generator gives, elements that are
    /// sorted, compared or printed, and 64 bytes that are searched, copied or made. A step takes at most about a
    /// microsecond.
    ///
    /// Unlike a time it means the same on every machine, except for regular expressions: one that this thread has compiled
    /// before does not count again, and a search that reads a long text repeatedly counts one step for each microsecond.
    pub steps: Option<u64>,
    /// How many bytes of values a run may make, in total. Dropped values count, too, so this is never less than the memory
    /// in use. Bytes are counted before the value is made, or while it grows. Inputs do not count.
    pub memory: Option<usize>,
    /// How many bytes a run may write: its outputs, and the messages of `debug` and `stderr`.
    pub output: Option<usize>,
}

impl Limits {
    /// Limits for an untrusted filter: ten seconds, ten million steps, 256 MiB of values, 16 MiB of output.
    ///
    /// ```
    /// use outrigger_jq::{Filter, Limits};
    ///
    /// let filter = Filter::compile("[range(1e12)]")?.with_limits(Limits::untrusted());
    /// assert!(filter.run("null").is_err());
    /// # Ok::<(), outrigger_jq::Error>(())
    /// ```
    pub fn untrusted() -> Self {
        Self {
            time: Some(Duration::from_secs(10)),
            steps: Some(10_000_000),
            memory: Some(256 << 20),
            output: Some(16 << 20),
        }
    }

    /// These limits with another time.
    #[must_use]
    pub fn with_time(self, time: Duration) -> Self {
        Self { time: Some(time), ..self }
    }

    /// These limits with another number of steps.
    #[must_use]
    pub fn with_steps(self, steps: u64) -> Self {
        Self { steps: Some(steps), ..self }
    }

    /// These limits with another number of bytes for values.
    #[must_use]
    pub fn with_memory(self, bytes: usize) -> Self {
        Self { memory: Some(bytes), ..self }
    }

    /// These limits with another number of bytes for the output.
    #[must_use]
    pub fn with_output(self, bytes: usize) -> Self {
        Self { output: Some(bytes), ..self }
    }
}
