//! The commands, one to a file.

#[cfg(not(feature = "aws"))]
mod absent;
mod completions;
#[cfg(feature = "aws")]
mod deploy;
#[cfg(feature = "aws")]
mod deployment;
#[cfg(feature = "terraform")]
mod external;
mod inject;
#[cfg(feature = "jq")]
mod jq;
mod lint;
mod man;
mod remove;
#[cfg(feature = "aws")]
mod rollback;
#[cfg(feature = "terraform")]
mod scaffold;
mod sidecars;
#[cfg(feature = "aws")]
mod verify;

use clap::{Args, Subcommand};

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
    #[cfg(feature = "aws")]
    Deploy(Box<deploy::DeployArgs>),
    #[cfg(feature = "aws")]
    Rollback(rollback::RollbackArgs),
    #[cfg(feature = "aws")]
    Verify(verify::VerifyArgs),
    /// Take running services to a revision with the sidecar, or without it, and wait until they are there
    #[cfg(not(feature = "aws"))]
    Deploy(absent::AbsentArgs),
    /// Take running services back to the revision that ran before the sidecar came
    #[cfg(not(feature = "aws"))]
    Rollback(absent::AbsentArgs),
    /// Look whether the sidecar of running services works: its tasks, its targets, its user interface, traces that arrive
    #[cfg(not(feature = "aws"))]
    Verify(absent::AbsentArgs),
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
    /// What one command takes, without its help; `None` for those that nobody waits for.
    pub(crate) fn one(name: &str) -> Option<clap::Command> {
        let command = |name| clap::Command::new(name);
        Some(match name {
            "inject" => inject::InjectArgs::augment_args(command("inject")),
            "remove" => remove::RemoveArgs::augment_args(command("remove")),
            "lint" => lint::LintArgs::augment_args(command("lint")),
            #[cfg(feature = "jq")]
            "jq" => jq::JqArgs::augment_args(command("jq")),
            _ => return None,
        })
    }

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
        #[cfg(feature = "aws")]
        Command::Deploy(args) => deploy::run(&args, terminal),
        #[cfg(feature = "aws")]
        Command::Rollback(args) => rollback::run(&args, terminal),
        #[cfg(feature = "aws")]
        Command::Verify(args) => verify::run(&args, terminal),
        #[cfg(not(feature = "aws"))]
        Command::Deploy(_) => Err(absent::refusal("deploy")),
        #[cfg(not(feature = "aws"))]
        Command::Rollback(_) => Err(absent::refusal("rollback")),
        #[cfg(not(feature = "aws"))]
        Command::Verify(_) => Err(absent::refusal("verify")),
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
