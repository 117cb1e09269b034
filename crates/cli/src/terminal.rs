//! [`Terminal`]: where reports go, in which form and in how much detail.

use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anstream::{AutoStream, ColorChoice};
use outrigger::Severity;

use crate::cli::{Color, ReportForm, TerminalArgs};
use crate::diagnostic::Diagnostic;
use crate::progress::Progress;
use crate::render::render;

/// How much a person wants to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    /// Errors.
    Quiet,
    /// And warnings, and what was done to each file.
    #[default]
    Normal,
    /// And each change.
    Verbose,
}

/// In which form and in how much detail is reported.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tone {
    pub(crate) verbosity: Verbosity,
    pub(crate) form: ReportForm,
}

impl Tone {
    /// Whether anybody is told of what is so severe.
    pub(crate) fn tells(self, severity: Severity) -> bool {
        let verbosity = match severity {
            Severity::Error => Verbosity::Quiet,
            Severity::Warning => Verbosity::Normal,
        };
        self.verbosity >= verbosity || self.form == ReportForm::Json
    }
}

/// Where reports go, in which form and in how much detail.
///
/// Failing to write to standard error is passed over: there is no other place to say so.
#[derive(Debug, Default)]
pub(crate) struct Terminal {
    pub(crate) tone: Tone,
    /// What was said where that is kept until its turn comes.
    record: Option<Mutex<String>>,
    progress: Mutex<Option<Progress>>,
}

impl Terminal {
    /// What the options mean.
    pub(crate) fn new(args: &TerminalArgs) -> Self {
        match args.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
        .write_global();
        let verbosity = match (args.quiet, args.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, false) => Verbosity::Normal,
            (false, true) => Verbosity::Verbose,
        };
        Self { tone: Tone { verbosity, form: args.report }, ..Self::default() }
    }

    /// One that keeps what is said to it.
    pub(crate) fn recording(tone: Tone) -> Self {
        Self { tone, record: Some(Mutex::default()), ..Self::default() }
    }

    /// What was said to it since it was last asked.
    pub(crate) fn recorded(&self) -> String {
        self.record.as_ref().map(|record| std::mem::take(&mut *lock(record))).unwrap_or_default()
    }

    /// Shows how far the work is, from now on until it is called with `None`.
    pub(crate) fn show_progress(&self, progress: Option<Progress>) {
        *lock(&self.progress) = progress;
    }

    /// So much more is done.
    pub(crate) fn advance(&self, by: u64) {
        if let Some(progress) = lock(&self.progress).as_mut() {
            progress.advance(by);
        }
    }

    /// A line for people who want to know this much.
    pub(crate) fn say(&self, verbosity: Verbosity, line: &str) {
        if self.tone.verbosity >= verbosity && self.tone.form != ReportForm::Json {
            self.pass_on(&format!("{line}\n"));
        }
    }

    /// A line that is there whatever was asked, without colours.
    #[cfg(feature = "terraform")]
    pub(crate) fn plain(&self, line: &str) {
        self.pass_on(line);
    }

    /// A line of a report for programs.
    pub(crate) fn say_json(&self, value: &impl serde::Serialize) {
        if let (ReportForm::Json, Ok(line)) = (self.tone.form, serde_json::to_string(value)) {
            self.pass_on(&format!("{line}\n"));
        }
    }

    /// A diagnostic for people.
    pub(crate) fn show(&self, diagnostic: &Diagnostic) {
        if self.tone.tells(diagnostic.severity) && self.tone.form != ReportForm::Json {
            self.pass_on(&render(diagnostic));
        }
    }

    /// What was recorded, as it is.
    pub(crate) fn pass_on(&self, text: &str) {
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

/// What a lock holds; it is whole whoever panicked.
pub(crate) fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether what goes to standard output is coloured.
pub(crate) fn colors_output() -> bool {
    AutoStream::choice(&std::io::stdout()) != ColorChoice::Never
}

fn write(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}
