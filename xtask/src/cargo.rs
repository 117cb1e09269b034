//! Running cargo.

use std::process::{Command, Stdio};

use crate::skipped;

/// Runs cargo with the words of `line` as its arguments, and shows its output.
pub(crate) fn cargo(line: &str) -> Result<(), String> {
    cargo_with(&[], line)
}

/// The same, with environment variables.
pub(crate) fn cargo_with(environment: &[(&str, &str)], line: &str) -> Result<(), String> {
    let assignments: String = environment.iter().map(|(name, value)| format!("{name}=\"{value}\" ")).collect();
    let shown = format!("{assignments}cargo {line}");
    println!("$ {shown}");
    let status = command(line).envs(environment.iter().copied()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{shown}` failed: {status}")),
        Err(error) => Err(format!("`{shown}` did not start: {error}")),
    }
}

/// Runs cargo and returns its standard output.
pub(crate) fn cargo_output(line: &str) -> Result<Vec<u8>, String> {
    cargo_output_with(&[], line)
}

/// The same, with environment variables.
pub(crate) fn cargo_output_with(environment: &[(&str, &str)], line: &str) -> Result<Vec<u8>, String> {
    let output = command(line).envs(environment.iter().copied()).stderr(Stdio::inherit()).output();
    match output {
        Ok(output) if output.status.success() => Ok(output.stdout),
        Ok(output) => Err(format!("`cargo {line}` failed: {}", output.status)),
        Err(error) => Err(format!("`cargo {line}` did not start: {error}")),
    }
}

/// Whether the subcommand `cargo NAME` is installed.
pub(crate) fn has_cargo(name: &str) -> bool {
    let output = command(&format!("{name} --version")).output();
    output.is_ok_and(|output| output.status.success())
}

fn command(line: &str) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(line.split_whitespace()).env(skipped::VARIABLE, skipped::path());
    command
}
