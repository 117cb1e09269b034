//! [`Work`]: one document, worked out; nothing is written yet.

use std::path::PathBuf;

use outrigger::{Plan, Value, View, json, lower};

use crate::change::Change;
use crate::diagnostic::{Diagnostic, Reader, Source};
use crate::emit::Emit;
use crate::input::Input;
use crate::new::New;
use crate::read::{Unread, read};
use crate::terminal::Tone;

/// One document, worked out.
#[derive(Debug)]
pub(crate) struct Work<'p> {
    /// The document as it is to be: as it was where it is refused.
    pub(crate) text: New,
    pub(crate) plan: Plan<'p>,
    /// The plan as a JSON Patch, if that is what is emitted.
    pub(crate) patch: Option<Value<'static>>,
    /// The plan's findings, with their places, if somebody is told of them.
    pub(crate) findings: Vec<Diagnostic>,
    /// Other files that the change is in, too.
    pub(crate) others: Vec<Rewrite>,
    /// Files that were named, too, and belong to this document; without symbolic links.
    pub(crate) taken: Vec<PathBuf>,
    /// Whether it was worked out from other files, too, which then must not be written before all is worked out.
    pub(crate) is_held: bool,
}

/// A file that is to get another text.
#[derive(Debug)]
pub(crate) struct Rewrite {
    pub(crate) path: PathBuf,
    pub(crate) old: String,
    pub(crate) new: String,
}

/// Works out what the change makes of a document.
pub(crate) fn work<'p>(
    source: Source<'_, 'p>,
    input: &Input,
    change: &'p Change,
    emit: Emit,
    tone: Tone,
) -> Result<Work<'p>, Unread> {
    #[cfg(feature = "terraform")]
    if crate::terraform::is_terraform(source, input, change) {
        return crate::terraform::work(source, input, change, emit).map_err(Unread::Unreadable);
    }
    let document = read(source, input)?;
    let refused = |error| Unread::Unreadable(Box::new(Diagnostic::of_refusal(&error, source, &document)));
    let view = View::read(document.root(), change.sidecar.container_name()).map_err(refused)?;
    let plan = change.plan(&view);
    // Where they stand takes longer to find out than all else.
    let findings = if plan.findings.iter().any(|finding| tone.tells(finding.severity)) {
        Diagnostic::of_findings(&plan.findings, Reader::Person, source, &document)
    } else {
        Vec::new()
    };
    let (text, patch) = if plan.errors().next().is_some() {
        (New::Same, None)
    } else {
        let text = json::apply(&document, &view, &plan.ops).map_err(refused)?.into();
        let patch = (emit == Emit::JsonPatch).then(|| json::json_patch(&view, &lower(&view, &plan.ops)));
        (text, patch)
    };
    Ok(Work { text, plan, patch, findings, others: Vec::new(), taken: Vec::new(), is_held: false })
}

impl Work<'_> {
    /// The same, borrowing nothing from the text.
    pub(crate) fn into_owned(self) -> Work<'static> {
        Work { plan: self.plan.into_owned(), ..self }
    }

    /// Whether a finding stops the write.
    pub(crate) fn is_refused(&self) -> bool {
        self.plan.errors().next().is_some()
    }
}
