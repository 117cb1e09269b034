//! [`Terminal`]: where reports go, in which form and in how much detail.

use std::io::Write;

use anstream::{AutoStream, ColorChoice};
use outrigger::Severity;

use crate::cli::{Color, ReportForm, TerminalArgs};
use crate::diagnostic::Diagnostic;
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

/// Where reports go, in which form and in how much detail.
///
/// Failing to write to standard error is passed over: there is no other place to say so.
#[derive(Debug, Default)]
pub(crate) struct Terminal {
    pub(crate) verbosity: Verbosity,
    pub(crate) form: ReportForm,
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
        Self { verbosity, form: args.report }
    }

    /// A line for people who want to know this much.
    pub(crate) fn say(&self, verbosity: Verbosity, line: &str) {
        if self.verbosity >= verbosity && self.form != ReportForm::Json {
            write(&format!("{line}\n"));
        }
    }

    /// A line that is there whatever was asked, without colours.
    #[cfg(feature = "terraform")]
    pub(crate) fn plain(&self, line: &str) {
        write(line);
    }

    /// A line of a report for programs.
    pub(crate) fn say_json(&self, value: &impl serde::Serialize) {
        if let (ReportForm::Json, Ok(line)) = (self.form, serde_json::to_string(value)) {
            write(&format!("{line}\n"));
        }
    }

    /// A diagnostic for people.
    pub(crate) fn show(&self, diagnostic: &Diagnostic) {
        let verbosity = match diagnostic.severity {
            Severity::Error => Verbosity::Quiet,
            Severity::Warning => Verbosity::Normal,
        };
        if self.verbosity >= verbosity && self.form != ReportForm::Json {
            write(&render(diagnostic));
        }
    }
}

/// Whether what goes to standard output is coloured.
pub(crate) fn colors_output() -> bool {
    AutoStream::choice(&std::io::stdout()) != ColorChoice::Never
}

fn write(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}
