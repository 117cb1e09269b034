//! [`portable_program`]: an injection as a program that any jq runs.

use outrigger_core::{Error, Policy, Sidecar};

/// What a program does with a sidecar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Adds it, or brings the one that is there up to date.
    Inject,
    /// Takes it out.
    Remove,
}

/// Writes the program.
///
/// # Errors
///
/// None yet.
pub fn portable_program(_: Direction, _: &Sidecar, _: &Policy) -> Result<String, Error> {
    Ok(String::new())
}
