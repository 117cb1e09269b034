//! [`Message`]: what a run reports besides its outputs.

/// What a run says beside its outputs.
pub(crate) enum Message {
    /// By `debug`: JSON.
    Debug(String),
    /// By `stderr`: as it is.
    Stderr(String),
    /// What is no JSON, and was passed over.
    Ignored(String),
    /// An input that cannot be read.
    Unreadable(String),
}
