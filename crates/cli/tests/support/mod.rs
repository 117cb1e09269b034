//! What the tests share that start the program.

use std::io::Write;
use std::process::{Command, Stdio};

/// The program, with nothing on standard input.
pub(crate) fn outrigger() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outrigger"));
    command.stdin(Stdio::null());
    command
}

/// A test that was not made must not look like one that passed: this is shown though the test passes, which what is
/// printed by `eprintln!` is not.
pub(crate) fn skip(what: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}");
}
