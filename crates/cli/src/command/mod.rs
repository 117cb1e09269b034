//! The commands, one to a file.

mod completions;
#[cfg(feature = "terraform")]
mod external;
mod inject;
#[cfg(feature = "jq")]
mod jq;
mod lint;
mod man;
mod remove;
#[cfg(feature = "terraform")]
mod scaffold;
mod sidecars;
mod standalone;

use clap::Subcommand;

use crate::cli::{ReportForm, TerminalArgs};
use crate::diagnostic::Diagnostic;
use crate::error::{CommandError, Status};
use crate::terminal::Terminal;

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Inject(inject::InjectArgs),
    Remove(remove::RemoveArgs),
    Lint(lint::LintArgs),
    Sidecars(sidecars::SidecarsArgs),
    #[cfg(feature = "jq")]
    Jq(Box<jq::JqArgs>),
    #[cfg(feature = "terraform")]
    Scaffold(scaffold::ScaffoldArgs),
    #[cfg(feature = "terraform")]
    External(external::ExternalArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

impl Command {
    /// Whether the command can report as it is to.
    ///
    /// # Errors
    ///
    /// SARIF of any command but `lint`.
    pub(crate) fn check(&self, terminal: &TerminalArgs) -> Result<(), CommandError> {
        if terminal.report == ReportForm::Sarif && !matches!(self, Self::Lint(_)) {
            let error = Diagnostic::error("only lint reports as SARIF");
            return Err(error.with_help("use --report json").into());
        }
        Ok(())
    }
}

/// Runs a command.
pub(crate) fn run(command: Command, terminal: &Terminal) -> Result<Status, CommandError> {
    match command {
        Command::Inject(args) => inject::run(args, terminal),
        Command::Remove(args) => remove::run(args, terminal),
        Command::Lint(args) => lint::run(&args, terminal),
        Command::Sidecars(args) => sidecars::run(&args, terminal),
        #[cfg(feature = "jq")]
        Command::Jq(args) => jq::run(*args),
        #[cfg(feature = "terraform")]
        Command::Scaffold(args) => scaffold::run(args, terminal),
        #[cfg(feature = "terraform")]
        Command::External(args) => external::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}
