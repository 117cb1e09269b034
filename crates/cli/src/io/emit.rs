//! The form of the result on standard output.

use clap::ValueEnum;
use serde::Serialize;

use super::diff::Layout;

/// The form of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Emit {
    /// The task definition
    #[default]
    Document,
    /// A unified diff of the text
    Diff,
    /// The changes, skips and findings as JSON
    Plan,
    /// A JSON Patch (RFC 6902)
    JsonPatch,
}

/// A value as JSON text: on one line if documents are on one line each.
pub(crate) fn json_text<T: Serialize>(value: &T, layout: Layout) -> String {
    let text = match layout {
        Layout::Whole => serde_json::to_string_pretty(value),
        Layout::Lines => serde_json::to_string(value),
    };
    text.unwrap_or_default() + "\n"
}
