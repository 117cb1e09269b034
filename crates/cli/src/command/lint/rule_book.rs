//! `outrigger lint --list`: all rules.

use outrigger::{Rule, Severity};
use serde::Serialize;

use super::LintArgs;
use crate::error::CommandError;
use crate::io::pretty_json;
use crate::report::{Diagnostic, ReportForm};

/// A rule, for programs; its names are stable.
#[derive(Serialize)]
struct Entry {
    name: &'static str,
    severity: Severity,
    summary: &'static str,
    source: Option<outrigger::Source>,
    /// The error message of AWS, if it is known.
    refusal: Option<&'static str>,
}

/// Every rule that is not allowed, with its severity; `--deny` makes it an error.
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
        ReportForm::Json => pretty_json(&entries.collect::<Vec<_>>()),
        ReportForm::Sarif => {
            Err(Diagnostic::error("the list of rules has no SARIF form").with_help("use --report json").into())
        }
    }
}
