//! [`Error`]: why a filter did not do what it was to do.

use std::fmt;

use crate::compile::CompileError;

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
pub struct Error(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Program(CompileError),
    /// What the filter raised and did not catch, in words.
    Raised(String),
    /// An input that is no JSON.
    Input(String),
    /// A limit that was reached.
    Limit(String),
    /// The system gave no stack, or the run panicked.
    System(String),
}

impl Error {
    /// Whether the program itself is wrong: it was not compiled.
    pub fn is_in_program(&self) -> bool {
        matches!(self.0, Kind::Program(_))
    }

    /// Whether a [limit](crate::Limits) was reached.
    pub fn is_limit(&self) -> bool {
        matches!(self.0, Kind::Limit(_))
    }

    /// How many things are wrong with a program.
    pub fn count(&self) -> usize {
        if let Kind::Program(error) = &self.0 { error.count() } else { 1 }
    }
}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Self {
        Self(kind)
    }
}

impl From<CompileError> for Error {
    fn from(error: CompileError) -> Self {
        Self(Kind::Program(error))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Program(error) => error.fmt(f),
            Kind::Raised(text) | Kind::Input(text) | Kind::Limit(text) | Kind::System(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Error {}
