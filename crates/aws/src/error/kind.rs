//! [`ErrorKind`]: what a program can decide by.

/// What kind of error an [`Error`](crate::Error) is, for programs that act on it.
///
/// ```
/// use outrigger_aws::{Error, ErrorKind};
///
/// fn exit_code(error: &Error) -> u8 {
///     match error.kind() {
///         ErrorKind::Refused => 1,
///         ErrorKind::Throttled | ErrorKind::TimedOut | ErrorKind::Unavailable => 75,
///         _ => 2,
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting is missing or not valid: no region, a profile that does not exist, an address that is not HTTP.
    Setting,
    /// There are no credentials, or AWS does not accept them: they are unknown or have expired.
    Credentials,
    /// The caller does not have the permission: [`Error::action`](crate::Error::action) names the action of IAM.
    PermissionDenied,
    /// The cluster, service, task definition or target group does not exist.
    NotFound,
    /// A finding stopped the plan: [`Error::findings`](crate::Error::findings) has them. Nothing was changed.
    Refused,
    /// The service or its target groups do not allow the change: another controller deploys the service, for example.
    Unsupported,
    /// Somebody else changed the service since the plan was made. The service was not updated.
    ChangedMeanwhile,
    /// There were too many calls.
    Throttled,
    /// There was no answer within the time limit.
    TimedOut,
    /// There was no connection, or AWS had an internal error.
    Unavailable,
    /// AWS rejected the request for another reason: [`Error::code`](crate::Error::code) is the error code.
    Rejected,
    /// The answer of AWS does not have what it must have.
    UnexpectedAnswer,
    /// The text is not a task definition that can be read.
    Document,
}
