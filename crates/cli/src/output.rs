//! Where results go.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use outrigger::json::file::{self, FileError};
use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::error::CommandError;

/// Writes to standard output, byte for byte.
///
/// # Errors
///
/// What standard output refuses: a closed pipe, a full disk.
pub(crate) fn to_stdout(text: &str) -> Result<(), CommandError> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(CommandError::Output)
}

/// Writes a file, unless it holds just that already.
///
/// # Errors
///
/// Those of [`file::write`].
pub(crate) fn to_file(path: &Path, text: &str) -> Result<(), FileError> {
    // Reading a pipe would wait for somebody to write to it.
    let is_regular = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    if is_regular && fs::read(path).is_ok_and(|present| present == text.as_bytes()) {
        return Ok(());
    }
    file::write(path, text)
}

/// A value as JSON text over several lines.
///
/// # Errors
///
/// What JSON has no form for.
pub(crate) fn pretty(value: &impl Serialize) -> Result<String, CommandError> {
    let text = serde_json::to_string_pretty(value);
    Ok(text.map_err(|error| Diagnostic::error(error.to_string()))? + "\n")
}
