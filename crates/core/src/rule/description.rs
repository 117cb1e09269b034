//! [`Description`]: the fixed facts about a rule, such as its name and its severity.

use crate::rule::{Severity, Source};

/// The fixed facts about a rule.
#[derive(Debug)]
pub(crate) struct Description {
    /// The name of the rule, in kebab case.
    pub(crate) name: &'static str,
    /// The severity of its findings, unless a policy changes it.
    pub(crate) severity: Severity,
    /// Where the rule is documented; `None` for a rule of this project.
    pub(crate) source: Option<Source>,
    /// What AWS answers to a task definition that breaks the rule, if known.
    pub(crate) refusal: Option<&'static str>,
    /// A task definition that breaks this rule and no other; `None` for rules about injections.
    pub(crate) example: Option<Example>,
}

/// Two versions of a task definition: one that breaks a rule, and one that does not.
///
/// ```
/// use outrigger_core::{Document, Rule, Service, lint};
///
/// let example = Rule::PortClash.example().ok_or("no example")?;
/// let document = Document::scan(example.breaks)?;
/// assert_eq!(lint(document.root(), &Service::default())?[0].rule, Rule::PortClash);
/// let document = Document::scan(example.holds)?;
/// assert!(lint(document.root(), &Service::default())?.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Example {
    /// A JSON text that breaks this rule and no other.
    pub breaks: &'static str,
    /// A JSON text that breaks no rule.
    pub holds: &'static str,
}
