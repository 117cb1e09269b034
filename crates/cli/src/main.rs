//! `outrigger`: adds a sidecar container to Amazon ECS task definitions, keeps it up to date, and takes it out again.

#[cfg(feature = "aws")]
mod aws;
#[cfg(feature = "terraform")]
mod beside;
mod block;
mod buffer;
mod change;
mod cli;
mod command;
mod diagnostic;
mod emit;
mod error;
mod excerpt;
mod files;
mod hint;
mod input;
mod lines;
mod mask;
mod new;
mod obscure;
mod outcome;
mod output;
mod parallel;
mod pieces;
mod progress;
mod read;
mod render;
mod report;
mod request;
mod rules;
mod run;
mod sarif;
mod sidecar;
mod terminal;
#[cfg(feature = "terraform")]
mod terraform;
mod words;
mod work;

use std::process::ExitCode;

use crate::cli::Cli;
use crate::terminal::Terminal;

fn main() -> ExitCode {
    let (terminal, result) = match Cli::typed() {
        Ok(cli) => {
            let terminal = Terminal::new(&cli.terminal);
            let result = match cli.command.check(&cli.terminal) {
                Ok(()) => command::run(cli.command, &terminal),
                Err(error) => Err(error),
            };
            (terminal, result)
        }
        Err(error) => (Terminal::default(), Err(error.into())),
    };
    error::exit_code(result, &terminal)
}
