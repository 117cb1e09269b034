//! [`Definition`]: a task definition that is generated, and what it is.

use serde_json::Value;

/// A task definition that both programs are shown.
#[derive(Debug)]
pub(crate) struct Definition {
    /// What it is; the table of differences speaks of it by this name.
    pub(crate) name: String,
    pub(crate) value: Value,
}

impl Definition {
    pub(crate) fn new(name: impl Into<String>, value: Value) -> Self {
        Self { name: name.into(), value }
    }
}
