//! [`Terminal`]: prints reports to standard error, in one form and level of detail.

use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use outrigger::Severity;

use super::diagnostic::Diagnostic;
use super::progress::Progress;
use super::render::render;

/// The form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportForm {
    /// Sentences for people
    #[default]
    Text,
    /// One JSON object for each document, on a line of its own
    Json,
    /// The format of code scanning; only for lint
    Sarif,
}

/// The level of detail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    /// Only errors.
    Quiet,
    /// Also warnings, and one line for each file.
    #[default]
    Normal,
    /// Also each change.
    Verbose,
}

/// The form and the level of detail of a report.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tone {
    pub(crate) verbosity: Verbosity,
    pub(crate) form: ReportForm,
}

impl Tone {
    /// Whether findings of this severity are printed.
    pub(crate) fn prints(self, severity: Severity) -> bool {
        let verbosity = match severity {
            Severity::Error => Verbosity::Quiet,
            Severity::Warning => Verbosity::Normal,
        };
        self.verbosity >= verbosity || self.form == ReportForm::Json
    }
}

/// Prints reports to standard error.
///
/// A failed write to standard error is ignored: nothing else can report it.
#[derive(Debug, Default)]
pub(crate) struct Terminal {
    pub(crate) tone: Tone,
    /// The text so far, if this one only records.
    record: Option<Mutex<String>>,
    progress: Mutex<Option<Progress>>,
}

impl Terminal {
    pub(crate) fn new(tone: Tone) -> Self {
        Self { tone, ..Self::default() }
    }

    /// One that records the text instead of printing it.
    pub(crate) fn recording(tone: Tone) -> Self {
        Self { record: Some(Mutex::default()), ..Self::new(tone) }
    }

    /// Takes out the recorded text.
    pub(crate) fn take_recorded(&self) -> String {
        self.record.as_ref().map(|record| std::mem::take(&mut *lock(record))).unwrap_or_default()
    }

    /// Shows a progress bar until this is called with `None`.
    pub(crate) fn show_progress(&self, progress: Option<Progress>) {
        *lock(&self.progress) = progress;
    }

    /// Moves the progress bar on.
    pub(crate) fn advance(&self, by: u64) {
        if let Some(progress) = lock(&self.progress).as_mut() {
            progress.advance(by);
        }
    }

    /// Prints a line for people, from this level of detail on.
    pub(crate) fn print_line(&self, verbosity: Verbosity, line: &str) {
        if self.tone.verbosity >= verbosity && self.tone.form != ReportForm::Json {
            self.print(&format!("{line}\n"));
        }
    }

    /// Prints a line of a report for programs.
    pub(crate) fn print_json(&self, value: &impl serde::Serialize) {
        if let (ReportForm::Json, Ok(line)) = (self.tone.form, serde_json::to_string(value)) {
            self.print(&format!("{line}\n"));
        }
    }

    /// Prints a diagnostic for people.
    pub(crate) fn print_diagnostic(&self, diagnostic: &Diagnostic) {
        if self.tone.prints(diagnostic.severity) && self.tone.form != ReportForm::Json {
            self.print(&render(diagnostic));
        }
    }

    /// Prints a text unchanged, in every form and at every level of detail.
    pub(crate) fn print(&self, text: &str) {
        match &self.record {
            Some(record) => lock(record).push_str(text),
            None if text.is_empty() => {}
            None => match &*lock(&self.progress) {
                Some(progress) => progress.suspend(|| write(text)),
                None => write(text),
            },
        }
    }
}

/// Locks; after a panic the value is still whole, since nothing here leaves it half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether standard output gets colours.
pub(crate) fn colors_output() -> bool {
    AutoStream::choice(&std::io::stdout()) != ColorChoice::Never
}

fn write(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}
