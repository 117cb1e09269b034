//! [`Work`]: one document, worked out; nothing is written yet.

use std::borrow::Cow;
use std::path::PathBuf;

use outrigger::{Plan, Value, View, json, lower};

use crate::change::Change;
use crate::diagnostic::{Diagnostic, FEW, Source};
use crate::emit::Emit;
use crate::input::Input;
use crate::read::{Unread, read};

/// One document, worked out.
#[derive(Debug)]
pub(crate) struct Work<'t> {
    /// The document as it is to be: as it was where it is refused.
    pub(crate) text: Cow<'t, str>,
    pub(crate) plan: Plan,
    /// The plan as a JSON Patch, if that is what is emitted.
    pub(crate) patch: Option<Value<'static>>,
    /// The plan's findings, with their places.
    pub(crate) findings: Vec<Diagnostic>,
    /// Other files that the change is in, too.
    pub(crate) others: Vec<Rewrite>,
}

/// A file that is to get another text.
#[derive(Debug)]
pub(crate) struct Rewrite {
    pub(crate) path: PathBuf,
    pub(crate) old: String,
    pub(crate) new: String,
}

/// Works out what the change makes of a document.
pub(crate) fn work<'t>(source: Source<'_, 't>, input: &Input, change: &Change, emit: Emit) -> Result<Work<'t>, Unread> {
    #[cfg(feature = "terraform")]
    if crate::terraform::is_terraform(source, input, change) {
        return crate::terraform::work(source, input, change, emit).map_err(Unread::Unreadable);
    }
    let document = read(source, input)?;
    let refused = |error| Unread::Unreadable(Box::new(Diagnostic::of_refusal(&error, source, &document)));
    let view = View::read(document.root(), change.sidecar.container_name()).map_err(refused)?;
    let plan = change.plan(&view);
    let findings = Diagnostic::of_findings(&plan.findings, FEW, source, &document);
    let (text, patch) = if plan.errors().next().is_some() {
        (Cow::Borrowed(source.text), None)
    } else {
        let text = json::apply(&document, &view, &plan.ops).map_err(refused)?;
        let patch = (emit == Emit::JsonPatch).then(|| json::json_patch(&view, &lower(&view, &plan.ops)));
        (text, patch)
    };
    Ok(Work { text, plan, patch, findings, others: Vec::new() })
}

impl Work<'_> {
    /// Whether a finding stops the write.
    pub(crate) fn is_refused(&self) -> bool {
        self.plan.errors().next().is_some()
    }
}
