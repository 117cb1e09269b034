//! The start of a value's text, for error messages.

use std::fmt::{self, Write};

use super::style::Style;
use super::write::write;
use crate::value::Value;

/// The most bytes that are shown of a value.
const SHOWN: usize = 29;

/// The type and the text of a value. A long text is cut off.
pub(crate) fn describe(value: &Value) -> String {
    format!("{} ({})", value.kind(), excerpt(value))
}

/// The text of a value. A long text is cut off.
pub(in crate::value) fn excerpt(value: &Value) -> String {
    let mut start = Start(String::new());
    // Writing fails when the text is long enough.
    let _ = match value {
        Value::String(text) => {
            let end = text.char_indices().nth(SHOWN + 1).map_or(text.len(), |(at, _)| at);
            write(&mut start, &Value::String(text[..end].into()), &Style::default())
        }
        _ => write(&mut start, value, &Style::default()),
    };
    shortened(start.0)
}

/// JSON text. A long text is cut off.
pub(in crate::value) fn shortened(mut text: String) -> String {
    if text.len() <= SHOWN {
        return text;
    }
    let delimiter = match text.as_bytes()[0] {
        b'"' => "\"",
        b'[' => "]",
        b'{' => "}",
        _ => "",
    };
    text.truncate(char_boundary(&text, SHOWN - "...".len() - delimiter.len()));
    format!("{text}...{delimiter}")
}

/// The start of the character at this byte.
pub(crate) fn char_boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

struct Start(String);

impl Write for Start {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.push_str(text);
        if self.0.len() > SHOWN { Err(fmt::Error) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_off() {
        #[track_caller]
        fn check(value: Value, text: &str) {
            assert_eq!(describe(&value), text);
        }
        check(Value::Null, "null (null)");
        check(Value::from("very-long-long-long-long-string".to_string()), "string (\"very-long-long-long-long...\")");
        check(Value::from("☆".repeat(10)), "string (\"☆☆☆☆☆☆☆☆...\")");
        check(Value::array(vec![Value::number(123_456_789.0); 9]), "array ([123456789,123456789,1234...])");
    }
}
