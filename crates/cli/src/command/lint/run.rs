//! Linting documents on several threads; what is found is written in the order in which they were read.

use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::sync::Arc;

use outrigger::{Finding, Rule, Service, Severity, judge, lint};
use serde::Serialize;

use super::LintArgs;
use crate::block::{BLOCK, Block, Blocks, broken};
use crate::cli::ReportForm;
use crate::diagnostic::{Diagnostic, Reader, Source};
use crate::error::{CommandError, Status};
use crate::input::{Folders, Input, Stream, inputs};
use crate::output::{pretty, to_stdout};
use crate::parallel::{Jobs, OnFailure, in_order};
use crate::progress::{Progress, Total};
use crate::read::{self, Unread};
use crate::render::render;
use crate::report;
use crate::sarif;
use crate::terminal::{Terminal, Tone, Verbosity, colors_output};
use crate::words::counted;

/// Lints what was named.
///
/// # Errors
///
/// Documents that cannot be read, and what standard output refuses.
pub(super) fn run(args: &LintArgs, terminal: &Terminal) -> Result<Status, CommandError> {
    let inputs = inputs(&args.files, Folders::Allowed)?;
    let request = Request {
        service: Service::default().with_desired_count(args.desired_count),
        allowed: args.rules.allowed(),
        denied: args.rules.denied(),
        tone: terminal.tone,
        has_colors: colors_output(),
    };
    let (request, jobs) = (Arc::new(request), args.jobs.jobs());
    let mut run = Run { request, jobs, terminal, total: Linted::default(), has_ended: Ok(()) };
    if args.ndjson {
        let _ = inputs.into_iter().try_for_each(|input| run.lines(input));
    } else {
        run.files(inputs);
    }
    terminal.show_progress(None);
    run.finish()
}

/// What documents are held against.
struct Request {
    service: Service,
    allowed: Vec<Rule>,
    denied: Vec<Rule>,
    tone: Tone,
    has_colors: bool,
}

/// What was found in documents.
#[derive(Default)]
struct Linted {
    documents: usize,
    errors: usize,
    warnings: usize,
    unread: usize,
    /// What goes to standard output.
    output: String,
    /// What goes to standard error.
    said: Terminal,
    /// For SARIF, which is one document for all.
    findings: Vec<Diagnostic>,
    failures: Vec<Diagnostic>,
}

/// What was found in a document, for programs; its names are stable.
#[derive(Serialize)]
struct Entry<'r> {
    file: &'r str,
    /// The line that the document stands on, with `--ndjson`.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    findings: &'r [Diagnostic],
    /// Why the document could not be read.
    error: Option<&'r Diagnostic>,
}

/// Task definitions being linted.
struct Run<'r> {
    request: Arc<Request>,
    jobs: Jobs,
    terminal: &'r Terminal,
    total: Linted,
    has_ended: Result<(), CommandError>,
}

impl Run<'_> {
    fn files(&mut self, inputs: Vec<Input>) {
        let count = inputs.len() as u64;
        if count > 1 {
            self.show_progress(Total::Files(count));
        }
        let request = Arc::clone(&self.request);
        let work = move |input: Input| {
            let mut linted = Linted::new(&request);
            let name = input.name();
            match read::text(&input) {
                Ok(text) => linted.document(Source { name: &name, text: &text, line: None }, &input, &request),
                Err(unread) => linted.unread(unread, Source { name: &name, text: "", line: None }, &request),
            }
            (linted, 1)
        };
        in_order(self.jobs.threads(Some(count)), inputs.into_iter(), work, |linted| self.take(linted));
    }

    fn lines(&mut self, input: Input) -> ControlFlow<()> {
        let request = Arc::clone(&self.request);
        let Stream { reader, length } = match input.open() {
            Ok(stream) => stream,
            Err(error) => {
                let mut linted = Linted::new(&request);
                let unread = Unread::Unreadable(Box::new(error.into()));
                linted.unread(unread, Source { name: &input.name(), text: "", line: None }, &request);
                return self.take((linted, 0));
            }
        };
        self.show_progress(length.map_or(Total::Unknown, Total::Bytes));
        let on_failure = self.jobs.on_failure;
        let work = move |block: io::Result<Block>| {
            let mut linted = Linted::new(&request);
            let name = input.name();
            let length = block.as_ref().map_or(0, |block| block.bytes().len() as u64);
            match &block {
                Ok(block) => {
                    for line in block.lines().filter(|line| !line.is_blank()) {
                        if linted.is_last(on_failure) {
                            break;
                        }
                        let source = line.without_text(&name);
                        match line.text(&input) {
                            Ok(text) => linted.document(Source { text, ..source }, &input, &request),
                            Err(unread) => linted.unread(unread, source, &request),
                        }
                    }
                }
                Err(error) => {
                    linted.unread(broken(&name, error), Source { name: &name, text: "", line: None }, &request);
                }
            }
            (linted, length)
        };
        let threads = self.jobs.threads(length.map(|length| length.div_ceil(BLOCK as u64)));
        let mut next = ControlFlow::Continue(());
        in_order(threads, Blocks::new(reader), work, |linted| {
            next = self.take(linted);
            next
        });
        next
    }

    /// Shows how far this is, where the result itself is not shown in the same place.
    fn show_progress(&self, total: Total) {
        if !io::stdout().is_terminal() {
            self.terminal.show_progress(Progress::new(total, self.request.tone));
        }
    }

    /// Tells what was found.
    fn take(&mut self, (mut linted, length): (Linted, u64)) -> ControlFlow<()> {
        self.terminal.pass_on(&linted.said.recorded());
        self.has_ended = to_stdout(&linted.output);
        self.terminal.advance(length);
        let total = &mut self.total;
        total.documents += linted.documents;
        total.errors += linted.errors;
        total.warnings += linted.warnings;
        total.unread += linted.unread;
        total.findings.append(&mut linted.findings);
        total.failures.append(&mut linted.failures);
        if self.has_ended.is_err() || linted.is_last(self.jobs.on_failure) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn finish(self) -> Result<Status, CommandError> {
        self.has_ended?;
        let Linted { documents, errors, warnings, unread, findings, failures, .. } = self.total;
        if self.request.tone.form == ReportForm::Sarif {
            to_stdout(&pretty(&sarif::log(&findings, &failures))?)?;
        }
        let documents_linted = counted(documents, "task definition");
        let found = match (errors, warnings) {
            (0, 0) => "nothing found".to_string(),
            _ => format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")),
        };
        self.terminal.say(Verbosity::Normal, &format!("{documents_linted} linted: {found}"));
        if unread > 0 {
            return Err(CommandError::Unread { unread, of: documents });
        }
        Ok(if errors > 0 { Status::Findings } else { Status::Done })
    }
}

impl Linted {
    fn new(request: &Request) -> Self {
        Self { said: Terminal::recording(request.tone), ..Self::default() }
    }

    /// Whether nothing is to come after this.
    fn is_last(&self, on_failure: OnFailure) -> bool {
        on_failure == OnFailure::Stop && self.errors + self.unread > 0
    }

    fn document(&mut self, source: Source<'_, '_>, input: &Input, request: &Request) {
        let document = match read::read(source, input) {
            Ok(document) => document,
            Err(unread) => return self.unread(unread, source, request),
        };
        let findings = match lint(document.root(), &request.service) {
            Ok(findings) => {
                // The settings that findings name are those of an injection.
                let findings = findings.into_iter().map(Finding::without_hint).collect();
                judge(findings, &request.allowed, &request.denied)
            }
            Err(error) => {
                let error = Box::new(Diagnostic::of_refusal(&error, source, &document));
                return self.unread(Unread::Unreadable(error), source, request);
            }
        };
        let reader = if request.tone.form == ReportForm::Text { Reader::Person } else { Reader::Program };
        let mut findings = Diagnostic::of_findings(&findings, reader, source, &document);
        findings.sort_by_key(|finding| (finding.line.unwrap_or(usize::MAX), finding.column));
        self.documents += 1;
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        self.errors += errors;
        self.warnings += findings.len() - errors;
        match request.tone.form {
            ReportForm::Text => {
                let shown = |finding: &&Diagnostic| {
                    finding.severity == Severity::Error || request.tone.verbosity > Verbosity::Quiet
                };
                for finding in findings.iter().filter(shown) {
                    let text = render(finding);
                    if request.has_colors {
                        self.output += &text;
                    } else {
                        self.output += &anstream::adapter::strip_str(&text).to_string();
                    }
                }
            }
            ReportForm::Json => self.entry(source, &findings, None),
            ReportForm::Sarif => self.findings.append(&mut findings),
        }
    }

    fn unread(&mut self, unread: Unread, source: Source<'_, '_>, request: &Request) {
        match unread {
            Unread::PassedOver(error) => report::passed_over(&error, source, &self.said),
            Unread::Unreadable(error) => {
                self.documents += 1;
                self.unread += 1;
                self.said.show(&error);
                match request.tone.form {
                    ReportForm::Text => {}
                    ReportForm::Json => self.entry(source, &[], Some(&error)),
                    ReportForm::Sarif => self.failures.push(*error),
                }
            }
        }
    }

    fn entry(&mut self, source: Source<'_, '_>, findings: &[Diagnostic], error: Option<&Diagnostic>) {
        let entry = Entry { file: source.name, line: source.line, findings, error };
        self.output += &(serde_json::to_string(&entry).unwrap_or_default() + "\n");
    }
}
