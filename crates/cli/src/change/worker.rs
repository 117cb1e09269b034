//! [`ChangeWorker`]: changes one document at a time, on any thread.

use outrigger::json::file::{FileError, Staged, Text};

use super::batch::{ChangeBatch, FileResult};
use super::document::{ChangedDocument, change_document};
use super::new_text::NewText;
use super::request::{Request, Target};
use crate::error::CommandError;
use crate::io::{Emit, Input, Layout, Line, Rewrite, diff, json_text};
use crate::pipeline::{Worker, add_unread};
use crate::report::{Diagnostic, Source, Tone, Verbosity, changed_with_message, document_message, report_document};

/// Changes documents as a request says.
pub(super) struct ChangeWorker {
    pub(super) request: Request,
    pub(super) tone: Tone,
}

impl Worker for ChangeWorker {
    type Batch = ChangeBatch;

    fn new_batch(&self) -> ChangeBatch {
        ChangeBatch::new(self.tone)
    }

    fn file(&self, input: &Input, text: Text, batch: &mut ChangeBatch) {
        let name = input.name();
        let source = Source { name: &name, text: &text, line: None };
        let Some(changed) = self.document(source, input, batch).map(ChangedDocument::into_owned) else { return };
        match file_result(&self.request, input, text, changed) {
            Ok(result) => batch.file = result,
            Err(error) => batch.fail(error, &name),
        }
    }

    /// A line that is blank or refused stays as it is.
    fn line(&self, input: &Input, line: Line<'_>, document: Option<Source<'_, '_>>, batch: &mut ChangeBatch) {
        let changed = document.and_then(|source| self.document(source, input, batch));
        if self.request.jobs.stops_after(batch.counts.refused > 0) {
            return;
        }
        let end = line.at + line.content.len();
        match (self.request.emit, changed) {
            (Emit::Document | Emit::Diff, Some(ChangedDocument { text: NewText::Changed(text), .. })) => {
                batch.lines.add(text);
            }
            (Emit::Document | Emit::Diff, Some(ChangedDocument { text: NewText::Unchanged, .. }) | None) => {
                batch.lines.keep(line.at..end);
            }
            (Emit::Plan, Some(changed)) => batch.lines.add(json_text(&changed.plan, Layout::Lines)),
            (Emit::JsonPatch, Some(changed)) => batch.lines.add(json_text(&changed.patch, Layout::Lines)),
            (Emit::Plan | Emit::JsonPatch, None) => {}
        }
        if matches!(self.request.emit, Emit::Document | Emit::Diff) {
            batch.lines.keep(end..end + line.end.len());
        }
    }

    fn unreadable(&self, error: Diagnostic, source: Source<'_, '_>, batch: &mut ChangeBatch) {
        batch.add_unreadable(&error, source);
    }
}

impl ChangeWorker {
    /// Changes a document, and adds its messages to the batch. `None` if it is refused or passed over.
    fn document<'p>(
        &'p self,
        source: Source<'_, 'p>,
        input: &Input,
        batch: &mut ChangeBatch,
    ) -> Option<ChangedDocument<'p>> {
        let Request { change, emit, .. } = &self.request;
        let mut changed = match change_document(source, input, change, *emit, self.tone) {
            Ok(changed) => changed,
            Err(unread) => {
                add_unread(self, unread, source, batch);
                return None;
            }
        };
        batch.named_parts.append(&mut changed.named_parts);
        let planned_for = (change.direction, &change.sidecar);
        report_document(&changed.plan, &changed.findings, planned_for, source, &batch.messages);
        if changed.is_refused() {
            batch.add_refused();
            return None;
        }
        let (tense, verbosity) = (self.request.tense(), self.tone.verbosity);
        // A message for each line is more than most people want to read.
        if source.line.is_none() || verbosity == Verbosity::Verbose {
            batch.done.push(document_message(&changed.plan, planned_for, source, tense, verbosity));
        }
        batch.done.extend(changed.others.iter().map(|other| changed_with_message(&other.path, source, tense)));
        batch.counts.documents += 1;
        batch.counts.changed += usize::from(!changed.plan.is_empty());
        Some(changed)
    }
}

/// The result of a file for the target of the request; a file in place is already written beside the old one.
fn file_result(
    request: &Request,
    input: &Input,
    old: Text,
    changed: ChangedDocument<'_>,
) -> Result<FileResult, FileError> {
    let ChangedDocument { text: new, plan, patch, others, is_written_last, .. } = changed;
    let emitted = |text: String| FileResult::Text { old: Text::default(), new: NewText::Changed(text) };
    Ok(match (&request.target, request.emit, input) {
        (Target::Nowhere, _, _) => FileResult::Nothing,
        (Target::InPlace, _, Input::Named(path) | Input::Found(path)) => {
            if is_written_last {
                let own = (new.text(&old) != &*old).then(|| {
                    let text = new.into_text(&old).into_owned();
                    Rewrite { path: path.clone(), old: old.into(), new: text }
                });
                return Ok(FileResult::Last(own.into_iter().chain(others).collect()));
            }
            if new.text(&old) == &*old {
                return Ok(FileResult::Nothing);
            }
            let mut staged = Staged::replacing(path)?;
            staged.write(&[new.text(&old).as_bytes()])?;
            staged.sync()?;
            FileResult::Staged { name: input.name().into_owned(), old, staged }
        }
        (_, Emit::Diff, _) => {
            let mut text = diff(&input.name(), &old, &new.into_text(&old), request.diff_style);
            for Rewrite { path, old, new } in others {
                text += &diff(&path.to_string_lossy(), &old, &new, request.diff_style);
            }
            emitted(text)
        }
        (_, Emit::Document, _) if !others.is_empty() => FileResult::Refused(also_in(&others)),
        (_, Emit::Document, _) => FileResult::Text { old, new },
        (_, Emit::Plan, _) => emitted(json_text(&plan, Layout::Whole)),
        (_, Emit::JsonPatch, _) => emitted(json_text(&patch, Layout::Whole)),
    })
}

fn also_in(others: &[Rewrite]) -> CommandError {
    let paths: Vec<_> = others.iter().map(|other| format!("`{}`", other.path.display())).collect();
    let error = Diagnostic::error(format!("the change is also in {}", paths.join(" and ")));
    error.with_help("write all of them with --in-place, or see them with --emit diff").into()
}
