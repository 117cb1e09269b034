//! What may be typed: the options that every command has, and the commands.

use std::ffi::OsString;

use clap::{Args, FromArgMatches, Parser, ValueEnum};

use crate::command::Command;

/// Adds a sidecar container to Amazon ECS task definitions, keeps it up to date, and takes it out again
///
/// Task definitions are read as they are kept (what `register-task-definition` takes, what `describe-task-definition`
/// answers, a bare array of container definitions, or Terraform), and every byte that need not change stays.
///
/// Standard output carries the result alone; everything else goes to standard error. Exit status: 0 done or nothing to do;
/// 1 --check found a change, or lint an error; 2 bad usage, bad input or refused: what was refused stays as it was.
#[derive(Debug, Parser)]
#[command(
    name = "outrigger",
    version,
    max_term_width = 100,
    after_help = "\
Examples:
  outrigger inject jaeger task-definition.json -o with-jaeger.json
  outrigger inject jaeger --in-place deploy/
  outrigger remove jaeger < with-jaeger.json > task-definition.json
  outrigger lint deploy/
  outrigger sidecars jaeger"
)]
pub(crate) struct Cli {
    /// What is to be done.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// How it is reported.
    #[command(flatten)]
    pub(crate) terminal: TerminalArgs,
}

impl Cli {
    /// What was typed.
    ///
    /// # Errors
    ///
    /// What means nothing, and a request for help.
    pub(crate) fn typed() -> Result<Self, clap::Error> {
        let words: Vec<OsString> = std::env::args_os().collect();
        Self::of_one_command(&words).map_or_else(|| Self::try_parse_from(words), Ok)
    }

    /// What was typed, if it is one of the commands that often work for less time than it takes to describe all of them, and
    /// nothing is wrong with it.
    fn of_one_command(words: &[OsString]) -> Option<Self> {
        let command = Command::one(words.get(1)?.to_str()?)?;
        let command = TerminalArgs::augment_args(clap::Command::new("outrigger").subcommand(command));
        Self::from_arg_matches(&command.try_get_matches_from(words).ok()?).ok()
    }
}

/// How a command reports what it does.
#[derive(Debug, Args)]
#[command(next_help_heading = "Report")]
pub(crate) struct TerminalArgs {
    /// Show errors alone
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Show every change and everything that is left alone, with the reason
    ///
    /// Values of environment variables and labels are never shown.
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,

    /// The form of the report: text, json, or for lint sarif
    ///
    /// It goes to standard error; that of lint, which has no other result, to standard output.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORM", hide_possible_values = true)]
    pub(crate) report: ReportForm,

    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Color,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportForm {
    /// Sentences for people
    #[default]
    Text,
    /// One JSON object for each document, on a line of its own
    Json,
    /// The format of code scanning, of lint alone
    Sarif,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}
