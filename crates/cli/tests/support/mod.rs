//! What the tests share that start the program.

use std::process::{Command, Stdio};

/// The program, with nothing on standard input.
pub(crate) fn outrigger() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outrigger"));
    command.stdin(Stdio::null());
    command
}
