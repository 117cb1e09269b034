//! [`Progress`]: how far a long piece of work is, on a terminal.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::ReportForm;
use crate::terminal::{Tone, Verbosity};

/// How long a piece of work takes before it is worth a bar.
const PATIENCE: Duration = Duration::from_millis(300);

/// What is counted, and how much of it there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Total {
    Files(u64),
    /// Of a file.
    Bytes(u64),
    /// Of a pipe, that may go on for ever.
    Unknown,
    /// Of a cluster.
    #[cfg(feature = "aws")]
    Services(u64),
}

/// How far a long piece of work is.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    start: Instant,
    /// Whether it has taken long enough.
    is_shown: bool,
}

impl Progress {
    /// `None` where nobody looks, or wants to.
    pub(crate) fn new(total: Total, tone: Tone) -> Option<Self> {
        let is_wanted = tone.verbosity > Verbosity::Quiet && tone.form == ReportForm::Text;
        let is_seen = is_wanted && io::stderr().is_terminal();
        // From the start on, since it counts how fast the work is.
        is_seen.then(|| Self { bar: total.bar(), start: Instant::now(), is_shown: false })
    }

    /// So much more is done.
    pub(crate) fn advance(&mut self, by: u64) {
        if !self.is_shown && self.start.elapsed() > PATIENCE {
            self.is_shown = true;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(by);
    }

    /// Does something that writes to the terminal.
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
    fn every_template_is_one() {
        for total in [Total::Files(7), Total::Bytes(9), Total::Unknown] {
            ProgressStyle::with_template(total.template()).unwrap();
        }
    }
}
