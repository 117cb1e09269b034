//! [`Finding`]: something about a task definition that a person must know.

use std::fmt;

use serde::Serialize;
use serde::ser::SerializeStruct;

use crate::rule::Rule;
use crate::text::{Hint, Pointer};

/// Something about a task definition, or about what a plan would make of it, that a person must know.
///
/// Serialized, it has the source of its rule too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which rule it is about.
    pub rule: Rule,
    /// Whether it stops the write.
    pub severity: Severity,
    /// The value that it is about.
    pub pointer: Pointer,
    /// What is the matter, in a sentence without the place.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The setting that helps, for a caller that has its own word for it.
    pub hint: Option<Hint>,
}

impl Finding {
    /// The same finding, with the setting that helps.
    #[must_use]
    pub fn with_hint(self, hint: Hint) -> Self {
        Self { hint: Some(hint), ..self }
    }
}

/// How much a [`Finding`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// To be known; nothing is stopped.
    Warning,
    /// Nothing is written.
    Error,
}

/// Gives each finding the severity that somebody wants.
///
/// What breaks a rule that is denied is an error. What breaks a rule that is allowed counts one degree less: an error is a
/// warning, and a warning goes.
///
/// ```
/// use outrigger_core::{Rule, judge};
///
/// assert!(judge(Vec::new(), &[Rule::PortClash], &[]).is_empty());
/// ```
#[must_use]
pub fn judge(findings: Vec<Finding>, allow: &[Rule], deny: &[Rule]) -> Vec<Finding> {
    let judged = findings.into_iter().filter_map(|finding| {
        let severity = match finding.severity {
            _ if deny.contains(&finding.rule) => Severity::Error,
            severity if !allow.contains(&finding.rule) => severity,
            Severity::Error => Severity::Warning,
            Severity::Warning => return None,
        };
        Some(Finding { severity, ..finding })
    });
    judged.collect()
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.rule, self.message)
    }
}

impl Serialize for Finding {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut finding = serializer.serialize_struct("Finding", 6)?;
        finding.serialize_field("rule", &self.rule)?;
        finding.serialize_field("severity", &self.severity)?;
        finding.serialize_field("pointer", &self.pointer)?;
        finding.serialize_field("message", &self.message)?;
        finding.serialize_field("help", &self.help)?;
        finding.serialize_field("source", &self.rule.source())?;
        finding.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        #[track_caller]
        fn check(rule: Rule, allow: &[Rule], deny: &[Rule], severity: Option<Severity>) {
            let judged = judge(vec![rule.finding(Pointer::root(), "", "")], allow, deny);
            assert_eq!(judged.first().map(|finding| finding.severity), severity);
        }
        let (error, warning) = (Rule::PortClash, Rule::UntaggedImage);
        check(error, &[], &[], Some(Severity::Error));
        check(error, &[error], &[], Some(Severity::Warning));
        check(warning, &[], &[], Some(Severity::Warning));
        check(warning, &[warning], &[], None);
        check(warning, &[error], &[warning], Some(Severity::Error));
    }

    #[test]
    fn as_json() {
        let finding = Rule::DuplicateMember.finding(Pointer::root().then("cpu"), "twice", "once");
        assert_eq!(
            serde_json::to_string(&finding).unwrap(),
            r#"{"rule":"duplicate-member","severity":"warning","pointer":"/cpu","message":"twice","help":"once","source":{"title":"RFC 8259, section 4","url":"https://www.rfc-editor.org/rfc/rfc8259#section-4"}}"#
        );
    }
}
