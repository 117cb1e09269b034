//! `--jobs` and `--fail-fast`.

use std::num::NonZeroUsize;

use clap::Args;

use crate::pipeline::{Jobs, OnFailure};

/// How to work on many documents.
#[derive(Debug, Args)]
pub(crate) struct JobsArgs {
    /// Stop at the first document that is refused; do not look at those after it
    #[arg(long, help_heading = "Many documents")]
    fail_fast: bool,

    /// Work on so many documents at once [default: the number of processors]
    #[arg(short, long, value_name = "N", help_heading = "Many documents")]
    jobs: Option<NonZeroUsize>,
}

impl JobsArgs {
    /// The jobs that these options mean.
    pub(crate) fn jobs(&self) -> Jobs {
        Jobs { threads: self.jobs, on_failure: if self.fail_fast { OnFailure::Stop } else { OnFailure::GoOn } }
    }
}
