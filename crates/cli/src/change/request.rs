//! [`Request`]: which documents are changed, how, and where the results go.

use std::path::PathBuf;

use outrigger::{Direction, Plan, Policy, Sidecar, View};

use crate::io::{DiffStyle, Emit, Input, Layout};
use crate::pipeline::Jobs;
use crate::report::Tense;

/// Which documents are changed, how, and where the results go.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) inputs: Vec<Input>,
    pub(crate) layout: Layout,
    pub(crate) change: Change,
    pub(crate) emit: Emit,
    pub(crate) diff_style: DiffStyle,
    pub(crate) target: Target,
    /// Whether the exit status reports that a document would change.
    pub(crate) is_check: bool,
    pub(crate) jobs: Jobs,
}

/// The change of every document.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) direction: Direction,
    pub(crate) sidecar: Sidecar,
    pub(crate) policy: Policy,
    /// The options that only Terraform files have.
    #[cfg(feature = "terraform")]
    pub(crate) terraform: outrigger::terraform::Options,
    /// The files that the user named, without symbolic links: Terraform files may refer to them, wherever they are.
    #[cfg(feature = "terraform")]
    pub(crate) named: Vec<PathBuf>,
}

/// The place for the results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Stdout,
    File(PathBuf),
    InPlace,
    Nowhere,
}

impl Request {
    /// Whether the reports are about changes that are made, or that would be made.
    pub(crate) fn tense(&self) -> Tense {
        if self.is_check { Tense::Would } else { Tense::Did }
    }
}

impl Change {
    /// The plan for one document.
    pub(crate) fn plan<'p>(&'p self, view: &View<'p>) -> Plan<'p> {
        self.direction.plan(view, &self.sidecar, &self.policy)
    }
}
