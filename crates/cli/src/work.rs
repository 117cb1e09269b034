//! [`Work`]: one document, worked out; nothing is written yet.

use std::borrow::Cow;

use outrigger::{Document, Form, Node, Plan, Value, View, json, lower};

use crate::change::Change;
use crate::diagnostic::{Diagnostic, Source};
use crate::emit::Emit;
use crate::input::Input;

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
}

/// Why there is no work to show for a document.
#[derive(Debug)]
pub(crate) enum NoWork {
    /// It cannot be read.
    Unreadable(Box<Diagnostic>),
    /// It was found in a folder and is no task definition.
    PassedOver(Box<Diagnostic>),
}

/// What stands in a task definition and hardly anywhere else; it tells one that is no JSON from other files.
const MARKS: [&str; 3] = ["\"containerDefinitions\"", "\"portMappings\"", "\"essential\""];

/// Works out what the change makes of a document.
pub(crate) fn work<'t>(source: Source<'_, 't>, input: &Input, change: &Change, emit: Emit) -> Result<Work<'t>, NoWork> {
    let is_found = matches!(input, Input::Found(_));
    let no_work = |error: Diagnostic, is_task_definition: bool| {
        let error = Box::new(error);
        if is_found && !is_task_definition { NoWork::PassedOver(error) } else { NoWork::Unreadable(error) }
    };
    let document = Document::scan(source.text).map_err(|error| {
        no_work(Diagnostic::of_error(&error, source), MARKS.iter().any(|mark| source.text.contains(mark)))
    })?;
    let refusal = |error| Diagnostic::of_refusal(&error, source, &document);
    let view =
        View::read(document.root(), change.sidecar.container_name()).map_err(|error| no_work(refusal(error), false))?;
    if view.form == Form::Containers && is_found && !has_images(&document) {
        let error = Diagnostic::error("this is an array of something else than container definitions");
        return Err(no_work(error.at(source.name, None), false));
    }
    let plan = change.plan(&view);
    let findings = Diagnostic::of_findings(&plan.findings, source, &document);
    let (text, patch) = if plan.errors().next().is_some() {
        (Cow::Borrowed(source.text), None)
    } else {
        let text = json::apply(&document, &view, &plan.ops).map_err(|error| no_work(refusal(error), true))?;
        let patch = (emit == Emit::JsonPatch).then(|| json::json_patch(&view, &lower(&view, &plan.ops)));
        (text, patch)
    };
    Ok(Work { text, plan, patch, findings })
}

impl Work<'_> {
    /// Whether a finding stops the write.
    pub(crate) fn is_refused(&self) -> bool {
        self.plan.errors().next().is_some()
    }
}

/// Whether every element of the array has an image, as container definitions do, and there is one.
fn has_images(document: &Document<'_>) -> bool {
    let mut elements = document.root().elements().peekable();
    elements.peek().is_some() && elements.all(|element| element.member("image").is_some())
}
