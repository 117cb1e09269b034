//! Commands that this build leaves out: they say how to get them.

use std::ffi::OsString;

use clap::Args;

use crate::diagnostic::Diagnostic;
use crate::error::CommandError;

/// What was typed after a command that is left out.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct AbsentArgs {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _typed: Vec<OsString>,
}

/// Says how to get the command.
pub(crate) fn refusal(command: &str) -> CommandError {
    let error = Diagnostic::error(format!("this build of outrigger leaves out `{command}`, which calls AWS"));
    error.with_help("build it with the feature aws: cargo install outrigger-cli --features aws").into()
}
