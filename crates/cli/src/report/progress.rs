//! [`Progress`]: a progress bar on standard error.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::{ReportForm, Tone, Verbosity};

/// The bar appears after this time.
const DELAY: Duration = Duration::from_millis(300);

/// The unit that is counted, and the total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Total {
    Files(u64),
    /// The bytes of a file.
    Bytes(u64),
    /// The bytes of a pipe, which may never end.
    Unknown,
    /// The services of a cluster.
    #[cfg(feature = "aws")]
    Services(u64),
}

/// A progress bar.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    start: Instant,
    is_shown: bool,
}

impl Progress {
    /// `None` if standard error is not a terminal, or if the report is quiet or for programs.
    pub(crate) fn new(total: Total, tone: Tone) -> Option<Self> {
        let is_wanted = tone.verbosity > Verbosity::Quiet && tone.form == ReportForm::Text;
        let is_seen = is_wanted && io::stderr().is_terminal();
        // The bar exists from the start, because it measures the speed; it is drawn later.
        is_seen.then(|| Self { bar: total.bar(), start: Instant::now(), is_shown: false })
    }

    /// Moves the bar on, and draws it once the work takes long.
    pub(crate) fn advance(&mut self, by: u64) {
        if !self.is_shown && self.start.elapsed() > DELAY {
            self.is_shown = true;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(by);
    }

    /// Hides the bar while something else writes to the terminal.
    pub(crate) fn suspend(&self, write: impl FnOnce()) {
        self.bar.suspend(write);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Total {
    fn bar(self) -> ProgressBar {
        let length = match self {
            Self::Files(count) | Self::Bytes(count) => Some(count),
            Self::Unknown => None,
            #[cfg(feature = "aws")]
            Self::Services(count) => Some(count),
        };
        let style = ProgressStyle::with_template(self.template()).unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::with_draw_target(length, ProgressDrawTarget::hidden()).with_style(style)
    }

    fn template(self) -> &'static str {
        match self {
            Self::Files(_) => "{bar:30} {pos} of {len} files, {per_sec}, {eta} left",
            Self::Bytes(_) => "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
            Self::Unknown => "{bytes}, {bytes_per_sec}",
            #[cfg(feature = "aws")]
            Self::Services(_) => "{bar:30} {pos} of {len} services, {elapsed}",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_valid() {
        for total in [Total::Files(7), Total::Bytes(9), Total::Unknown] {
            ProgressStyle::with_template(total.template()).unwrap();
        }
    }
}
