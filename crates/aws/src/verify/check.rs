//! [`Check`]: one check of a running service, with its result.

use outrigger_core::Hint;
use serde::Serialize;

use crate::error::Error;

/// The results of all checks of a service.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub struct Verification {
    /// The ARN of the task definition of the service.
    pub task_definition: String,
    /// The checks, each name once. A check depends only on those before it.
    pub checks: Vec<Check>,
}

impl Verification {
    /// Whether no check failed. A skipped check does not count as failed.
    pub fn is_passed(&self) -> bool {
        self.checks.iter().all(|check| check.status != CheckStatus::Failed)
    }
}

/// One check of a running service, with its result.
///
/// ```
/// use outrigger_aws::{Check, CheckStatus};
///
/// let check = Check {
///     name: "ui",
///     status: CheckStatus::Passed,
///     message: "http://alb/jaeger/ answers 200".to_string(),
///     evidence: Vec::new(),
///     help: None,
///     hint: None,
/// };
/// assert_eq!(serde_json::to_value(&check)?["status"], "passed");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub struct Check {
    /// Its name, which is stable: `target-health`.
    pub name: &'static str,
    /// The result.
    pub status: CheckStatus,
    /// The result, as a sentence.
    pub message: String,
    /// The facts behind the result, line by line.
    pub evidence: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// The setting to change, for a caller that has its own word for it: `url`, `service` and others.
    #[serde(skip)]
    pub hint: Option<Hint>,
}

/// The result of a check.
#[derive(Clone, Copy, Debug, Serialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "kebab-case")]
pub enum CheckStatus {
    /// Everything is as it should be.
    Passed,
    /// It may be as it should be; a person should look at it.
    Warning,
    /// Something is not as it should be.
    Failed,
    /// There is nothing to check, or a permission is missing.
    Skipped,
}

impl Check {
    pub(super) fn passed(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(name, CheckStatus::Passed, message)
    }

    pub(super) fn warning(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(name, CheckStatus::Warning, message)
    }

    pub(super) fn failed(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(name, CheckStatus::Failed, message)
    }

    pub(super) fn skipped(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(name, CheckStatus::Skipped, message)
    }

    /// The result if a call failed. If only the permission is missing, nothing is wrong with the service: the check is skipped.
    pub(super) fn unknown(name: &'static str, error: &Error) -> Self {
        let status = if error.is_denied() { CheckStatus::Skipped } else { CheckStatus::Failed };
        let (help, hint) = (error.help().map(String::from), error.hint().cloned());
        Self { help, hint, ..Self::new(name, status, error.to_string()) }
    }

    fn new(name: &'static str, status: CheckStatus, message: impl Into<String>) -> Self {
        Self { name, status, message: message.into(), evidence: Vec::new(), help: None, hint: None }
    }

    pub(super) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub(super) fn with_hint(self, setting: &'static str) -> Self {
        Self { hint: Some(Hint::Setting(setting)), ..self }
    }

    pub(super) fn with_evidence(self, evidence: Vec<String>) -> Self {
        Self { evidence, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::{Check, Verification};
    use crate::error::{Error, ErrorKind};

    #[test]
    fn what_passes() {
        let passes = |checks: Vec<Check>| Verification { task_definition: String::new(), checks }.is_passed();
        let with = |check: Check| passes(vec![Check::passed("a", ""), check]);
        assert!(with(Check::passed("b", "")));
        assert!(with(Check::warning("b", "")));
        assert!(with(Check::skipped("b", "")));
        assert!(!with(Check::failed("b", "")));
    }

    #[test]
    fn as_json() {
        let check = Check::warning("task-count", "m").with_help("h").with_evidence(vec!["e".to_string()]);
        let verification = Verification { task_definition: "arn".to_string(), checks: vec![check] };
        assert_eq!(
            serde_json::to_string(&verification).unwrap(),
            r#"{"task-definition":"arn","checks":[{"name":"task-count","status":"warning","message":"m","evidence":["e"],"help":"h"}]}"#
        );
    }

    #[test]
    fn a_call_that_fails_is_a_failure() {
        let check = Check::unknown("tasks", &Error::new(ErrorKind::TimedOut, "no answer").with_help("try again"));
        assert_eq!(check, Check::failed("tasks", "no answer").with_help("try again"));
    }
}
