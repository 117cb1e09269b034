//! Carrying a request out: everything is worked out first, then written.

use std::borrow::Cow;
use std::collections::HashSet;

use outrigger::json::file;

use crate::diagnostic::{Diagnostic, Source};
use crate::emit::{Emit, Layout, diff};
use crate::error::{CommandError, Status};
use crate::input::Input;
use crate::output::{to_file, to_stdout};
use crate::read::{self, Unread};
use crate::report::{self, Mood};
use crate::request::{Request, Target};
use crate::terminal::{Terminal, Verbosity};
use crate::work::{Rewrite, work};

/// Carries a request out.
///
/// # Errors
///
/// A document that cannot be read or is refused, in which case nothing is written; and what cannot be written.
pub(crate) fn run(request: &Request, terminal: &Terminal) -> Result<Status, CommandError> {
    let mut run = Run { request, terminal, said: Vec::new(), others: Vec::new(), documents: 0, changed: 0, refused: 0 };
    let mut emitted = String::new();
    let mut rewrites = Vec::new();
    for input in &request.inputs {
        let Some((old, result)) = run.file(input) else { continue };
        let others = std::mem::take(&mut run.others);
        match (&request.target, input) {
            (Target::Nowhere, _) => {}
            (Target::InPlace, Input::Named(path) | Input::Found(path)) => {
                rewrites.extend(result.map(|new| Rewrite { path: path.clone(), old, new }));
                rewrites.extend(others);
            }
            (Target::InPlace | Target::Stdout | Target::File(_), _) if request.emit == Emit::Diff => {
                let new = result.as_ref().unwrap_or(&old);
                emitted += &diff(&input.name(), &old, new, request.diff_style);
                for Rewrite { path, old, new } in others {
                    emitted += &diff(&path.to_string_lossy(), &old, &new, request.diff_style);
                }
            }
            (_, _) if !others.is_empty() && request.emit == Emit::Document => return Err(elsewhere(&others)),
            (Target::InPlace | Target::Stdout | Target::File(_), _) if emitted.is_empty() => {
                emitted = result.unwrap_or(old);
            }
            (Target::InPlace | Target::Stdout | Target::File(_), _) => emitted += &result.unwrap_or(old),
        }
    }
    if run.refused > 0 {
        return Err(CommandError::Refused { refused: run.refused, of: run.documents });
    }
    match &request.target {
        Target::Nowhere => {}
        Target::Stdout => to_stdout(&emitted)?,
        Target::File(path) => to_file(path, &emitted)?,
        Target::InPlace => write_in_place(&rewrites)?,
    }
    if run.documents == 0 {
        run.said.push("nothing to do: no task definition was found".to_string());
    }
    run.said.iter().for_each(|line| terminal.say(Verbosity::Normal, line));
    Ok(if request.is_check && run.changed > 0 { Status::Changes } else { Status::Done })
}

/// The change is in files that are not what is written.
fn elsewhere(others: &[Rewrite]) -> CommandError {
    let paths: Vec<_> = others.iter().map(|other| format!("`{}`", other.path.display())).collect();
    let error = Diagnostic::error(format!("the change is in {}, too", paths.join(" and ")));
    error.with_help("write all of them with --in-place, or see them with --emit diff").into()
}

fn write_in_place(rewrites: &[Rewrite]) -> Result<(), CommandError> {
    let mut seen = HashSet::new();
    if let Some(twice) = rewrites.iter().find(|rewrite| !seen.insert(&rewrite.path)) {
        let error = Diagnostic::error(format!("`{}` would be changed for two files", twice.path.display()));
        return Err(error.with_help("name one of them at a time").into());
    }
    for (written, Rewrite { path, old, new }) in rewrites.iter().enumerate() {
        file::replace(path, old, new).map_err(|error| {
            let error = Diagnostic::from(error);
            let so_far = format!("{written} of {} files were written before", rewrites.len());
            if written == 0 { error } else { error.with_help(so_far) }
        })?;
    }
    Ok(())
}

/// A request being worked out.
struct Run<'r> {
    request: &'r Request,
    terminal: &'r Terminal,
    /// What is to be said when everything is written.
    said: Vec<String>,
    /// Files beside the one that is worked on that are to change with it.
    others: Vec<Rewrite>,
    documents: usize,
    changed: usize,
    refused: usize,
}

impl Run<'_> {
    /// The text of a file, and what is emitted for it if that is something else; for a diff, the new text.
    ///
    /// `None` where something was refused, or nothing is emitted.
    fn file(&mut self, input: &Input) -> Option<(String, Option<String>)> {
        let refused = self.refused;
        let name = input.name();
        let text = match read::text(input) {
            Ok(text) => text,
            Err(unread) => {
                self.unread(unread, Source { name: &name, text: "", line: None });
                return None;
            }
        };
        let result = match self.request.layout {
            Layout::Whole => self.document(Source { name: &name, text: &text, line: None }, input)?,
            Layout::Lines => self.lines(&name, &text, input),
        };
        let result = match result {
            Cow::Owned(new) if new != text => Some(new),
            Cow::Owned(_) | Cow::Borrowed(_) => None,
        };
        (self.refused == refused).then_some((text, result))
    }

    /// What is emitted for a text with a document on each line; empty lines stay.
    fn lines<'t>(&mut self, name: &str, text: &'t str, input: &Input) -> Cow<'t, str> {
        let (documents, changed, refused) = (self.documents, self.changed, self.refused);
        let keeps_lines = matches!(self.request.emit, Emit::Document | Emit::Diff);
        let mut result = String::with_capacity(text.len());
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let content = line.trim_end_matches(['\n', '\r']);
            if !content.trim_ascii().is_empty() {
                let emitted = self.document(Source { name, text: content, line: Some(index + 1) }, input);
                result += emitted.as_deref().unwrap_or(if keeps_lines { content } else { "" });
            } else if keeps_lines {
                result += content;
            }
            if keeps_lines {
                result += line.get(content.len()..).unwrap_or_default();
            }
        }
        if self.refused == refused {
            let (documents, changed) = (self.documents - documents, self.changed - changed);
            self.said.push(report::done_lines(name, changed, documents, self.mood()));
        }
        Cow::Owned(result)
    }

    /// What is emitted for one document; for a diff, the new text. `None` where it is refused, or passed over.
    fn document<'t>(&mut self, source: Source<'_, 't>, input: &Input) -> Option<Cow<'t, str>> {
        let done = match work(source, input, &self.request.change, self.request.emit) {
            Ok(done) => done,
            Err(unread) => {
                self.unread(unread, source);
                return None;
            }
        };
        let change = &self.request.change;
        report::findings(&done, source, change, self.terminal);
        if done.is_refused() {
            self.refuse();
            return None;
        }
        // Of lines, one by one is more than most want to read.
        if source.line.is_none() || self.terminal.verbosity == Verbosity::Verbose {
            self.said.push(report::done(&done.plan, source, change, self.mood(), self.terminal));
        }
        for other in &done.others {
            self.said.push(report::with(source, &other.path, self.mood()));
        }
        self.others.extend(done.others);
        self.documents += 1;
        self.changed += usize::from(!done.plan.is_empty());
        Some(match self.request.emit {
            Emit::Document | Emit::Diff => done.text,
            Emit::Plan => Cow::Owned(json(&done.plan, self.request.layout)),
            Emit::JsonPatch => Cow::Owned(json(&done.patch, self.request.layout)),
        })
    }

    fn mood(&self) -> Mood {
        if self.request.is_check { Mood::Would } else { Mood::Did }
    }

    fn unread(&mut self, unread: Unread, source: Source<'_, '_>) {
        match unread {
            Unread::PassedOver(error) => report::passed_over(&error, source, self.terminal),
            Unread::Unreadable(error) => {
                self.refuse();
                report::unreadable(&error, source, self.terminal);
            }
        }
    }

    fn refuse(&mut self) {
        self.documents += 1;
        self.refused += 1;
    }
}

/// A value as JSON text: on one line where documents stand on one.
fn json(value: &impl serde::Serialize, layout: Layout) -> String {
    let text = match layout {
        Layout::Whole => serde_json::to_string_pretty(value),
        Layout::Lines => serde_json::to_string(value),
    };
    text.unwrap_or_default() + "\n"
}
