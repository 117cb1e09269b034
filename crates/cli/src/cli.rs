//! The command line: the commands, and the options that all of them have.

use std::ffi::OsString;

use clap::{Args, FromArgMatches, Parser};

use crate::args::ReportArgs;
use crate::command::Command;

/// Add a sidecar container to Amazon ECS task definitions, keep it up to date, and remove it
///
/// Reads task definitions in every usual form: the input of `register-task-definition`, the output of
/// `describe-task-definition`, an array of container definitions, or Terraform. Bytes that need not change stay the same.
///
/// Standard output has only the result; everything else goes to standard error. Exit status: 0 done, or nothing to do;
/// 1 --check found a change, or lint found an error; 2 bad usage, bad input, or refused: a refused file stays as it was.
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
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// How it reports.
    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

impl Cli {
    /// Parses the arguments of this process.
    ///
    /// # Errors
    ///
    /// An unknown option, for example, and a request for help.
    pub(crate) fn from_process() -> Result<Self, clap::Error> {
        let words: Vec<OsString> = std::env::args_os().collect();
        Self::parse_one_command(&words).map_or_else(|| Self::try_parse_from(words), Ok)
    }

    /// Parses a command that often runs for less time than building the parser of all commands takes.
    ///
    /// `None` for other commands, and for errors, whose messages need the whole parser.
    fn parse_one_command(words: &[OsString]) -> Option<Self> {
        let command = Command::parser_of(words.get(1)?.to_str()?)?;
        let command = ReportArgs::augment_args(clap::Command::new("outrigger").subcommand(command));
        Self::from_arg_matches(&command.try_get_matches_from(words).ok()?).ok()
    }
}
