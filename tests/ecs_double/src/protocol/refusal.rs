//! [`Refusal`]: an error of AWS, in the form of its answer.

use serde_json::json;

/// An error of the service: its type, a sentence, and the status of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Such as `ClientException`.
    pub kind: String,
    /// The sentence.
    pub message: String,
    /// The HTTP status: 400 for a fault of the client.
    pub status: u16,
}

impl Refusal {
    pub(crate) fn new(kind: &str, message: impl Into<String>) -> Self {
        Self { kind: kind.to_string(), message: message.into(), status: 400 }
    }

    pub(crate) fn client(message: impl Into<String>) -> Self {
        Self::new("ClientException", message)
    }

    pub(crate) fn parameter(message: impl Into<String>) -> Self {
        Self::new("InvalidParameterException", message)
    }

    /// The body of the error in awsJson1.1.
    pub(crate) fn json(&self) -> String {
        json!({"__type": self.kind, "message": self.message}).to_string()
    }
}
