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
        Self { line: 1, column: 1 }.after(text[..end].trim_start_matches('\u{feff}'))
    }

    /// The position behind a text that begins here.
    ///
    /// ```
    /// use outrigger_core::Position;
    ///
    /// let text = "{\n  \"é\": ?}";
    /// assert_eq!(Position::of(text, 3).after(&text[3..10]), Position::of(text, 10));
    /// ```
    #[must_use]
    pub fn after(self, text: &str) -> Self {
        match text.rfind('\n') {
            Some(newline) => Self {
                line: self.line + text.bytes().filter(|&byte| byte == b'\n').count(),
                column: text[newline + 1..].chars().count() + 1,
            },
            None => Self { column: self.column + text.chars().count(), ..self },
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}
