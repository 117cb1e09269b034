//! [`Plan`]: the changes of an injection or a removal, and the findings about them.

mod application_containers;
mod application_settings;
mod check_result;
mod direction;
mod equivalent;
mod existing_container;
mod facts_after;
mod injection;
mod refusal;
mod registration;
mod removal;
mod resize;
#[cfg(test)]
mod rule_tests;
mod sidecar_members;
mod size_after;
mod tags;
mod unreadable;
mod volumes;

use serde::Serialize;

use crate::change::Op;
use crate::rule::{Finding, Rule, Severity, judge};

pub use direction::Direction;
pub use equivalent::equivalent_definitions;
pub use injection::plan_injection;
pub use registration::plan_registration;
pub use removal::plan_removal;

/// The changes that an injection, a removal or a registration makes, as plain data.
///
/// A plan borrows from the sidecar and from the text or tree that holds the task definition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Plan<'a> {
    /// The changes.
    pub ops: Vec<Op<'a>>,
    /// Requested changes that are not made, each with the reason.
    pub skipped: Vec<Skipped>,
    /// The rules that the result breaks. An error among them stops the write: see [`Plan::accepted`].
    pub findings: Vec<Finding>,
}

/// A requested change that is not made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// What would change: a container, or `container: member`.
    pub what: String,
    /// Why it does not change.
    pub reason: String,
}

/// The choices of a user about injections and removals.
///
/// ```
/// use outrigger_core::{OnConflict, Policy, Rule};
///
/// let policy = Policy { on_conflict: OnConflict::Keep, allow: vec![Rule::PortClash], ..Policy::default() };
/// assert!(policy.record);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The names of the containers to configure for the sidecar.
    ///
    /// If empty, these are the essential containers that are not a FireLens router, a proxy or a sidecar.
    pub containers: Vec<String>,
    /// What to do if a different container, variable or volume of the same name exists.
    pub on_conflict: OnConflict,
    /// Whether the sidecar's container gets a [`Record`](crate::Record) of the injection.
    pub record: bool,
    /// The ARN of the task definition that ran before the sidecar was injected. A new record keeps it.
    pub previous: Option<String>,
    /// Whether to increase the size of a task that is too small for the sidecar.
    pub resize: bool,
    /// Which `null` members of a described task definition are removed.
    pub nulls: Nulls,
    /// Rules to downgrade: their errors become warnings, and their warnings are hidden; see [`judge`].
    pub allow: Vec<Rule>,
    /// Rules whose warnings become errors.
    pub deny: Vec<Rule>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            containers: Vec::new(),
            on_conflict: OnConflict::default(),
            record: true,
            previous: None,
            resize: false,
            nulls: Nulls::default(),
            allow: Vec::new(),
            deny: Vec::new(),
        }
    }
}

/// What to do if a container, variable or volume of the same name exists that differs and that no injection added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnConflict {
    /// A different container or volume is an error. A different variable is kept.
    #[default]
    Fail,
    /// It is kept.
    Keep,
    /// It is replaced. The record has its old value, so that a removal can restore it.
    Replace,
}

/// Which `null` members of a described task definition are removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nulls {
    /// Only the members of the task definition itself.
    #[default]
    Task,
    /// Members at any depth.
    All,
}

impl Plan<'_> {
    /// The same plan with owned data.
    pub fn into_owned(self) -> Plan<'static> {
        Plan { ops: self.ops.into_iter().map(Op::into_owned).collect(), ..self }
    }

    /// Whether the plan leaves the task as it is. It may still have ops that make the definition registerable.
    pub fn is_empty(&self) -> bool {
        self.ops.iter().all(Op::is_registration)
    }

    /// The findings that stop the write.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error)
    }

    pub(crate) fn skip(&mut self, what: impl Into<String>, reason: impl Into<String>) {
        self.skipped.push(Skipped { what: what.into(), reason: reason.into() });
    }

    /// Applies the policy's `allow` and `deny` to the findings.
    pub(crate) fn judge(&mut self, policy: &Policy) {
        self.findings = judge(std::mem::take(&mut self.findings), &policy.allow, &policy.deny);
    }
}
