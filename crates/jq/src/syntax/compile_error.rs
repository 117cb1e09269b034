//! [`CompileError`]: the errors of a program, with jq's messages.

use std::fmt::{self, Write};
use std::ops::Range;

use crate::value::char_boundary;
use outrigger_core::Position;

/// All errors of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CompileError {
    complaints: Vec<String>,
}

impl CompileError {
    pub(crate) fn at(code: &str, span: Range<usize>, message: impl fmt::Display) -> Self {
        let mut error = Self::default();
        error.push(code, span, message);
        error
    }

    /// An error without a place in the program's text.
    pub(crate) fn of(message: impl Into<String>) -> Self {
        Self { complaints: vec![message.into()] }
    }

    pub(crate) fn push(&mut self, code: &str, span: Range<usize>, message: impl fmt::Display) {
        let start = char_boundary(code, span.start.min(code.len()));
        let Position { line, column } = Position::of(code, start);
        let text = code[..start].rfind('\n').map_or(0, |at| at + 1);
        let shown = code[text..].lines().next().unwrap_or_default();
        let blanks = " ".repeat(code[text..start].chars().count());
        let marked = code.get(start..span.end.min(text + shown.len())).map_or(0, |part| part.chars().count());
        let carets = "^".repeat(marked.max(1));
        let mut complaint = format!("{message} at <top-level>, line {line}, column {column}:");
        // Writing to a string cannot fail.
        let _ = write!(complaint, "\n    {shown}\n    {blanks}{carets}");
        self.complaints.push(complaint);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.complaints.is_empty()
    }

    pub(crate) fn count(&self) -> usize {
        self.complaints.len()
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.complaints.join("\njq: error: "))
    }
}
