//! [`Finding`]: a broken rule, with its place and what to do.

use std::fmt;

use serde::Serialize;
use serde::ser::SerializeStruct;

use crate::rule::Rule;
use crate::text::{Hint, Pointer};

/// A problem in a task definition, or in the result of a plan.
///
/// The serialized form also has the source of the rule, and does not have the hint.
///
/// ```
/// use outrigger_core::{Document, Rule, Service, lint};
///
/// let document = Document::scan(r#"[{"name": "api", "image": "api:1", "cpu": "1"}]"#)?;
/// let finding = &lint(document.root(), &Service::default())?[0];
/// assert_eq!(finding.rule, Rule::WrongType);
/// assert_eq!(finding.pointer.to_string(), "/0/cpu");
/// assert_eq!(finding.message, "`cpu` is a string, but ECS expects an integer");
/// assert_eq!(finding.help, "remove the quotes");
/// # Ok::<(), outrigger_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that is broken.
    pub rule: Rule,
    /// Whether nothing is written because of it.
    pub severity: Severity,
    /// The value that the finding is about.
    pub pointer: Pointer,
    /// The problem, in a sentence without its place.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The setting that helps; a caller may have its own name for it.
    pub hint: Option<Hint>,
}

impl Finding {
    /// A finding with the severity of its rule, without a hint.
    ///
    /// ```
    /// use outrigger_core::{Finding, Pointer, Rule};
    ///
    /// let finding = Finding::new(Rule::UnreadableMember, Pointer::root(), "`cpu` is not a string", "correct it");
    /// assert_eq!(finding.to_string(), "warning[unreadable-member]: `cpu` is not a string");
    /// ```
    pub fn new(rule: Rule, pointer: Pointer, message: impl Into<String>, help: impl Into<String>) -> Self {
        let severity = rule.severity();
        Self { rule, severity, pointer, message: message.into(), help: help.into(), hint: None }
    }

    /// The same finding with a hint.
    #[must_use]
    pub fn with_hint(self, hint: Hint) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// The same finding without a hint, for a caller that has no such settings.
    #[must_use]
    pub fn without_hint(self) -> Self {
        Self { hint: None, ..self }
    }
}

/// How much a [`Finding`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Something that a person should know; nothing is stopped.
    Warning,
    /// Nothing is written.
    Error,
}

/// Changes the severity of findings as the caller wants it.
///
/// A finding about a denied rule becomes an error.
/// A finding about an allowed rule is downgraded: an error becomes a warning, and a warning is removed.
/// A rule that is both denied and allowed is denied.
///
/// ```
/// use outrigger_core::{Finding, Pointer, Rule, Severity, judge};
///
/// let clash = Finding::new(Rule::PortClash, Pointer::root(), "`api` and `web` both use the port 80", "use another");
/// assert_eq!(judge(vec![clash], &[Rule::PortClash], &[])[0].severity, Severity::Warning);
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
    fn allowed_and_denied_rules() {
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
    fn json_form() {
        let finding = Rule::DuplicateMember.finding(Pointer::root().then("cpu"), "twice", "once");
        assert_eq!(
            serde_json::to_string(&finding).unwrap(),
            r#"{"rule":"duplicate-member","severity":"warning","pointer":"/cpu","message":"twice","help":"once","source":{"title":"RFC 8259, section 4","url":"https://www.rfc-editor.org/rfc/rfc8259#section-4"}}"#
        );
    }
}
