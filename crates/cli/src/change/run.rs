//! Runs a request: writes the results in the order of the inputs.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use outrigger::json::file::{self, FileError, Old, Staged, Version};

use super::batch::{ChangeBatch, Counts, FileResult};
use super::request::{Request, Target};
use super::worker::ChangeWorker;
use crate::error::{CommandError, Status};
use crate::io::{Emit, Input, LineBlock, Output, Rewrite, diff, write_in_place};
use crate::pipeline::{self, Receiver};
use crate::report::{Terminal, Verbosity, changed_lines_message, report_unkept};

/// Runs a request.
///
/// # Errors
///
/// A document that cannot be read or is refused (its file stays as it is), and a result that cannot be written.
pub(crate) fn run(mut request: Request, terminal: &Terminal) -> Result<Status, CommandError> {
    let inputs = std::mem::take(&mut request.inputs);
    let output = match &request.target {
        Target::Nowhere | Target::InPlace => Output::Nowhere,
        Target::Stdout => Output::Stdout,
        Target::File(path) => Output::File { path: path.clone(), staged: None },
    };
    let how = (request.layout, request.jobs);
    let worker = Arc::new(ChangeWorker { request, tone: terminal.tone });
    let mut results = Results {
        request: &worker.request,
        terminal,
        output,
        is_only_file: inputs.len() == 1,
        counts: Counts::default(),
        last: Vec::new(),
        named_parts: Vec::new(),
        done_last: Vec::new(),
        stream: Stream::default(),
        failure: None,
        is_stopped: false,
    };
    let _ = pipeline::run(&worker, inputs, how, &mut results, terminal);
    results.finish()
}

/// Writes results in order.
struct Results<'r> {
    request: &'r Request,
    terminal: &'r Terminal,
    output: Output,
    is_only_file: bool,
    counts: Counts,
    /// Files that are replaced after all documents are worked on.
    last: Vec<Rewrite>,
    /// The messages about them.
    done_last: Vec<String>,
    /// Files that the user named and that were worked on as a part of other files.
    named_parts: Vec<PathBuf>,
    stream: Stream,
    /// The failure that ended the work, other than a refused document.
    failure: Option<CommandError>,
    is_stopped: bool,
}

/// The stream whose lines are being written.
#[derive(Default)]
struct Stream {
    /// In place: the new file, and the version of the old one.
    staged: Option<(Staged, Version)>,
    counts: Counts,
    /// For a diff, which needs both texts as a whole.
    old: Vec<u8>,
    new: Vec<u8>,
}

impl Receiver<ChangeWorker> for Results<'_> {
    fn file(&mut self, mut batch: ChangeBatch) -> ControlFlow<()> {
        let result = replace_staged(&mut batch);
        let next = self.take_messages(&batch);
        let written = match result {
            FileResult::Nothing | FileResult::Staged { .. } => Ok(()),
            FileResult::Text { old, new } if self.is_only_file => {
                self.output.write_only(&[new.text(&old).as_bytes()], self.terminal)
            }
            FileResult::Text { old, new } => self.output.write(&[new.text(&old).as_bytes()]),
            FileResult::Last(rewrites) => {
                self.last.extend(rewrites);
                self.done_last.append(&mut batch.done);
                Ok(())
            }
            FileResult::Refused(error) => Err(error),
        };
        self.break_on_failure(written)?;
        self.print_done(&batch);
        self.named_parts.append(&mut batch.named_parts);
        next
    }

    fn lines(&mut self, batch: ChangeBatch, block: Option<LineBlock>) -> ControlFlow<()> {
        let next = self.take_messages(&batch);
        let Some(block) = block else { return self.stop() };
        let parts = batch.lines.slices(block.bytes());
        let is_diff = self.is_diff();
        let written = match &mut self.stream {
            Stream { staged: Some((staged, _)), .. } => staged.write(&parts).map_err(CommandError::from),
            Stream { old, new, .. } if is_diff => {
                old.extend_from_slice(block.bytes());
                parts.iter().for_each(|part| new.extend_from_slice(part));
                Ok(())
            }
            Stream { .. } => self.output.write(&parts),
        };
        self.break_on_failure(written)?;
        self.print_done(&batch);
        self.stream.counts.add(batch.counts);
        next
    }

    fn begin_stream(&mut self, input: &Input) -> Result<(), FileError> {
        self.stream = Stream::default();
        if let (Target::InPlace, Input::Named(path) | Input::Found(path)) = (&self.request.target, input) {
            // The version from before the file is read: a later change is then noticed.
            let version = Version::of(&file::open(path)?, path)?;
            self.stream.staged = Some((Staged::replacing(path)?, version));
        }
        Ok(())
    }

    fn end_stream(&mut self, input: &Input) -> ControlFlow<()> {
        let name = input.name();
        let Stream { staged, counts, old, new } = std::mem::take(&mut self.stream);
        let written = match staged {
            Some((staged, version)) if counts.changed > 0 => {
                let unkept = staged.put_over(&Old::Version(version));
                unkept.map(|unkept| report_unkept(unkept.as_ref(), &name, self.terminal)).map_err(CommandError::from)
            }
            None if self.is_diff() => {
                let [old, new] = [old, new].map(|text| String::from_utf8_lossy(&text).into_owned());
                self.output.write(&[diff(&name, &old, &new, self.request.diff_style).as_bytes()])
            }
            Some(_) | None => Ok(()),
        };
        self.break_on_failure(written)?;
        let Counts { documents, changed, .. } = counts;
        let message = changed_lines_message(&name, changed, documents, self.request.tense());
        self.terminal.print_line(Verbosity::Normal, &message);
        ControlFlow::Continue(())
    }

    /// Terraform files come first, because the files that they refer to change with them.
    #[cfg(feature = "terraform")]
    fn comes_first(&self, input: &Input) -> bool {
        super::terraform::is_terraform_file(input)
    }

    /// A file that a Terraform file refers to has been worked on with that file.
    #[cfg(feature = "terraform")]
    fn is_wanted(&self, input: &Input) -> bool {
        input.real().is_none_or(|path| !self.named_parts.contains(&path))
    }

    fn writes_to_stdout(&self) -> bool {
        matches!(self.output, Output::Stdout)
    }
}

impl Results<'_> {
    /// Writes the files that come last, and makes the exit status.
    fn finish(mut self) -> Result<Status, CommandError> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let Counts { documents, changed, refused } = self.counts;
        if self.is_stopped {
            return Err(CommandError::Stopped { after: documents - refused });
        }
        self.output.finish(self.terminal)?;
        write_in_place(&self.last, self.terminal)?;
        if documents == 0 {
            self.done_last.push("nothing to do: no task definition was found".to_string());
        }
        self.done_last.iter().for_each(|line| self.terminal.print_line(Verbosity::Normal, line));
        if refused > 0 {
            return Err(CommandError::Refused { refused, of: documents });
        }
        Ok(if self.request.is_check && changed > 0 { Status::Changes } else { Status::Done })
    }

    /// Prints findings and errors, and counts the documents. Breaks if `--fail-fast` ends the work.
    fn take_messages(&mut self, batch: &ChangeBatch) -> ControlFlow<()> {
        self.terminal.print(&batch.messages.take_recorded());
        self.counts.add(batch.counts);
        if self.request.jobs.stops_after(batch.counts.refused > 0) {
            return self.stop();
        }
        ControlFlow::Continue(())
    }

    fn print_done(&self, batch: &ChangeBatch) {
        batch.done.iter().for_each(|line| self.terminal.print_line(Verbosity::Normal, line));
    }

    /// Ends the work; results that are incomplete are not written.
    fn stop(&mut self) -> ControlFlow<()> {
        self.is_stopped = true;
        ControlFlow::Break(())
    }

    fn break_on_failure(&mut self, result: Result<(), CommandError>) -> ControlFlow<()> {
        match result {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                self.failure = Some(failure);
                ControlFlow::Break(())
            }
        }
    }

    /// Whether the lines of a stream are collected for a diff.
    fn is_diff(&self) -> bool {
        self.request.emit == Emit::Diff && self.request.target != Target::Nowhere
    }
}

/// Takes out the result; a staged file replaces the old one first, so that its warnings are among the messages.
fn replace_staged(batch: &mut ChangeBatch) -> FileResult {
    let result = std::mem::replace(&mut batch.file, FileResult::Nothing);
    let FileResult::Staged { name, old, staged } = result else { return result };
    match staged.put_over(&Old::Text(&old)) {
        Ok(unkept) => report_unkept(unkept.as_ref(), &name, &batch.messages),
        Err(error) => batch.fail(error, &name),
    }
    FileResult::Nothing
}
