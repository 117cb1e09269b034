//! What is said about a document: to people in sentences, to programs in JSON.

use std::path::Path;

use outrigger::json::file::Unkept;
use outrigger::{Plan, Skipped};
use serde::Serialize;

use crate::change::Change;
use crate::cli::ReportForm;
use crate::diagnostic::{Diagnostic, Source};
use crate::excerpt::printable;
use crate::request::Request;
use crate::terminal::{Terminal, Verbosity};
use crate::words::{summary, words};
use crate::work::Work;

/// The report on a document, for programs; its names are stable.
#[derive(Serialize)]
struct Report<'r> {
    file: Option<&'r str>,
    /// The line that the document stands on, with `--ndjson`.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    /// Whether the task definition is to be another one than it was.
    changed: bool,
    /// What was done, in a few words.
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

/// Whether what is reported is done, or would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Did,
    Would,
}

impl Mood {
    pub(crate) fn of(request: &Request) -> Self {
        if request.is_check { Self::Would } else { Self::Did }
    }
}

/// Reports what was found about a document that was worked out.
pub(crate) fn findings(work: &Work<'_>, source: Source<'_, '_>, change: &Change, terminal: &Terminal) {
    let is_done = !work.is_refused();
    if terminal.tone.form == ReportForm::Json {
        terminal.say_json(&Report {
            file: Some(source.name),
            line: source.line,
            changed: is_done && !work.plan.is_empty(),
            summary: is_done.then(|| summary(change, &work.plan)),
            ops: if is_done { work.plan.ops.len() } else { 0 },
            skipped: &work.plan.skipped,
            findings: &work.findings,
            error: None,
        });
    }
    work.findings.iter().for_each(|finding| terminal.show(finding));
}

/// What was done to a document, to be said when it has been.
pub(crate) fn done(
    plan: &Plan<'_>,
    source: Source<'_, '_>,
    change: &Change,
    mood: Mood,
    terminal: &Terminal,
) -> String {
    let is_verbose = terminal.tone.verbosity == Verbosity::Verbose;
    let would = if mood == Mood::Would && !plan.is_empty() { "would change: " } else { "" };
    let skipped = match plan.skipped.len() {
        count if count > 0 && !is_verbose => format!(", {count} skipped (-v says what)"),
        _ => String::new(),
    };
    let mut lines = vec![format!("{}: {would}{}{skipped}", place(source), summary(change, plan))];
    if is_verbose {
        lines.extend(plan.ops.iter().map(|op| format!("  {}", words(op))));
        let skipped = |Skipped { what, reason }: &Skipped| format!("  skipped {what}: {reason}");
        lines.extend(plan.skipped.iter().map(skipped));
    }
    lines.iter().map(|line| printable(line)).collect::<Vec<_>>().join("\n")
}

/// That another file changes with a document.
pub(crate) fn with(source: Source<'_, '_>, other: &Path, mood: Mood) -> String {
    let verb = if mood == Mood::Would { "would change" } else { "changed" };
    printable(&format!("{}: {verb} with {}", other.display(), place(source))).into_owned()
}

/// What was done to the lines of a file.
pub(crate) fn done_lines(name: &str, changed: usize, documents: usize, mood: Mood) -> String {
    let verb = if mood == Mood::Would { "would change" } else { "changed" };
    printable(&format!("{name}: {changed} of {documents} task definitions {verb}")).into_owned()
}

/// Reports on a document that could not be read.
pub(crate) fn unreadable(error: &Diagnostic, source: Source<'_, '_>, terminal: &Terminal) {
    terminal.say_json(&Report { file: Some(source.name), line: source.line, ..Report::failure(error) });
    terminal.show(error);
}

/// Reports on what is wrong with no document.
pub(crate) fn failure(error: &Diagnostic, terminal: &Terminal) {
    terminal.say_json(&Report::failure(error));
    terminal.show(error);
}

/// Reports what a file that was replaced could not keep, if there is something.
pub(crate) fn unkept(unkept: Option<&Unkept>, file: &str, terminal: &Terminal) {
    let Some(unkept) = unkept else { return };
    let warning = Diagnostic::warning(unkept.to_string()).with_help(unkept.help()).at(file, None);
    let findings = std::slice::from_ref(&warning);
    terminal.say_json(&Report { changed: true, findings, error: None, ..Report::failure(&warning) });
    terminal.show(&warning);
}

/// Reports on a file in a folder that is no task definition.
pub(crate) fn passed_over(error: &Diagnostic, source: Source<'_, '_>, terminal: &Terminal) {
    terminal.say(Verbosity::Verbose, &printable(&format!("{}: passed over: {}", place(source), error.message)));
}

/// The file, and the line where each line is a document.
fn place(source: Source<'_, '_>) -> String {
    source.line.map_or_else(|| source.name.to_string(), |line| format!("{}:{line}", source.name))
}
