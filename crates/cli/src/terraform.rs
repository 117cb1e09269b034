//! Terraform files: which they are, and what a change makes of one.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::PathBuf;

use outrigger::terraform::{Broken, Error, Folder, Source as Terraform, inject, remove};

use crate::beside::Beside;
use crate::change::{Change, Direction};
use crate::diagnostic::{Diagnostic, Source};
use crate::emit::Emit;
use crate::hint::help_with_option;
use crate::input::Input;
use crate::new::New;
use crate::obscure::Syntax;
use crate::work::{Rewrite, Work};

/// What tells Terraform on standard input from JSON.
const MARK: &str = "aws_ecs_task_definition";

/// Whether an input is Terraform: by its name, or on standard input by what was asked or what it holds.
pub(crate) fn is_terraform(source: Source<'_, '_>, input: &Input, change: &Change) -> bool {
    match input {
        _ if source.line.is_some() => false,
        Input::Named(_) | Input::Found(_) => is_named_terraform(input),
        Input::Stdin => {
            let is_asked = change.terraform.resource.is_some() || change.terraform.toggle.is_some();
            let is_json = source.text.trim_start_matches('\u{feff}').trim_ascii_start().starts_with(['{', '[']);
            is_asked || (!is_json && source.text.contains(MARK))
        }
    }
}

/// Whether an input is Terraform by its name.
pub(crate) fn is_named_terraform(input: &Input) -> bool {
    match input {
        Input::Named(path) | Input::Found(path) => path.extension() == Some(OsStr::new("tf")),
        Input::Stdin => false,
    }
}

/// The files that were named beside Terraform files, without symbolic links.
pub(crate) fn named_beside(inputs: &[Input]) -> Vec<PathBuf> {
    if !inputs.iter().any(is_named_terraform) {
        return Vec::new();
    }
    inputs.iter().filter_map(Input::real).collect()
}

/// Works out what the change makes of a Terraform file, and of those beside it.
pub(crate) fn work(
    source: Source<'_, '_>,
    input: &Input,
    change: &Change,
    emit: Emit,
) -> Result<Work<'static>, Box<Diagnostic>> {
    if emit == Emit::JsonPatch {
        let error = Diagnostic::error("a JSON Patch changes JSON, and this is Terraform").at(source.name, None);
        return Err(Box::new(error.with_help("see the change with --emit diff")));
    }
    let folder = Beside::of(input, &change.named);
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
    let mut text = New::Same;
    let mut others = Vec::new();
    for rewritten in outcome.files {
        if rewritten.path == name {
            text = New::Other(rewritten.text);
        } else {
            let old = folder.read(&rewritten.path).map_err(|error| Box::new(Diagnostic::error(error.to_string())))?;
            others.push(Rewrite { path: folder.path(&rewritten.path), old, new: rewritten.text });
        }
    }
    let taken = folder.into_taken();
    Ok(Work { text, plan: outcome.plan, patch: None, findings, others, taken, is_held: true })
}

impl Beside<'_> {
    /// A file of the folder by the name that people know it by, with its text.
    fn named<'t>(&self, path: &str, source: Source<'_, 't>, own: &str) -> (String, Cow<'t, str>) {
        if path == own {
            return (source.name.to_string(), Cow::Borrowed(source.text));
        }
        (self.path(path).to_string_lossy().into_owned(), Cow::Owned(self.read(path).unwrap_or_default()))
    }

    fn refusal(&self, error: &Error, source: Source<'_, '_>, own: &str) -> Diagnostic {
        let diagnostic = Diagnostic::error(error.to_string());
        let diagnostic = match help_with_option(error.help(), error.hint()) {
            Some(help) => diagnostic.with_help(help),
            None => diagnostic,
        };
        let (file, text) = self.named(error.path().unwrap_or(own), source, own);
        refused_at(diagnostic, error, &file, &text)
    }
}

/// A refusal with its place in a file; where the syntax is broken, strings of the line are masked.
pub(crate) fn refused_at(diagnostic: Diagnostic, error: &Error, file: &str, text: &str) -> Diagnostic {
    let (located, mark) = match (error.offset(), error.broken()) {
        (Some(at), Some(Broken::Terraform)) => (diagnostic.in_broken_text(file, text, at, Syntax::Terraform), MARK),
        (Some(at), Some(Broken::Json)) => (diagnostic.in_broken_text(file, text, at, Syntax::Template), "image"),
        (Some(at), None) => (diagnostic.in_text(file, text, at..at + 1), MARK),
        (None, _) => (diagnostic.at(file, None), MARK),
    };
    without_foreign_line(located, text, mark)
}

/// The line is shown only if the file holds this text, which a task definition does: other files may hold anything.
fn without_foreign_line(located: Diagnostic, text: &str, mark: &str) -> Diagnostic {
    Diagnostic { excerpt: located.excerpt.filter(|_| text.contains(mark)), ..located }
}
