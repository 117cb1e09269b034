//! JSON in strings.

use outrigger_core::Position;

use super::{Native, native};
use crate::limits::budget;
use crate::value::{Result, Value, char_boundary, error, read, reserve_values, wrong};

pub(super) const NATIVES: &[Native] =
    &[native!("tojson", |value: Value| Ok(Value::from(value.to_string()))), native!("fromjson", from_json)];

/// The shortest text of a value with its comma, in bytes. It needs the memory of a value, including its place in the outline.
const BYTES_PER_VALUE: usize = 2;
/// About how long it takes at most to read a byte of text.
const NANOSECONDS_PER_BYTE: u64 = 50;

fn from_json(value: Value) -> Result {
    let Some(text) = value.as_str() else { return Err(wrong(&value, "only strings can be parsed")) };
    budget::require_time((text.len() as u64).saturating_mul(NANOSECONDS_PER_BYTE))?;
    reserve_values(text.len() / BYTES_PER_VALUE)?;
    match (text.trim(), read(text)) {
        ("", _) => Err(error(format!("Expected JSON value (while parsing '{text}')"))),
        (_, Ok(value)) => Ok(value),
        (_, Err(wrong)) => Err(error(format!("{} (while parsing '{text}')", error_message(text, &wrong)))),
    }
}

/// The message for an error in a JSON text: jq's message, if it has one.
fn error_message(text: &str, error: &outrigger_core::Error) -> String {
    let offset = error.offset().unwrap_or_default();
    let rest = &text[char_boundary(text, offset)..];
    let is_word = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let (message, at) = match rest.chars().next() {
        None => ("Unfinished JSON term at EOF".to_string(), text.len()),
        Some('{' | '[') if error.to_string().contains("nested") => {
            ("Exceeds depth limit for parsing".to_string(), offset)
        }
        Some('\'') => ("Invalid string literal; expected \", but got '".to_string(), offset + 3),
        Some(c) if is_word(c) && rest.chars().all(is_word) => {
            ("Invalid numeric literal at EOF".to_string(), text.len() - 1)
        }
        Some(c) if is_word(c) => {
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            ("Invalid numeric literal".to_string(), offset + end)
        }
        Some(_) => (error.to_string(), offset),
    };
    let Position { line, column } = Position::of(text, char_boundary(text, at));
    format!("{message} at line {line}, column {column}")
}
