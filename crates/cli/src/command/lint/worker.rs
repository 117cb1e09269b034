//! [`LintWorker`]: checks one document at a time, on any thread.

use outrigger::json::file::Text;
use outrigger::{Finding, Rule, Service, Severity, judge, lint};
use serde::Serialize;

use crate::io::{Input, Line, read_document};
use crate::pipeline::{Batch, Worker, add_unread};
use crate::report::{Diagnostic, Reader, ReportForm, Source, Terminal, Tone, Verbosity, render};

/// Checks documents against the rules.
pub(super) struct LintWorker {
    pub(super) service: Service,
    pub(super) allowed: Vec<Rule>,
    pub(super) denied: Vec<Rule>,
    pub(super) tone: Tone,
    pub(super) has_colors: bool,
}

/// The findings in some documents.
#[derive(Default)]
pub(super) struct LintBatch {
    pub(super) counts: Counts,
    /// The text for standard output.
    pub(super) output: String,
    /// The messages for standard error.
    pub(super) messages: Terminal,
    /// The findings, for SARIF, which is one JSON document for all inputs.
    pub(super) findings: Vec<Diagnostic>,
    /// The errors of unreadable documents, for SARIF.
    pub(super) failures: Vec<Diagnostic>,
}

/// Numbers of documents and findings.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) documents: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) unread: usize,
}

/// The findings in a document, for programs; its names are stable.
#[derive(Serialize)]
struct Entry<'r> {
    file: &'r str,
    /// The line of the document, with `--ndjson`.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    findings: &'r [Diagnostic],
    /// Why the document could not be read.
    error: Option<&'r Diagnostic>,
}

impl Worker for LintWorker {
    type Batch = LintBatch;

    fn new_batch(&self) -> LintBatch {
        LintBatch { messages: Terminal::recording(self.tone), ..LintBatch::default() }
    }

    fn file(&self, input: &Input, text: Text, batch: &mut LintBatch) {
        self.document(Source { name: &input.name(), text: &text, line: None }, input, batch);
    }

    fn line(&self, input: &Input, _: Line<'_>, document: Option<Source<'_, '_>>, batch: &mut LintBatch) {
        if let Some(source) = document {
            self.document(source, input, batch);
        }
    }

    fn unreadable(&self, error: Diagnostic, source: Source<'_, '_>, batch: &mut LintBatch) {
        batch.counts.documents += 1;
        batch.counts.unread += 1;
        batch.messages.print_diagnostic(&error);
        match self.tone.form {
            ReportForm::Text => {}
            ReportForm::Json => batch.add_entry(source, &[], Some(&error)),
            ReportForm::Sarif => batch.failures.push(error),
        }
    }
}

impl Batch for LintBatch {
    fn messages(&self) -> &Terminal {
        &self.messages
    }

    fn has_failed(&self) -> bool {
        self.counts.errors + self.counts.unread > 0
    }
}

impl LintWorker {
    fn document(&self, source: Source<'_, '_>, input: &Input, batch: &mut LintBatch) {
        let document = match read_document(source, input) {
            Ok(document) => document,
            Err(unread) => return add_unread(self, unread, source, batch),
        };
        let findings = match lint(document.root(), &self.service) {
            Ok(findings) => {
                // The hints of findings are settings of an injection, which lint does not have.
                let findings = findings.into_iter().map(Finding::without_hint).collect();
                judge(findings, &self.allowed, &self.denied)
            }
            Err(error) => return self.unreadable(Diagnostic::of_refusal(&error, source, &document), source, batch),
        };
        let reader = if self.tone.form == ReportForm::Text { Reader::Person } else { Reader::Program };
        let mut findings = Diagnostic::of_findings(&findings, reader, source, &document);
        findings.sort_by_key(|finding| (finding.line.unwrap_or(usize::MAX), finding.column));
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        batch.counts.documents += 1;
        batch.counts.errors += errors;
        batch.counts.warnings += findings.len() - errors;
        match self.tone.form {
            ReportForm::Text => batch.output += &self.text(&findings),
            ReportForm::Json => batch.add_entry(source, &findings, None),
            ReportForm::Sarif => batch.findings.append(&mut findings),
        }
    }

    /// The findings for people, as far as they asked for them.
    fn text(&self, findings: &[Diagnostic]) -> String {
        let is_shown =
            |finding: &&Diagnostic| finding.severity == Severity::Error || self.tone.verbosity > Verbosity::Quiet;
        let text: String = findings.iter().filter(is_shown).map(render).collect();
        if self.has_colors { text } else { anstream::adapter::strip_str(&text).to_string() }
    }
}

impl LintBatch {
    fn add_entry(&mut self, source: Source<'_, '_>, findings: &[Diagnostic], error: Option<&Diagnostic>) {
        let entry = Entry { file: source.name, line: source.line, findings, error };
        self.output += &(serde_json::to_string(&entry).unwrap_or_default() + "\n");
    }
}
