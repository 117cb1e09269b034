//! [`Error`]: why a filter was not compiled, or failed.

use std::fmt;

use crate::syntax::CompileError;

/// Why a filter was not compiled, or did not run to its end.
///
/// ```
/// use outrigger_jq::Filter;
///
/// let error = Filter::compile("nosuch").unwrap_err();
/// assert!(error.is_in_program());
/// assert!(error.to_string().starts_with("nosuch/0 is not defined at <top-level>, line 1, column 1:"));
///
/// let error = Filter::compile(".a")?.run("[]").unwrap_err();
/// assert_eq!(error.to_string(), "Cannot index array with string (\"a\")");
/// # Ok::<(), outrigger_jq::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(ErrorKind);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ErrorKind {
    Program(CompileError),
    /// The message of an error that the filter raised and did not catch.
    Raised(String),
    /// An input that is not valid JSON.
    Input(String),
    /// A limit that was reached.
    Limit(String),
    /// The system provided no stack, or the run panicked.
    System(String),
}

impl Error {
    /// Whether the program has errors, so that it was not compiled.
    pub fn is_in_program(&self) -> bool {
        matches!(self.0, ErrorKind::Program(_))
    }

    /// Whether a [limit](crate::Limits) was reached.
    pub fn is_limit(&self) -> bool {
        matches!(self.0, ErrorKind::Limit(_))
    }

    /// The number of errors in a program. It is 1 for any other error.
    pub fn count(&self) -> usize {
        if let ErrorKind::Program(error) = &self.0 { error.count() } else { 1 }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(kind)
    }
}

impl From<CompileError> for Error {
    fn from(error: CompileError) -> Self {
        Self(ErrorKind::Program(error))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            ErrorKind::Program(error) => error.fmt(f),
            ErrorKind::Raised(text) | ErrorKind::Input(text) | ErrorKind::Limit(text) | ErrorKind::System(text) => {
                f.write_str(text)
            }
        }
    }
}

impl std::error::Error for Error {}
