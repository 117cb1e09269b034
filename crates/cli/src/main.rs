//! `outrigger`: adds a sidecar container to Amazon ECS task definitions, keeps it up to date, and removes it.
//!
//! The folders are layers; each uses only those listed below it:
//!
//! - `cli`, `command`: the command line and one file for each command; clap's parser makes these two use each other
//! - `aws`: what the commands for running services share
//! - `args`: arguments that several commands share
//! - `change`: what `inject` and `remove` do with documents
//! - `pipeline`: many documents on several threads, in order
//! - `io`: files, streams, results
//! - `error`: failures and exit statuses
//! - `report`: messages for people, reports for programs

mod args;
#[cfg(feature = "aws")]
mod aws;
mod change;
mod cli;
mod command;
mod error;
mod io;
mod pipeline;
mod report;

use std::process::ExitCode;

use crate::cli::Cli;
use crate::report::Terminal;

fn main() -> ExitCode {
    let (terminal, result) = match Cli::from_process() {
        Ok(cli) => {
            let terminal = cli.report.terminal();
            let result = cli.command.check(cli.report.report).and_then(|()| command::run(cli.command, &terminal));
            (terminal, result)
        }
        Err(error) => (Terminal::default(), Err(error.into())),
    };
    error::exit_code(result, &terminal)
}
