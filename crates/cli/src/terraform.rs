//! Terraform files: which they are, and what a change makes of one.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use outrigger::json::file;
use outrigger::terraform::{Broken, Error, Folder, Source as Terraform, inject, remove};

use crate::change::{Change, Direction};
use crate::diagnostic::{Diagnostic, Source};
use crate::emit::Emit;
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
    let folder = Disk::around(input);
    let name = folder.name(source.name);
    let terraform = Terraform { path: &name, text: source.text, folder: &folder };
    let result = match change.direction {
        Direction::Inject => inject(terraform, &change.terraform, &change.sidecar, &change.policy),
        Direction::Remove => remove(terraform, &change.terraform, &change.sidecar, &change.policy),
    };
    let outcome = result.map_err(|error| Box::new(folder.refusal(&error, source, &name)))?;
    let findings = outcome.plan.findings.iter().zip(&outcome.places).map(|(finding, place)| {
        let (file, text) = folder.named(&place.path, source, &name);
        Diagnostic::of_finding(finding).in_text(&file, &text, place.span.clone())
    });
    let findings = findings.collect();
    let mut text = New::Same;
    let mut others = Vec::new();
    for rewritten in outcome.files {
        if rewritten.path == name {
            text = New::Other(rewritten.text);
        } else {
            let old = folder.read(&rewritten.path).map_err(|reason| Box::new(Diagnostic::error(reason)))?;
            others.push(Rewrite { path: folder.path(&rewritten.path), old, new: rewritten.text });
        }
    }
    Ok(Work { text, plan: outcome.plan, patch: None, findings, others, is_held: true })
}

/// The folder of a file, as it was named; for standard input, none.
struct Disk(Option<PathBuf>);

impl Disk {
    fn around(input: &Input) -> Self {
        match input {
            Input::Stdin => Self(None),
            Input::Named(path) | Input::Found(path) => {
                Self(Some(path.parent().map(Path::to_path_buf).unwrap_or_default()))
            }
        }
    }

    /// The name of a file in the folder.
    fn name(&self, typed: &str) -> String {
        let name = self.0.as_ref().and_then(|_| Path::new(typed).file_name());
        name.map_or_else(|| typed.to_string(), |name| name.to_string_lossy().into_owned())
    }

    /// A path from the folder as one that can be opened.
    fn path(&self, path: &str) -> PathBuf {
        self.0.as_ref().map_or_else(|| PathBuf::from(path), |folder| folder.join(path))
    }

    /// A file of the folder by the name that people know it by, with its text.
    fn named<'t>(&self, path: &str, source: Source<'_, 't>, own: &str) -> (String, Cow<'t, str>) {
        if path == own {
            return (source.name.to_string(), Cow::Borrowed(source.text));
        }
        (self.path(path).to_string_lossy().into_owned(), Cow::Owned(self.read(path).unwrap_or_default()))
    }

    fn refusal(&self, error: &Error, source: Source<'_, '_>, own: &str) -> Diagnostic {
        let diagnostic = Diagnostic::error(error.to_string());
        let diagnostic = match error.help() {
            Some(help) => diagnostic.with_help(help),
            None => diagnostic,
        };
        let (file, text) = self.named(error.path().unwrap_or(own), source, own);
        refused_at(diagnostic, error, &file, &text)
    }
}

/// A refusal with its place in a file; where the syntax is broken, strings of the line are masked.
pub(crate) fn refused_at(diagnostic: Diagnostic, error: &Error, file: &str, text: &str) -> Diagnostic {
    match (error.offset(), error.broken()) {
        (Some(offset), Some(Broken::Terraform)) => diagnostic.in_broken_text(file, text, offset, Syntax::Terraform),
        (Some(offset), Some(Broken::Json)) => diagnostic.in_broken_text(file, text, offset, Syntax::Template),
        (Some(offset), None) => diagnostic.in_text(file, text, offset..offset + 1),
        (None, _) => diagnostic.at(file, None),
    }
}

impl Folder for Disk {
    fn names(&self) -> Vec<String> {
        let Some(folder) = &self.0 else { return Vec::new() };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        let files =
            entries.filter(|entry| entry.path().extension() == Some(OsStr::new("tf")) && entry.path().is_file());
        let mut names: Vec<_> = files.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    fn read(&self, path: &str) -> Result<String, String> {
        match &self.0 {
            Some(_) => file::read(&self.path(path)).map(String::from).map_err(|error| error.to_string()),
            None => Err(format!("`{path}` stands beside a file, and this is standard input")),
        }
    }
}
