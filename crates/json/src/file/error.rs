//! [`FileError`]: why a file could not be read or written.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use outrigger_core::Position;

/// Why a file could not be read or written.
///
/// Shown, it is one sentence with the path.
#[derive(Debug)]
pub struct FileError {
    path: PathBuf,
    kind: Kind,
}

/// What went wrong, with what must be said about it.
#[derive(Debug)]
pub(super) enum Kind {
    Read(io::Error),
    Write(io::Error),
    Encoding { offset: usize, position: Position, is_utf16: bool },
    Changed,
    Stream,
}

impl Kind {
    pub(super) fn at(self, path: &Path) -> FileError {
        FileError { path: path.to_path_buf(), kind: self }
    }
}

impl FileError {
    /// The file, as it was named by the caller.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The place of the first byte that is not valid UTF-8, if there is one.
    pub fn position(&self) -> Option<Position> {
        if let Kind::Encoding { position, .. } = self.kind { Some(position) } else { None }
    }

    /// The offset of the first byte that is not valid UTF-8, in bytes from the start of the file, if there is one.
    pub fn offset(&self) -> Option<usize> {
        if let Kind::Encoding { offset, .. } = self.kind { Some(offset) } else { None }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        match &self.kind {
            Kind::Read(_) => None,
            Kind::Write(error) => (error.kind() == ErrorKind::PermissionDenied)
                .then_some("its folder must be writable, too: the new file takes the place of the old one there"),
            Kind::Encoding { is_utf16: true, .. } => {
                Some("this looks like UTF-16, as `>` of Windows PowerShell writes it: save it as UTF-8")
            }
            Kind::Encoding { is_utf16: false, .. } => Some("save it as UTF-8"),
            Kind::Changed => Some("run again"),
            Kind::Stream => Some("name a regular file"),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.kind {
            Kind::Read(error) => write!(f, "cannot read `{path}`: {}", Reason(error)),
            Kind::Write(error) => write!(f, "cannot write `{path}`: {}", Reason(error)),
            Kind::Encoding { offset, position, .. } => {
                write!(f, "cannot read `{path}`: the byte at {position} (offset {offset}) is not valid UTF-8")
            }
            Kind::Changed => write!(f, "`{path}` was changed while its new text was being worked out"),
            Kind::Stream => write!(f, "cannot replace `{path}`: it is not a regular file"),
        }
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Read(error) | Kind::Write(error) => Some(error),
            Kind::Encoding { .. } | Kind::Changed | Kind::Stream => None,
        }
    }
}

/// The words for what goes wrong most; for the rest, the system's.
const REASONS: [(ErrorKind, &str); 8] = [
    (ErrorKind::NotFound, "there is no such file or folder"),
    (ErrorKind::IsADirectory, "it is a folder"),
    (ErrorKind::NotADirectory, "a part of the path is not a folder"),
    (ErrorKind::PermissionDenied, "permission denied"),
    (ErrorKind::ReadOnlyFilesystem, "the file system is read-only"),
    (ErrorKind::StorageFull, "no space is left on the device"),
    (ErrorKind::QuotaExceeded, "the disk quota is used up"),
    (ErrorKind::ResourceBusy, "it is a mount point, or in use in another way"),
];

struct Reason<'e>(&'e io::Error);

impl fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match REASONS.iter().find(|(kind, _)| *kind == self.0.kind()) {
            Some((_, reason)) => f.write_str(reason),
            None => self.0.fmt(f),
        }
    }
}
