//! Changes Terraform files and the files that they refer to.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::PathBuf;

use outrigger::Direction;
use outrigger::terraform::{Broken, Error, Folder, Source as Terraform, inject, remove};

use super::document::ChangedDocument;
use super::new_text::NewText;
use super::referenced_files::ReferencedFiles;
use super::request::Change;
use crate::io::{Emit, Input, Rewrite};
use crate::report::{Diagnostic, Source, Syntax};

/// A text of every Terraform file with a task definition.
const RESOURCE_TYPE: &str = "aws_ecs_task_definition";

/// Whether an input is Terraform: by its name; standard input by the options or by its text.
pub(super) fn is_terraform(source: Source<'_, '_>, input: &Input, change: &Change) -> bool {
    match input {
        _ if source.line.is_some() => false,
        Input::Named(_) | Input::Found(_) => is_terraform_file(input),
        Input::Stdin => {
            let is_asked = change.terraform.resource.is_some() || change.terraform.toggle.is_some();
            let is_json = source.text.trim_start_matches('\u{feff}').trim_ascii_start().starts_with(['{', '[']);
            is_asked || (!is_json && source.text.contains(RESOURCE_TYPE))
        }
    }
}

/// Whether the name of an input is that of a Terraform file.
pub(crate) fn is_terraform_file(input: &Input) -> bool {
    match input {
        Input::Named(path) | Input::Found(path) => path.extension() == Some(OsStr::new("tf")),
        Input::Stdin => false,
    }
}

/// The files that the user named, without symbolic links; none if no Terraform file is among them.
pub(crate) fn named_files(inputs: &[Input]) -> Vec<PathBuf> {
    if !inputs.iter().any(is_terraform_file) {
        return Vec::new();
    }
    inputs.iter().filter_map(Input::real).collect()
}

/// Plans the change of a Terraform file, and makes its new text and that of the files that it refers to.
pub(super) fn change_terraform(
    source: Source<'_, '_>,
    input: &Input,
    change: &Change,
    emit: Emit,
) -> Result<ChangedDocument<'static>, Box<Diagnostic>> {
    if emit == Emit::JsonPatch {
        let error = Diagnostic::error("a JSON Patch changes JSON, not Terraform").at(source.name, None);
        return Err(Box::new(error.with_help("see the change with --emit diff")));
    }
    let folder = ReferencedFiles::of(input, &change.named);
    let name = folder.name(source.name);
    let terraform = Terraform { path: &name, text: source.text, folder: &folder };
    let result = match change.direction {
        Direction::Inject => inject(terraform, &change.terraform, &change.sidecar, &change.policy),
        Direction::Remove => remove(terraform, &change.terraform, &change.sidecar, &change.policy),
    };
    let outcome =
        result.or_else(Error::into_refused).map_err(|error| Box::new(folder.refusal(&error, source, &name)))?;
    let findings = outcome.plan.findings.iter().zip(&outcome.places).map(|(finding, place)| {
        let (file, text) = folder.named(&place.path, source, &name);
        without_foreign_line(Diagnostic::of_finding(finding).in_text(&file, &text, place.span.clone()), &text, "image")
    });
    let findings = findings.collect();
    let mut text = NewText::Unchanged;
    let mut others = Vec::new();
    for rewritten in outcome.files {
        if rewritten.path == name {
            text = NewText::Changed(rewritten.text);
        } else {
            let old = folder.read(&rewritten.path).map_err(|error| Box::new(Diagnostic::error(error.to_string())))?;
            others.push(Rewrite { path: folder.path(&rewritten.path), old, new: rewritten.text });
        }
    }
    let named_parts = folder.into_named_parts();
    Ok(ChangedDocument { text, plan: outcome.plan, patch: None, findings, others, named_parts, is_written_last: true })
}

impl ReferencedFiles<'_> {
    /// The name to show for a file of the folder, and its text.
    fn named<'t>(&self, path: &str, source: Source<'_, 't>, own: &str) -> (String, Cow<'t, str>) {
        if path == own {
            return (source.name.to_string(), Cow::Borrowed(source.text));
        }
        (self.path(path).to_string_lossy().into_owned(), Cow::Owned(self.read(path).unwrap_or_default()))
    }

    fn refusal(&self, error: &Error, source: Source<'_, '_>, own: &str) -> Diagnostic {
        let diagnostic = Diagnostic::with_hint(error.to_string(), error.help(), error.hint());
        let (file, text) = self.named(error.path().unwrap_or(own), source, own);
        refusal_at(diagnostic, error, &file, &text)
    }
}

/// A refusal with its place in a file; after a syntax error, strings of the line are masked.
pub(crate) fn refusal_at(diagnostic: Diagnostic, error: &Error, file: &str, text: &str) -> Diagnostic {
    let (located, typical_text) = match (error.offset(), error.broken()) {
        (Some(at), Some(Broken::Terraform)) => {
            (diagnostic.in_broken_text(file, text, at, Syntax::Terraform), RESOURCE_TYPE)
        }
        (Some(at), Some(Broken::Json)) => (diagnostic.in_broken_text(file, text, at, Syntax::Template), "image"),
        (Some(at), None) => (diagnostic.in_text(file, text, at..at + 1), RESOURCE_TYPE),
        (None, _) => (diagnostic.at(file, None), RESOURCE_TYPE),
    };
    without_foreign_line(located, text, typical_text)
}

/// Removes the source line unless the file has a text that is typical of task definitions: other files may be secret.
fn without_foreign_line(located: Diagnostic, text: &str, typical_text: &str) -> Diagnostic {
    Diagnostic { excerpt: located.excerpt.filter(|_| text.contains(typical_text)), ..located }
}
