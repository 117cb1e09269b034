//! `outrigger lint --list`: the rule book.

use outrigger::{Rule, Severity};
use serde::Serialize;

use super::LintArgs;
use crate::cli::ReportForm;
use crate::diagnostic::Diagnostic;
use crate::error::CommandError;
use crate::output::pretty;

/// A rule, for programs; its names are stable.
#[derive(Serialize)]
struct Entry {
    name: &'static str,
    severity: Severity,
    summary: &'static str,
    source: Option<outrigger::Source>,
    /// What AWS answers to what breaks it, where that is known.
    refusal: Option<&'static str>,
}

/// Every rule, with the severity that it has here.
pub(super) fn rule_book(args: &LintArgs, form: ReportForm) -> Result<String, CommandError> {
    let (allowed, denied) = (args.rules.allowed(), args.rules.denied());
    let severity = |rule: Rule| if denied.contains(&rule) { Severity::Error } else { rule.severity() };
    let rules = Rule::ALL.iter().copied().filter(|rule| !allowed.contains(rule));
    let entries = rules.map(|rule| Entry {
        name: rule.name(),
        severity: severity(rule),
        summary: rule.summary(),
        source: rule.source(),
        refusal: rule.refusal(),
    });
    match form {
        ReportForm::Text => {
            let line = |entry: Entry| {
                let source = entry.source.map(|source| format!("{:39}{source}\n", "")).unwrap_or_default();
                format!("{:<28}  {:<7}  {}\n{source}", entry.name, entry.severity, entry.summary)
            };
            Ok(entries.map(line).collect())
        }
        ReportForm::Json => pretty(&entries.collect::<Vec<_>>()),
        ReportForm::Sarif => {
            Err(Diagnostic::error("the rule book has no SARIF form").with_help("use --report json").into())
        }
    }
}
