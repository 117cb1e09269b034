//! [`Check`]: one question about a service that runs, and its answer.

use serde::Serialize;

use crate::error::Error;

/// What came of all checks.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub struct Verification {
    /// The ARN of the task definition that the service is to run.
    pub task_definition: String,
    /// The checks, each name once, in the order in which one depends on the other.
    pub checks: Vec<Check>,
}

impl Verification {
    /// Whether no check failed; one that was skipped says nothing.
    pub fn is_passed(&self) -> bool {
        self.checks.iter().all(|check| check.status != CheckStatus::Failed)
    }
}

/// One question about a service that runs, and its answer.
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
/// };
/// assert_eq!(serde_json::to_value(&check)?["status"], "passed");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub struct Check {
    /// Its name, which stays the same: `target-health`.
    pub name: &'static str,
    /// The answer.
    pub status: CheckStatus,
    /// The answer, as a sentence.
    pub message: String,
    /// What it follows from, line by line.
    pub evidence: Vec<String>,
    /// What to do.
    pub help: Option<String>,
}

/// The answer to a check.
#[derive(Clone, Copy, Debug, Serialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "kebab-case")]
pub enum CheckStatus {
    /// It is as it is to be.
    Passed,
    /// It may be as it is to be; a person should look.
    Warning,
    /// It is not as it is to be.
    Failed,
    /// There is nothing to look at, or looking was not allowed.
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

    /// What a call that failed says: without the permission nothing is known, and nothing wrong with the service.
    pub(super) fn unknown(name: &'static str, error: &Error) -> Self {
        let status = if error.is_denied() { CheckStatus::Skipped } else { CheckStatus::Failed };
        Self { help: error.help().map(String::from), ..Self::new(name, status, error.to_string()) }
    }

    fn new(name: &'static str, status: CheckStatus, message: impl Into<String>) -> Self {
        Self { name, status, message: message.into(), evidence: Vec::new(), help: None }
    }

    pub(super) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub(super) fn with_evidence(self, evidence: Vec<String>) -> Self {
        Self { evidence, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::{Check, Verification};
    use crate::error::Error;

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
        let check = Check::unknown("tasks", &Error::new("no answer").with_help("try again").of("ecs:ListTasks"));
        assert_eq!(check, Check::failed("tasks", "no answer").with_help("try again"));
    }
}
