//! What may be typed: the options that every command has, and the commands.

use std::ffi::OsString;

use clap::{Args, Parser, ValueEnum};

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
        #[cfg(feature = "jq")]
        if let Some(cli) = Self::of_jq(&words) {
            return Ok(cli);
        }
        Self::try_parse_from(words)
    }

    /// `outrigger jq …`, where nothing is wrong with it. It often works for less time than it takes to describe all the other
    /// commands.
    #[cfg(feature = "jq")]
    fn of_jq(words: &[OsString]) -> Option<Self> {
        use clap::{Command as Parsed, FromArgMatches};

        use crate::command::JqArgs;

        words.get(1).filter(|word| *word == "jq")?;
        outrigger::jq::Filter::prepare();
        let command = Parsed::new("outrigger").subcommand(JqArgs::augment_args(Parsed::new("jq")));
        let matches = TerminalArgs::augment_args(command).try_get_matches_from(words).ok()?;
        let terminal = TerminalArgs::from_arg_matches(&matches).ok()?;
        let args = JqArgs::from_arg_matches(matches.subcommand_matches("jq")?).ok()?;
        Some(Self { command: Command::Jq(Box::new(args)), terminal })
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
