//! The commands, one to a file.

#[cfg(not(feature = "aws"))]
mod absent;
mod completions;
#[cfg(feature = "aws")]
mod deploy;
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

use crate::error::{CommandError, Status};
use crate::report::{Diagnostic, ReportForm, Terminal};

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
    /// Deploy the sidecar to running services, or remove it from them, and wait for the deployments
    #[cfg(not(feature = "aws"))]
    Deploy(absent::AbsentArgs),
    /// Deploy the revision that running services had before the sidecar
    #[cfg(not(feature = "aws"))]
    Rollback(absent::AbsentArgs),
    /// Check that the sidecar works in running services: tasks, load balancer targets, user interface, traces
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
    /// The parser of one command that often runs for a short time; `None` for the other commands.
    pub(crate) fn parser_of(name: &str) -> Option<clap::Command> {
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

    /// Checks that the command has a report of this form.
    ///
    /// # Errors
    ///
    /// SARIF for another command than `lint`.
    pub(crate) fn check(&self, form: ReportForm) -> Result<(), CommandError> {
        if form == ReportForm::Sarif && !matches!(self, Self::Lint(_)) {
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
