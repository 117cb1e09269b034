//! Reports on one document: sentences for people, one JSON object for programs.

use std::path::Path;

use outrigger::json::file::Unkept;
use outrigger::{Direction, Plan, Sidecar, Skipped};
use serde::Serialize;

use super::diagnostic::{Diagnostic, Source};
use super::plan::{op_sentence, summary};
use super::printable::printable;
use super::terminal::{ReportForm, Terminal, Verbosity};

/// Whether a report is about changes that were made, or that would be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tense {
    Did,
    Would,
}

/// The report on a document, for programs; its names are stable.
#[derive(Serialize)]
struct Report<'r> {
    file: Option<&'r str>,
    /// The line of the document, with `--ndjson`.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    /// Whether the task definition changes.
    changed: bool,
    /// The changes in one line.
    summary: Option<String>,
    /// How many changes there are.
    ops: usize,
    skipped: &'r [Skipped],
    findings: &'r [Diagnostic],
    /// Why the document could not be read.
    error: Option<&'r Diagnostic>,
}

impl<'r> Report<'r> {
    fn failure(error: &'r Diagnostic) -> Self {
        let file = error.file.as_deref();
        Self {
            file,
            line: None,
            changed: false,
            summary: None,
            ops: 0,
            skipped: &[],
            findings: &[],
            error: Some(error),
        }
    }
}

/// Reports the plan and the findings of a document; `direction` and `sidecar` are what it was planned for.
pub(crate) fn report_document(
    plan: &Plan<'_>,
    findings: &[Diagnostic],
    (direction, sidecar): (Direction, &Sidecar),
    source: Source<'_, '_>,
    terminal: &Terminal,
) {
    let is_accepted = plan.errors().next().is_none();
    if terminal.tone.form == ReportForm::Json {
        terminal.print_json(&Report {
            file: Some(source.name),
            line: source.line,
            changed: is_accepted && !plan.is_empty(),
            summary: is_accepted.then(|| summary(plan, direction, sidecar)),
            ops: if is_accepted { plan.ops.len() } else { 0 },
            skipped: &plan.skipped,
            findings,
            error: None,
        });
    }
    findings.iter().for_each(|finding| terminal.print_diagnostic(finding));
}

/// The message about a document that was changed, or that needed no change.
pub(crate) fn document_message(
    plan: &Plan<'_>,
    (direction, sidecar): (Direction, &Sidecar),
    source: Source<'_, '_>,
    tense: Tense,
    verbosity: Verbosity,
) -> String {
    let is_verbose = verbosity == Verbosity::Verbose;
    let would = if tense == Tense::Would && !plan.is_empty() { "would change: " } else { "" };
    let skipped = match plan.skipped.len() {
        count if count > 0 && !is_verbose => format!(", {count} skipped (-v says what)"),
        _ => String::new(),
    };
    let mut lines = vec![format!("{}: {would}{}{skipped}", place(source), summary(plan, direction, sidecar))];
    if is_verbose {
        lines.extend(plan.ops.iter().map(|op| format!("  {}", op_sentence(op))));
        let skipped = |Skipped { what, reason }: &Skipped| format!("  skipped {what}: {reason}");
        lines.extend(plan.skipped.iter().map(skipped));
    }
    lines.iter().map(|line| printable(line)).collect::<Vec<_>>().join("\n")
}

/// The message about a file that changes together with a document.
pub(crate) fn changed_with_message(other: &Path, source: Source<'_, '_>, tense: Tense) -> String {
    printable(&format!("{}: {} with {}", other.display(), changed(tense), place(source))).into_owned()
}

/// The message about a file with a document on each line.
pub(crate) fn changed_lines_message(name: &str, count: usize, documents: usize, tense: Tense) -> String {
    printable(&format!("{name}: {count} of {documents} task definitions {}", changed(tense))).into_owned()
}

/// Reports a document that cannot be read.
pub(crate) fn report_unreadable(error: &Diagnostic, source: Source<'_, '_>, terminal: &Terminal) {
    terminal.print_json(&Report { file: Some(source.name), line: source.line, ..Report::failure(error) });
    terminal.print_diagnostic(error);
}

/// Reports a failure of the whole command.
pub(crate) fn report_failure(error: &Diagnostic, terminal: &Terminal) {
    terminal.print_json(&Report::failure(error));
    terminal.print_diagnostic(error);
}

/// Reports what could not be kept of a file that was replaced, such as its owner.
pub(crate) fn report_unkept(unkept: Option<&Unkept>, file: &str, terminal: &Terminal) {
    let Some(unkept) = unkept else { return };
    let warning = Diagnostic::warning(unkept.to_string()).with_help(unkept.help()).at(file, None);
    let findings = std::slice::from_ref(&warning);
    terminal.print_json(&Report { changed: true, findings, error: None, ..Report::failure(&warning) });
    terminal.print_diagnostic(&warning);
}

/// Reports a file in a folder that is not a task definition; only people who asked for details see it.
pub(crate) fn report_passed_over(error: &Diagnostic, source: Source<'_, '_>, terminal: &Terminal) {
    let line = format!("{}: passed over: {}", place(source), error.message);
    terminal.print_line(Verbosity::Verbose, &printable(&line));
}

fn changed(tense: Tense) -> &'static str {
    match tense {
        Tense::Did => "changed",
        Tense::Would => "would change",
    }
}

/// The file, with the line if each line is a document.
fn place(source: Source<'_, '_>) -> String {
    source.line.map_or_else(|| source.name.to_string(), |line| format!("{}:{line}", source.name))
}
