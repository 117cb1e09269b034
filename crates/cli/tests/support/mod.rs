//! What the tests share that start the program.

use std::process::Command;

/// The program, with standard input closed to it.
pub(crate) fn outrigger() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outrigger"));
    command.stdin(std::process::Stdio::null());
    command
}

/// A test that was not made must not look like one that passed.
#[expect(clippy::print_stderr, reason = "it is said where the tests' results stand")]
pub(crate) fn skip(what: &str) {
    eprintln!("SKIPPED: {what}");
}
