//! [`ChangedDocument`]: one document with its plan and its new text; nothing is written yet.

use std::path::PathBuf;

use outrigger::{Plan, Value, View, json, lower};

use super::new_text::NewText;
use super::request::Change;
use crate::io::{Emit, Input, Rewrite, Unread, read_document};
use crate::report::{Diagnostic, Reader, Source, Tone};

/// One document with its plan and its new text.
#[derive(Debug)]
pub(super) struct ChangedDocument<'p> {
    /// The new text; unchanged if the plan is refused.
    pub(super) text: NewText,
    pub(super) plan: Plan<'p>,
    /// The plan as a JSON Patch, if that is emitted.
    pub(super) patch: Option<Value<'static>>,
    /// The plan's findings with their places, if they are printed.
    pub(super) findings: Vec<Diagnostic>,
    /// Other files that change with this document.
    pub(super) others: Vec<Rewrite>,
    /// Files that the user named and that belong to this document; without symbolic links.
    pub(super) named_parts: Vec<PathBuf>,
    /// Whether other files were read for it: then no file is written before all documents are worked on.
    pub(super) is_written_last: bool,
}

/// Plans the change of a document, and makes its new text.
///
/// # Errors
///
/// A text that is not a task definition.
pub(super) fn change_document<'p>(
    source: Source<'_, 'p>,
    input: &Input,
    change: &'p Change,
    emit: Emit,
    tone: Tone,
) -> Result<ChangedDocument<'p>, Unread> {
    #[cfg(feature = "terraform")]
    if super::terraform::is_terraform(source, input, change) {
        return super::terraform::change_terraform(source, input, change, emit).map_err(Unread::Unreadable);
    }
    let document = read_document(source, input)?;
    let refused = |error| Unread::Unreadable(Box::new(Diagnostic::of_refusal(&error, source, &document)));
    let view = View::read(document.root(), change.sidecar.container_name()).map_err(refused)?;
    let plan = change.plan(&view);
    // Finding the places takes longer than everything else.
    let findings = if plan.findings.iter().any(|finding| tone.prints(finding.severity)) {
        Diagnostic::of_findings(&plan.findings, Reader::Person, source, &document)
    } else {
        Vec::new()
    };
    let (text, patch) = if plan.errors().next().is_some() {
        (NewText::Unchanged, None)
    } else {
        let text = json::apply(&document, &view, &plan.ops).map_err(refused)?.into();
        let patch = (emit == Emit::JsonPatch).then(|| json::json_patch(&view, &lower(&view, &plan.ops)));
        (text, patch)
    };
    Ok(ChangedDocument {
        text,
        plan,
        patch,
        findings,
        others: Vec::new(),
        named_parts: Vec::new(),
        is_written_last: false,
    })
}

impl ChangedDocument<'_> {
    /// The same, borrowing nothing from the text.
    pub(super) fn into_owned(self) -> ChangedDocument<'static> {
        ChangedDocument { plan: self.plan.into_owned(), ..self }
    }

    /// Whether a finding stops the change.
    pub(super) fn is_refused(&self) -> bool {
        self.plan.errors().next().is_some()
    }
}
