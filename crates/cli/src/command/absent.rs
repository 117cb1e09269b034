//! Commands that this build does not have: the message says how to get them.

use std::ffi::OsString;

use clap::Args;

use crate::error::CommandError;
use crate::report::Diagnostic;

/// The arguments of such a command.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct AbsentArgs {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _typed: Vec<OsString>,
}

/// The error for such a command.
pub(crate) fn refusal(command: &str) -> CommandError {
    let error = Diagnostic::error(format!("this build of outrigger does not have `{command}`, which calls AWS"));
    error.with_help("build it with the feature aws: cargo install outrigger-cli --features aws").into()
}
