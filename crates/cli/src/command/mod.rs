//! The commands, one to a file.

mod completions;
mod inject;
#[cfg(feature = "jq")]
mod jq;
mod man;
mod remove;
mod sidecars;
mod standalone;

use clap::Subcommand;

use crate::error::{CommandError, Status};
use crate::terminal::Terminal;

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Inject(inject::InjectArgs),
    Remove(remove::RemoveArgs),
    Sidecars(sidecars::SidecarsArgs),
    #[cfg(feature = "jq")]
    Jq(Box<jq::JqArgs>),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// Runs a command.
pub(crate) fn run(command: Command, terminal: &Terminal) -> Result<Status, CommandError> {
    match command {
        Command::Inject(args) => inject::run(args, terminal),
        Command::Remove(args) => remove::run(args, terminal),
        Command::Sidecars(args) => sidecars::run(&args, terminal),
        #[cfg(feature = "jq")]
        Command::Jq(args) => jq::run(*args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}
