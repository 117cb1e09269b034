//! The escapes of JSON strings.

use std::fmt::{self, Write};

use super::style::Style;
use crate::limits::budget;

/// The text that a JSON string means, given without its quotes. Half of a surrogate pair becomes U+FFFD.
pub(crate) fn unescaped(escaped: &str) -> String {
    let mut text = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut units = Vec::new();
        while let Some(unit) = rest.strip_prefix("\\u").and_then(|rest| u16::from_str_radix(rest.get(..4)?, 16).ok()) {
            units.push(unit);
            rest = &rest["\\u0000".len()..];
        }
        if !units.is_empty() {
            text.extend(char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)));
            continue;
        }
        let mut characters = rest[1..].chars();
        text.push(match characters.next() {
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            other => other.unwrap_or('\\'),
        });
        rest = characters.as_str();
    }
    text + rest
}

/// Writes a JSON string.
pub(super) fn write_string(out: &mut impl Write, text: &str, style: &Style) -> fmt::Result {
    if !budget::grow(text.len()) {
        return Ok(());
    }
    out.write_char('"')?;
    // Bytes above this are escaped.
    let limit = if style.ascii { 0x7f } else { 0xff };
    let is_special = |byte: u8| (byte < 0x20) | (byte == b'"') | (byte == b'\\') | (byte == 0x7f) | (byte > limit);
    // Most strings need no escape. To check all bytes is faster than to stop at the first.
    if !text.bytes().fold(false, |any, byte| any | is_special(byte)) {
        out.write_str(text)?;
        return out.write_char('"');
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(is_special) {
        out.write_str(&rest[..at])?;
        if !budget::grow("\\u0000".len()) {
            return Ok(());
        }
        let mut characters = rest[at..].chars();
        match characters.next() {
            Some('"') => out.write_str("\\\"")?,
            Some('\\') => out.write_str("\\\\")?,
            Some('\n') => out.write_str("\\n")?,
            Some('\r') => out.write_str("\\r")?,
            Some('\t') => out.write_str("\\t")?,
            Some('\u{8}') => out.write_str("\\b")?,
            Some('\u{c}') => out.write_str("\\f")?,
            Some(other) => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
            None => {}
        }
        rest = characters.as_str();
    }
    out.write_str(rest)?;
    out.write_char('"')
}
