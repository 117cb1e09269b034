//! A text as a task definition, or why it is none.

use outrigger::json::file::Text;
use outrigger::{Document, Form, Node};

use crate::diagnostic::{Diagnostic, Source};
use crate::input::Input;

/// Why there is no task definition to work with.
#[derive(Debug)]
pub(crate) enum Unread {
    /// It cannot be read.
    Unreadable(Box<Diagnostic>),
    /// It was found in a folder and is no task definition.
    PassedOver(Box<Diagnostic>),
}

/// What stands in a task definition and hardly anywhere else; it tells one that is no JSON from other files.
const MARKS: [&str; 3] = ["\"containerDefinitions\"", "\"portMappings\"", "\"essential\""];

/// Reads the text of an input.
///
/// # Errors
///
/// What cannot be read; what is no text and was found in a folder is passed over, since it is no task definition either.
pub(crate) fn text(input: &Input) -> Result<Text, Unread> {
    input.read().map_err(|error| {
        let is_passed_over = matches!(input, Input::Found(_)) && error.position().is_some();
        let error = Box::new(Diagnostic::from(error));
        if is_passed_over { Unread::PassedOver(error) } else { Unread::Unreadable(error) }
    })
}

/// Reads a document; one that was found in a folder is known to hold container definitions then.
///
/// # Errors
///
/// What is no JSON, and of what was found in a folder also what is no task definition: it need not be one.
pub(crate) fn read<'t>(source: Source<'_, 't>, input: &Input) -> Result<Document<'t>, Unread> {
    let is_found = matches!(input, Input::Found(_));
    let document = Document::scan(source.text).map_err(|error| {
        let error = Box::new(Diagnostic::of_error(&error, source));
        let is_task_definition = MARKS.iter().any(|mark| source.text.contains(mark));
        if is_found && !is_task_definition { Unread::PassedOver(error) } else { Unread::Unreadable(error) }
    })?;
    match is_found.then(|| no_task_definition(source, &document)).flatten() {
        Some(error) => Err(Unread::PassedOver(Box::new(error))),
        None => Ok(document),
    }
}

/// Why a document that was found is no task definition, if it is none.
fn no_task_definition(source: Source<'_, '_>, document: &Document<'_>) -> Option<Diagnostic> {
    match Form::of(document.root()) {
        Err(error) => Some(Diagnostic::of_refusal(&error, source, document)),
        Ok(Form::Containers) if !has_images(document) => {
            let error = Diagnostic::error("this is an array of something else than container definitions");
            Some(error.at(source.name, None))
        }
        Ok(Form::Register | Form::Described | Form::DescribeOutput | Form::Containers) => None,
    }
}

/// Whether every element of the array has an image, as container definitions do, and there is one.
fn has_images(document: &Document<'_>) -> bool {
    let mut elements = document.root().elements().peekable();
    elements.peek().is_some() && elements.all(|element| element.member("image").is_some())
}
