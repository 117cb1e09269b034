//! The options of every command: how it reports.

use anstream::ColorChoice;
use clap::{Args, ValueEnum};

use crate::report::{ReportForm, Terminal, Tone, Verbosity};

/// How a command reports what it does.
#[derive(Debug, Args)]
#[command(next_help_heading = "Report")]
pub(crate) struct ReportArgs {
    /// Only print errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,

    /// Print every change, and everything that is skipped, with the reason
    ///
    /// Values of environment variables and labels are never printed.
    #[arg(short, long, global = true)]
    verbose: bool,

    /// The form of the report: text, json, or for lint sarif
    ///
    /// It goes to standard error; the report of lint, which has no other result, goes to standard output.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORM", hide_possible_values = true)]
    pub(crate) report: ReportForm,

    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: Color,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

impl ReportArgs {
    /// The terminal that these options ask for; the colours are set for the whole process.
    pub(crate) fn terminal(&self) -> Terminal {
        match self.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
        .write_global();
        let verbosity = match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, false) => Verbosity::Normal,
            (false, true) => Verbosity::Verbose,
        };
        Terminal::new(Tone { verbosity, form: self.report })
    }
}
