//! [`Error`]: why something was not done.

mod failed_call;
mod kind;

use std::fmt;

use outrigger_core::{Finding, Hint};

pub(crate) use failed_call::{Late, SERVICE_NOT_FOUND, TARGET_GROUP_NOT_FOUND};
pub use kind::ErrorKind;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why something was not done: AWS refused a call, AWS did not answer, or the request itself is wrong.
///
/// The message is one sentence. [`help`](Error::help) says what to do, and [`hint`](Error::hint) names the setting to change.
///
/// ```
/// use outrigger_aws::{Client, Connection, ErrorKind};
/// use outrigger_core::Hint;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let endpoint_url = Some("127.0.0.1:5000".to_string());
/// let region = Some("eu-central-1".to_string());
/// let error = Client::connect(&Connection { region, endpoint_url, ..Connection::default() }).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Setting);
/// assert_eq!(error.to_string(), "the address of the endpoint is not an HTTP address");
/// assert_eq!(error.hint(), Some(&Hint::Setting("endpoint-url")));
/// # });
/// ```
pub struct Error(Box<Parts>);

struct Parts {
    kind: ErrorKind,
    message: String,
    help: Option<String>,
    hint: Option<Hint>,
    action: Option<&'static str>,
    code: Option<String>,
    is_transient: bool,
    source: Option<Source>,
}

impl Error {
    /// What kind of error it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The setting to change, for a caller that has its own word for it: `region`, `cluster`, `service`, `profile`,
    /// `endpoint-url`, `target-group`, `timeout` or `url`.
    pub fn hint(&self) -> Option<&Hint> {
        self.0.hint.as_ref()
    }

    /// The call that failed, as IAM names it: `ecs:RegisterTaskDefinition`.
    pub fn action(&self) -> Option<&str> {
        self.0.action
    }

    /// The error code of AWS: `ClusterNotFoundException`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Whether the same call may succeed a little later: no connection, too many calls, an internal error of AWS.
    pub fn is_transient(&self) -> bool {
        self.0.is_transient
    }

    /// The findings that stopped the plan; none for an error of another kind than [`ErrorKind::Refused`].
    pub fn findings(&self) -> &[Finding] {
        let source = self.0.source.as_ref().and_then(|source| source.downcast_ref::<outrigger_core::Error>());
        source.map_or(&[], outrigger_core::Error::findings)
    }
}

/// How errors are made.
impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        let (help, hint, action, code, source) = (None, None, None, None, None);
        Self(Box::new(Parts { kind, message, help, hint, action, code, is_transient: false, source }))
    }

    /// An answer of AWS that does not have what it must have.
    pub(crate) fn unexpected_answer(action: &'static str, what: impl fmt::Display) -> Self {
        Self::new(ErrorKind::UnexpectedAnswer, format!("{action}: {what}")).of(action)
    }

    /// The same, with what to do.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// The same, with the setting to change.
    pub(crate) fn with_hint(mut self, setting: &'static str) -> Self {
        self.0.hint = Some(Hint::Setting(setting));
        self
    }

    /// The same, of this call.
    pub(crate) fn of(mut self, action: &'static str) -> Self {
        self.0.action = Some(action);
        self
    }

    /// The same, caused by another error.
    pub(crate) fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    /// The same, with more to say after the message.
    pub(crate) fn with_note(mut self, note: &str) -> Self {
        self.0.message = format!("{}; {note}", self.0.message);
        self
    }
}

impl From<outrigger_core::Error> for Error {
    fn from(error: outrigger_core::Error) -> Self {
        let is_refused = error.kind() == outrigger_core::ErrorKind::Refused;
        let kind = if is_refused { ErrorKind::Refused } else { ErrorKind::Document };
        let mut made = Self::new(kind, error.to_string());
        made.0.help = error.help().map(String::from);
        made.0.hint = error.hint().cloned();
        made.with_source(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

/// Without the source: the answer of AWS is in it, and a task definition may have secrets.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { kind, message, help, hint, action, code, is_transient, source: _ } = &*self.0;
        f.debug_struct("Error")
            .field("kind", kind)
            .field("message", message)
            .field("help", help)
            .field("hint", hint)
            .field("action", action)
            .field("code", code)
            .field("is_transient", is_transient)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    /// The error of the AWS SDK or of the library below, where there is one.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
