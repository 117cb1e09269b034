//! [`Error`]: why a Terraform file was refused.

use std::fmt;

use outrigger_core::{ErrorKind, Finding, Hint, Severity};

use crate::outcome::{Location, Outcome};

/// Why a Terraform file, or a setting for its change, was refused.
///
/// The message is one sentence without the place; [`path`](Error::path) and [`offset`](Error::offset) say where,
/// [`help`](Error::help) what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    inner: Box<outrigger_core::Error>,
    path: Option<Box<str>>,
    broken: Option<Broken>,
    /// The outcome of the refused plan.
    refused: Option<Box<Outcome>>,
}

/// Which syntax is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Terraform's.
    Terraform,
    /// JSON's, in a heredoc or a file that Terraform names.
    Json,
}

impl Error {
    /// A Terraform file that cannot be read or changed, for this reason.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        outrigger_core::Error::new(ErrorKind::Form, message).into()
    }

    /// A text with a broken syntax.
    pub(crate) fn syntax(broken: Broken, message: impl Into<String>) -> Self {
        let inner = outrigger_core::Error::new(ErrorKind::Syntax, message);
        Self { broken: Some(broken), ..inner.into() }
    }

    /// A setting of the caller that is not valid.
    pub(crate) fn setting(message: impl Into<String>) -> Self {
        outrigger_core::Error::new(ErrorKind::Setting, message).into()
    }

    /// A fault of this crate; nothing was changed.
    pub(crate) fn internal(reason: &str) -> Self {
        let inner = outrigger_core::Error::new(ErrorKind::Internal, format!("internal error: {reason}"));
        inner.with_help("nothing was changed; please report this with the file that it is about").into()
    }

    /// The refusal of a plan, at the first finding that stops it.
    pub(crate) fn refused(refusal: outrigger_core::Error, outcome: Outcome) -> Self {
        let error = Self { refused: Some(Box::new(outcome)), ..refusal.into() };
        let place = error.places().next().cloned();
        match place {
            Some(place) => error.at(&place.path, place.span.start),
            None => error,
        }
    }

    /// The same error, with what to do about it.
    pub(crate) fn with_help(self, help: impl Into<String>) -> Self {
        Self { inner: Box::new(self.inner.with_help(help)), ..self }
    }

    /// The same error, with the setting to change.
    pub(crate) fn with_hint(self, setting: &'static str) -> Self {
        Self { inner: Box::new(self.inner.with_hint(Hint::Setting(setting))), ..self }
    }

    /// The same error, at this byte of a file.
    pub(crate) fn at(self, path: &str, offset: usize) -> Self {
        Self { inner: Box::new(self.inner.at_offset(offset)), path: Some(path.into()), ..self }
    }

    /// Which syntax is broken, if one is: then it is not known which parts of the line are strings.
    pub fn broken(&self) -> Option<Broken> {
        self.broken
    }

    /// The file that it is about, by its path relative to the folder.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// The place in the file, in bytes from its start.
    pub fn offset(&self) -> Option<usize> {
        self.inner.offset()
    }

    /// The kind of error.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind()
    }

    /// The setting to change, for a caller with a name of its own for it.
    pub fn hint(&self) -> Option<&Hint> {
        self.inner.hint()
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        self.inner.help()
    }

    /// The findings that stopped the plan; none for an error of another kind.
    pub fn findings(&self) -> &[Finding] {
        self.inner.findings()
    }

    /// The place of each of the [`findings`](Error::findings), in the same order.
    pub fn places(&self) -> impl Iterator<Item = &Location> {
        let outcome = self.refused.as_deref();
        let findings = outcome.into_iter().flat_map(|outcome| outcome.plan.findings.iter().zip(&outcome.places));
        findings.filter(|(finding, _)| finding.severity == Severity::Error).map(|(_, place)| place)
    }

    /// The outcome of a refused plan: the whole plan with its warnings, the place of each finding, and no files.
    ///
    /// For a program that reports a refused plan as it reports the others.
    ///
    /// # Errors
    ///
    /// The error itself, if it is not the refusal of a plan.
    pub fn into_refused(self) -> Result<Outcome, Self> {
        match self.refused {
            Some(outcome) => Ok(*outcome),
            None => Err(self),
        }
    }
}

impl From<outrigger_core::Error> for Error {
    fn from(inner: outrigger_core::Error) -> Self {
        Self { inner: Box::new(inner), path: None, broken: None, refused: None }
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
