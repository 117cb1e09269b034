//! [`Position`]: a byte offset as a person counts.

use std::fmt;

/// A place in a text as editors show it: line and column, both counted from 1, columns in characters.
///
/// ```
/// use outrigger_core::Position;
///
/// let position = Position::of("{\n  \"é\": ?}", 10);
/// assert_eq!((position.line, position.column), (2, 8));
/// assert_eq!(position.to_string(), "2:8");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters; a byte order mark is none.
    pub column: usize,
}

impl Position {
    /// The position of a byte offset of `text`; an offset past the end is the end's.
    pub fn of(text: &str, offset: usize) -> Self {
        let mut end = offset.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = text[..end].trim_start_matches('\u{feff}');
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}
