//! Reads a text as a task definition.

use outrigger::json::file::Text;
use outrigger::{Document, Form, Node};

use super::input::Input;
use crate::report::{Diagnostic, Source};

/// Why an input was not read as a task definition.
#[derive(Debug)]
pub(crate) enum Unread {
    /// It cannot be read: an error.
    Unreadable(Box<Diagnostic>),
    /// It was found in a folder and is not a task definition: not an error.
    PassedOver(Box<Diagnostic>),
}

/// Texts of a task definition that hardly any other file has; they recognise one that is not valid JSON.
const TYPICAL_TEXTS: [&str; 3] = ["\"containerDefinitions\"", "\"portMappings\"", "\"essential\""];

/// Reads the text of an input.
///
/// # Errors
///
/// A file that cannot be opened. A file that is not UTF-8 is passed over if it was found in a folder.
pub(crate) fn read_text(input: &Input) -> Result<Text, Unread> {
    input.read().map_err(|error| {
        let is_passed_over = matches!(input, Input::Found(_)) && error.position().is_some();
        let error = Box::new(Diagnostic::from(error));
        if is_passed_over { Unread::PassedOver(error) } else { Unread::Unreadable(error) }
    })
}

/// Reads a document; if it was found in a folder, it has container definitions.
///
/// # Errors
///
/// A text that is not valid JSON. If it was found in a folder, also JSON that is not a task definition.
pub(crate) fn read_document<'t>(source: Source<'_, 't>, input: &Input) -> Result<Document<'t>, Unread> {
    let is_found = matches!(input, Input::Found(_));
    let document = Document::scan(source.text).map_err(|error| {
        let error = Box::new(Diagnostic::of_error(&error, source));
        let is_task_definition = TYPICAL_TEXTS.iter().any(|text| source.text.contains(text));
        if is_found && !is_task_definition { Unread::PassedOver(error) } else { Unread::Unreadable(error) }
    })?;
    match is_found.then(|| not_a_task_definition(source, &document)).flatten() {
        Some(error) => Err(Unread::PassedOver(Box::new(error))),
        None => Ok(document),
    }
}

/// The reason why a document is not a task definition; `None` if it is one.
fn not_a_task_definition(source: Source<'_, '_>, document: &Document<'_>) -> Option<Diagnostic> {
    match Form::of(document.root()) {
        Err(error) => Some(Diagnostic::of_refusal(&error, source, document)),
        Ok(Form::Containers) if !has_images(document) => {
            let error = Diagnostic::error("an array, but not of container definitions");
            Some(error.at(source.name, None))
        }
        Ok(Form::Register | Form::Described | Form::DescribeOutput | Form::Containers) => None,
    }
}

/// Whether the array has elements, and each has an image, as container definitions do.
fn has_images(document: &Document<'_>) -> bool {
    let mut elements = document.root().elements().peekable();
    elements.peek().is_some() && elements.all(|element| element.member("image").is_some())
}
