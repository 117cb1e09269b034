//! [`Change`]: what is to become of every document, every choice made.

use outrigger::{Plan, Policy, Sidecar, View, plan_injection, plan_removal};

/// What is to become of every document.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) direction: Direction,
    pub(crate) sidecar: Sidecar,
    pub(crate) policy: Policy,
    /// What is asked of Terraform files beside that.
    #[cfg(feature = "terraform")]
    pub(crate) terraform: outrigger::terraform::Options,
    /// The files that were named, without symbolic links: Terraform files may refer to them, wherever they are.
    #[cfg(feature = "terraform")]
    pub(crate) named: Vec<std::path::PathBuf>,
}

/// Whether a sidecar comes or goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Inject,
    Remove,
}

impl Change {
    /// The plan for one document.
    pub(crate) fn plan<'p>(&'p self, view: &View<'p>) -> Plan<'p> {
        match self.direction {
            Direction::Inject => plan_injection(view, &self.sidecar, &self.policy),
            Direction::Remove => plan_removal(view, &self.sidecar, &self.policy),
        }
    }
}
