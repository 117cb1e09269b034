//! [`Error`]: why a Terraform file was refused.

use std::fmt;

use outrigger_core::{ErrorKind, Finding, Hint};

/// Why a Terraform file, or something that was asked of it, was refused.
///
/// The message is one sentence without the place; [`path`](Error::path) and [`offset`](Error::offset) say where,
/// [`help`](Error::help) what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    inner: outrigger_core::Error,
    path: Option<Box<str>>,
    broken: Option<Broken>,
}

/// Whose syntax is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Terraform's.
    Terraform,
    /// That of JSON which Terraform names or holds.
    Json,
}

impl Error {
    /// An error about a Terraform file, with this message.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { inner: outrigger_core::Error::new(ErrorKind::Form, message), path: None, broken: None }
    }

    /// A fault of this crate; nothing was changed.
    pub(crate) fn internal(reason: &str) -> Self {
        let inner = outrigger_core::Error::new(ErrorKind::Internal, format!("internal error: {reason}"));
        let inner = inner.with_help("nothing was changed; please report this with the file that it is about");
        Self { inner, path: None, broken: None }
    }

    /// The same, with what to do about it.
    pub(crate) fn with_help(self, help: impl Into<String>) -> Self {
        Self { inner: self.inner.with_help(help), ..self }
    }

    /// The same, with the setting to change.
    pub(crate) fn with_hint(self, setting: &'static str) -> Self {
        Self { inner: self.inner.with_hint(Hint::Setting(setting)), ..self }
    }

    /// The same, at this byte of a file.
    pub(crate) fn at(self, path: &str, offset: usize) -> Self {
        Self { inner: self.inner.at_offset(offset), path: Some(path.into()), ..self }
    }

    /// The same, where a syntax is broken.
    pub(crate) fn with_broken(self, broken: Broken) -> Self {
        Self { broken: Some(broken), ..self }
    }

    /// Whose syntax is broken, if that is why: then nobody knows which parts of the line are strings.
    pub fn broken(&self) -> Option<Broken> {
        self.broken
    }

    /// The file that it is about, by its path from the folder, if it is about one.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Where in the file, in bytes from its start.
    pub fn offset(&self) -> Option<usize> {
        self.inner.offset()
    }

    /// What kind of thing it is about.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind()
    }

    /// The setting to change, for a caller that has its own word for it.
    pub fn hint(&self) -> Option<&Hint> {
        self.inner.hint()
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        self.inner.help()
    }

    /// The findings that stopped the plan, if that is what was refused.
    pub fn findings(&self) -> &[Finding] {
        self.inner.findings()
    }
}

impl From<outrigger_core::Error> for Error {
    fn from(inner: outrigger_core::Error) -> Self {
        Self { inner, path: None, broken: None }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.inner.source()
    }
}
