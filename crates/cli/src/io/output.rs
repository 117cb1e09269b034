//! Writes results: to standard output, or to a file.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use outrigger::json::file::{self, FileError, Staged};
use serde::Serialize;

use crate::error::CommandError;
use crate::report::{Diagnostic, Terminal, report_unkept};

/// Writes to standard output, byte for byte.
///
/// # Errors
///
/// A closed pipe, a full disk.
pub(crate) fn write_stdout(text: &str) -> Result<(), CommandError> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(CommandError::Output)
}

/// Writes a file, unless it has this text already.
///
/// # Errors
///
/// Those of [`file::write`].
#[cfg(feature = "terraform")]
pub(crate) fn write_file(path: &Path, text: &str, terminal: &Terminal) -> Result<(), FileError> {
    write_file_parts(path, &[text.as_bytes()], terminal)
}

fn write_file_parts(path: &Path, parts: &[&[u8]], terminal: &Terminal) -> Result<(), FileError> {
    // Reading a named pipe would block until somebody writes to it.
    let is_regular = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    if is_regular && file::holds(path, parts) {
        return Ok(());
    }
    let mut staged = Staged::new(path)?;
    staged.write(parts)?;
    put(staged, path, terminal)
}

/// Replaces the file at a path, and reports what could not be kept of it.
fn put(staged: Staged, path: &Path, terminal: &Terminal) -> Result<(), FileError> {
    let unkept = staged.put()?;
    report_unkept(unkept.as_ref(), &path.to_string_lossy(), terminal);
    Ok(())
}

/// The place for the results of all documents together.
pub(crate) enum Output {
    Nowhere,
    Stdout,
    /// A file that gets all of the results, or none.
    File {
        path: PathBuf,
        /// The new file, once a result has been written.
        staged: Option<Staged>,
    },
}

impl Output {
    /// Writes one result of several; its bytes may be in several slices.
    ///
    /// # Errors
    ///
    /// A closed pipe, a full disk.
    pub(crate) fn write(&mut self, parts: &[&[u8]]) -> Result<(), CommandError> {
        match self {
            Self::Nowhere => {}
            Self::Stdout => {
                // Without the buffer of standard output, which would copy the text once more.
                let mut stdout = io::stdout().lock();
                file::write_pieces(&mut stdout, parts).and_then(|()| stdout.flush()).map_err(CommandError::Output)?;
            }
            Self::File { path, staged } => {
                let staged = match staged {
                    Some(staged) => staged,
                    None => staged.insert(Staged::new(path)?),
                };
                staged.write(parts)?;
            }
        }
        Ok(())
    }

    /// Writes the only result.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub(crate) fn write_only(&mut self, parts: &[&[u8]], terminal: &Terminal) -> Result<(), CommandError> {
        match self {
            Self::Nowhere | Self::Stdout => self.write(parts),
            Self::File { path, .. } => Ok(write_file_parts(path, parts, terminal)?),
        }
    }

    /// Finishes after the last result.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub(crate) fn finish(self, terminal: &Terminal) -> Result<(), CommandError> {
        match self {
            Self::Nowhere | Self::Stdout | Self::File { staged: None, .. } => Ok(()),
            Self::File { path, staged: Some(staged) } => Ok(put(staged, &path, terminal)?),
        }
    }
}

/// A value as indented JSON text.
///
/// # Errors
///
/// A value that JSON cannot express.
pub(crate) fn pretty_json(value: &impl Serialize) -> Result<String, CommandError> {
    let text = serde_json::to_string_pretty(value);
    Ok(text.map_err(|error| Diagnostic::error(error.to_string()))? + "\n")
}
