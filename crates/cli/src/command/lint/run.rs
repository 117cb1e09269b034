//! Lints the inputs: prints the findings in the order of the inputs, and a summary.

use std::ops::ControlFlow;
use std::sync::Arc;

use outrigger::Service;

use super::LintArgs;
use super::worker::{Counts, LintBatch, LintWorker};
use crate::error::{CommandError, Status};
use crate::io::{Folders, Layout, LineBlock, inputs, pretty_json, write_stdout};
use crate::pipeline::{self, Batch, Jobs, Receiver};
use crate::report::{Diagnostic, ReportForm, Terminal, Verbosity, colors_output, counted, sarif_log};

/// Lints the inputs.
///
/// # Errors
///
/// Documents that cannot be read, and a closed standard output.
pub(super) fn run(args: &LintArgs, terminal: &Terminal) -> Result<Status, CommandError> {
    let inputs = inputs(&args.files, Folders::Allowed)?;
    let worker = Arc::new(LintWorker {
        service: Service::default().with_desired_count(args.desired_count),
        allowed: args.rules.allowed(),
        denied: args.rules.denied(),
        tone: terminal.tone,
        has_colors: colors_output(),
    });
    let layout = if args.ndjson { Layout::Lines } else { Layout::Whole };
    let jobs = args.jobs.jobs();
    let mut results = Results {
        jobs,
        terminal,
        counts: Counts::default(),
        findings: Vec::new(),
        failures: Vec::new(),
        written: Ok(()),
    };
    let _ = pipeline::run(&worker, inputs, (layout, jobs), &mut results, terminal);
    results.finish()
}

/// Prints results in order.
struct Results<'r> {
    jobs: Jobs,
    terminal: &'r Terminal,
    counts: Counts,
    findings: Vec<Diagnostic>,
    failures: Vec<Diagnostic>,
    /// Whether standard output has taken everything so far.
    written: Result<(), CommandError>,
}

impl Receiver<LintWorker> for Results<'_> {
    fn file(&mut self, mut batch: LintBatch) -> ControlFlow<()> {
        self.terminal.print(&batch.messages.take_recorded());
        self.written = write_stdout(&batch.output);
        self.counts.documents += batch.counts.documents;
        self.counts.errors += batch.counts.errors;
        self.counts.warnings += batch.counts.warnings;
        self.counts.unread += batch.counts.unread;
        self.findings.append(&mut batch.findings);
        self.failures.append(&mut batch.failures);
        if self.written.is_err() || self.jobs.stops_after(batch.has_failed()) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn lines(&mut self, batch: LintBatch, _: Option<LineBlock>) -> ControlFlow<()> {
        self.file(batch)
    }

    fn writes_to_stdout(&self) -> bool {
        true
    }
}

impl Results<'_> {
    /// Prints the summary, and makes the exit status.
    fn finish(self) -> Result<Status, CommandError> {
        self.written?;
        if self.terminal.tone.form == ReportForm::Sarif {
            write_stdout(&pretty_json(&sarif_log(&self.findings, &self.failures))?)?;
        }
        let Counts { documents, errors, warnings, unread } = self.counts;
        let checked = counted(documents - unread, "task definition");
        let summary = match (errors, warnings) {
            (0, 0) => "nothing found".to_string(),
            _ => format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")),
        };
        self.terminal.print_line(Verbosity::Normal, &format!("{checked} checked: {summary}"));
        if unread > 0 {
            return Err(CommandError::Unread { unread, of: documents });
        }
        Ok(if errors > 0 { Status::Findings } else { Status::Done })
    }
}
