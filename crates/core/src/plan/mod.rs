//! [`Plan`]: what must change, what will not, and what a person must know.

mod application;
mod direction;
mod equivalent;
mod injection;
mod preflight;
mod refusal;
mod registration;
mod removal;
mod resize;
#[cfg(test)]
mod rule_tests;
mod simulate;
mod tags;
mod unreadable;
mod volumes;
mod wiring;

use serde::Serialize;

use crate::change::Op;
use crate::rule::{Finding, Rule, Severity, judge};

pub use direction::Direction;
pub use equivalent::equivalent_definitions;
pub use injection::plan_injection;
pub use registration::plan_registration;
pub use removal::plan_removal;

/// What must change, what will not, and what a person must know: plain data.
///
/// It borrows from the sidecar and from what the task definition was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Plan<'a> {
    /// The changes.
    pub ops: Vec<Op<'a>>,
    /// What was asked for and is not done, with the reason.
    pub skipped: Vec<Skipped>,
    /// What a person must know.
    pub findings: Vec<Finding>,
}

/// Something that was asked for and is not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// What: a container, or `container: member`.
    pub what: String,
    /// Why.
    pub reason: String,
}

/// How to decide where there is a choice.
///
/// ```
/// use outrigger_core::{OnConflict, Policy, Rule};
///
/// let policy = Policy { on_conflict: OnConflict::Keep, allow: vec![Rule::PortClash], ..Policy::default() };
/// assert!(policy.record);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The containers that are told about the sidecar; empty for the default: the essential ones that are no FireLens
    /// router, no proxy and no sidecar.
    pub containers: Vec<String>,
    /// What to do where something else stands already.
    pub on_conflict: OnConflict,
    /// Whether the sidecar gets a [`Record`](crate::Record) of the injection.
    pub record: bool,
    /// The ARN of the task definition that ran before the sidecar came, for a record that is made anew.
    pub previous: Option<String>,
    /// Whether the task grows to hold the sidecar, where it is too small.
    pub resize: bool,
    /// Which `null` members of a described task definition go.
    pub nulls: Nulls,
    /// Rules whose errors are warnings, and whose warnings are not told; see [`judge`].
    pub allow: Vec<Rule>,
    /// Rules whose warnings are errors.
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

/// What to do where a container, variable or volume stands already that differs and that no injection added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnConflict {
    /// A container or volume is an error; a variable is left alone.
    #[default]
    Fail,
    /// All are left alone.
    Keep,
    /// All are replaced; the record remembers what they were.
    Replace,
}

/// Which `null` members of a described task definition go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nulls {
    /// The task definition's own.
    #[default]
    Task,
    /// Those, and all below them.
    All,
}

impl Plan<'_> {
    /// The same plan, borrowing nothing.
    pub fn into_owned(self) -> Plan<'static> {
        Plan { ops: self.ops.into_iter().map(Op::into_owned).collect(), ..self }
    }

    /// Whether the task definition stays as it is; it may still have to be converted to be registered.
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

    /// Gives each finding the severity that the policy wants.
    pub(crate) fn judge(&mut self, policy: &Policy) {
        self.findings = judge(std::mem::take(&mut self.findings), &policy.allow, &policy.deny);
    }
}
