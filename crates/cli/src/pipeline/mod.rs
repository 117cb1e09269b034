//! Many documents: read and worked on by several threads, with the results in the order of the inputs.
//!
//! `inject`, `remove` and `lint` share this. A [`Worker`] works on one document, on any thread. A [`Receiver`] gets the
//! batches of results in order, on the main thread, and writes them.

mod files;
mod jobs;
mod lines;
mod parallel;

use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::sync::Arc;

use outrigger::json::file::{FileError, Text};

use crate::io::{Input, Layout, Line, LineBlock, Unread};
use crate::report::{Diagnostic, Progress, Source, Terminal, Total, report_passed_over};

pub(crate) use jobs::{Jobs, OnFailure};

/// Works on documents, on several threads at once.
pub(crate) trait Worker: Send + Sync + 'static {
    /// The results for one file, or for some lines of a stream.
    type Batch: Batch;

    /// An empty batch.
    fn new_batch(&self) -> Self::Batch;

    /// Works on a file with one document.
    fn file(&self, input: &Input, text: Text, batch: &mut Self::Batch);

    /// Works on a line; `document` is its text, and `None` if the line is blank or unreadable.
    fn line(&self, input: &Input, line: Line<'_>, document: Option<Source<'_, '_>>, batch: &mut Self::Batch);

    /// Adds the error of a document that cannot be read.
    fn unreadable(&self, error: Diagnostic, source: Source<'_, '_>, batch: &mut Self::Batch);
}

/// Results that wait for their turn.
pub(crate) trait Batch: Send + 'static {
    /// Records messages to standard error.
    fn messages(&self) -> &Terminal;

    /// Whether `--fail-fast` ends the work after this batch.
    fn has_failed(&self) -> bool;
}

/// Receives batches in the order of the inputs.
pub(crate) trait Receiver<W: Worker> {
    /// Receives the results of a file, or of an input that cannot be opened.
    fn file(&mut self, batch: W::Batch) -> ControlFlow<()>;

    /// Receives the results of some lines, and the lines; `None` if the stream cannot be read further.
    fn lines(&mut self, batch: W::Batch, block: Option<LineBlock>) -> ControlFlow<()>;

    /// Prepares for the lines of a stream, before it is opened.
    fn begin_stream(&mut self, _: &Input) -> Result<(), FileError> {
        Ok(())
    }

    /// Completes a stream after its last line.
    fn end_stream(&mut self, _: &Input) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    /// Whether a file is worked on before the others.
    fn comes_first(&self, _: &Input) -> bool {
        false
    }

    /// Whether a file is still worked on, after those that came first.
    fn is_wanted(&self, _: &Input) -> bool {
        true
    }

    /// Whether results are written to standard output.
    fn writes_to_stdout(&self) -> bool;
}

/// Works on all documents of the inputs; breaks as soon as the receiver does.
pub(crate) fn run<W: Worker>(
    worker: &Arc<W>,
    inputs: Vec<Input>,
    (layout, jobs): (Layout, Jobs),
    receiver: &mut impl Receiver<W>,
    terminal: &Terminal,
) -> ControlFlow<()> {
    let end = match layout {
        Layout::Whole => files::run(worker, inputs, jobs, receiver, terminal),
        Layout::Lines => inputs.into_iter().try_for_each(|input| lines::run(worker, input, jobs, receiver, terminal)),
    };
    terminal.show_progress(None);
    end
}

/// Adds an input that was not read to a batch.
pub(crate) fn add_unread<W: Worker>(worker: &W, unread: Unread, source: Source<'_, '_>, batch: &mut W::Batch) {
    match unread {
        Unread::PassedOver(error) => report_passed_over(&error, source, batch.messages()),
        Unread::Unreadable(error) => worker.unreadable(*error, source, batch),
    }
}

/// Shows the progress, unless the results themselves appear on the terminal.
fn show_progress(total: Total, writes_to_stdout: bool, terminal: &Terminal) {
    if !writes_to_stdout || !io::stdout().is_terminal() {
        terminal.show_progress(Progress::new(total, terminal.tone));
    }
}
