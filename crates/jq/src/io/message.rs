//! [`Message`]: what a run reports besides its outputs.

/// What a run reports besides its outputs.
pub(crate) enum Message {
    /// From `debug`: JSON.
    Debug(String),
    /// From `stderr`: a text.
    Stderr(String),
    /// Text that is not valid JSON and was skipped.
    Ignored(String),
    /// A source that cannot be read.
    Unreadable(String),
}
