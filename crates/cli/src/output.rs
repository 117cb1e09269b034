//! Where results go.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use outrigger::json::file::{self, FileError, Staged};
use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::error::CommandError;
use crate::report;
use crate::terminal::Terminal;

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
#[cfg(feature = "terraform")]
pub(crate) fn to_file(path: &Path, text: &str, terminal: &Terminal) -> Result<(), FileError> {
    pieces_to_file(path, &[text.as_bytes()], terminal)
}

fn pieces_to_file(path: &Path, pieces: &[&[u8]], terminal: &Terminal) -> Result<(), FileError> {
    // Reading a pipe would wait for somebody to write to it.
    let is_regular = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    if is_regular && file::holds(path, pieces) {
        return Ok(());
    }
    let mut staged = Staged::new(path)?;
    staged.write(pieces)?;
    put(staged, path, terminal)
}

/// Lets a text take the place of the file at a path, and says what of that could not be kept.
fn put(staged: Staged, path: &Path, terminal: &Terminal) -> Result<(), FileError> {
    let unkept = staged.put()?;
    report::unkept(unkept.as_ref(), &path.to_string_lossy(), terminal);
    Ok(())
}

/// Where the results of several documents go together.
pub(crate) enum Output {
    Nowhere,
    Stdout,
    /// A file that gets all of them, or none.
    File {
        path: PathBuf,
        /// From the first part on.
        staged: Option<Staged>,
    },
}

impl Output {
    /// Writes a part, whose bytes may stand in several places.
    ///
    /// # Errors
    ///
    /// What the place refuses: a closed pipe, a full disk.
    pub(crate) fn write(&mut self, pieces: &[&[u8]]) -> Result<(), CommandError> {
        match self {
            Self::Nowhere => {}
            Self::Stdout => {
                // Standard output's own buffer would be a second copy.
                let mut stdout = io::stdout().lock();
                file::write_pieces(&mut stdout, pieces).and_then(|()| stdout.flush()).map_err(CommandError::Output)?;
            }
            Self::File { path, staged } => {
                let staged = match staged {
                    Some(staged) => staged,
                    None => staged.insert(Staged::new(path)?),
                };
                staged.write(pieces)?;
            }
        }
        Ok(())
    }

    /// Writes all there is.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub(crate) fn write_whole(&mut self, pieces: &[&[u8]], terminal: &Terminal) -> Result<(), CommandError> {
        match self {
            Self::Nowhere | Self::Stdout => self.write(pieces),
            Self::File { path, .. } => Ok(pieces_to_file(path, pieces, terminal)?),
        }
    }

    /// Nothing more comes.
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

/// A value as JSON text over several lines.
///
/// # Errors
///
/// What JSON has no form for.
pub(crate) fn pretty(value: &impl Serialize) -> Result<String, CommandError> {
    let text = serde_json::to_string_pretty(value);
    Ok(text.map_err(|error| Diagnostic::error(error.to_string()))? + "\n")
}
