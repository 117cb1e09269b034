//! `@base64` and the other formats.

use jaq_core::native::bome;

use super::{Native, Parameter, find, native};
use crate::limits::budget;
use crate::value::{Result, StringBuilder, Value, error, wrong};

pub(super) const NATIVES: &[Native] = &[
    native!("@text", |value: Value| Ok(text(&value))),
    native!("@json", |value: Value| Ok(Value::from(value.to_string()))),
    native!("@csv", |value| row(&value, "csv", ",", |done, text| {
        done.push('"')?;
        replaced(done, text, |c| (c == '"').then_some("\"\""))?;
        done.push('"')
    })),
    native!("@tsv", |value| row(&value, "tsv", "\t", |done, text| replaced(done, text, |c| match c {
        '\t' => Some("\\t"),
        '\r' => Some("\\r"),
        '\n' => Some("\\n"),
        '\\' => Some("\\\\"),
        _ => None,
    }))),
    native!("@html", |value: Value| {
        let mut done = StringBuilder::default();
        replaced(&mut done, text(&value).as_str().unwrap_or_default(), |c| match c {
            '&' => Some("&amp;"),
            '<' => Some("&lt;"),
            '>' => Some("&gt;"),
            '\'' => Some("&apos;"),
            '"' => Some("&quot;"),
            _ => None,
        })?;
        Ok(done.finish())
    }),
    native!("@sh", shell),
    native!("@uri", |value: Value| uri(text(&value).as_str().unwrap_or_default())),
    native!("@urid", |value: Value| {
        from_uri(text(&value).as_str().unwrap_or_default())
            .map(Value::from)
            .ok_or_else(|| wrong(&value, "is not a valid uri encoding"))
    }),
    native!("@base64", |value: Value| encoded(&text(&value), BASE64, 6)),
    native!("@base64d", |value: Value| from_base64(&value, text(&value).as_str().unwrap_or_default())),
    native!("@base32", |value: Value| encoded(&text(&value), BASE32, 5)),
    native!("@base32d", |value: Value| {
        let decoded = decoded(text(&value).as_str().unwrap_or_default(), BASE32, 5)
            .ok_or_else(|| wrong(&value, "is not valid base32 data"))?;
        Ok(Value::from(String::from_utf8_lossy(&decoded).into_owned()))
    }),
    Native::one("format", &[Parameter::Value], |mut cv| {
        let name = cv.0.pop_var();
        let format = name.as_str().and_then(|name| find(&format!("@{name}"), 0));
        match (format, name.as_str()) {
            (Some(format), Some(_)) => (format.run)(cv),
            (None, Some(name)) => bome(Err(error(format!("{name} is not a valid format")))),
            (_, None) => bome(Err(wrong(&name, "is not a valid format"))),
        }
    }),
];

const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A string as it is, and any other value as JSON.
fn text(value: &Value) -> Value {
    match value {
        Value::String(_) => value.clone(),
        _ => Value::from(value.to_string()),
    }
}

fn replaced(done: &mut StringBuilder, text: &str, replacement: impl Fn(char) -> Option<&'static str>) -> Result<()> {
    let mut kept = 0;
    for (at, character) in text.char_indices() {
        if let Some(replacement) = replacement(character) {
            done.push_str(&text[kept..at])?;
            done.push_str(replacement)?;
            kept = at + character.len_utf8();
        }
    }
    done.push_str(&text[kept..])
}

fn row(value: &Value, name: &str, separator: &str, quote: impl Fn(&mut StringBuilder, &str) -> Result<()>) -> Result {
    let cells = value.as_array().ok_or_else(|| wrong(value, &format!("cannot be {name}-formatted, only array")))?;
    let mut done = StringBuilder::default();
    for (index, cell) in cells.iter().enumerate() {
        done.push_str(if index > 0 { separator } else { "" })?;
        match cell {
            Value::Null => {}
            Value::Number(number) if number.value().is_nan() => {}
            Value::Bool(_) | Value::Number(_) => done.push_json(cell)?,
            Value::String(text) => quote(&mut done, text)?,
            Value::Array(_) | Value::Object(_) => return Err(wrong(cell, "is not valid in a csv row")),
        }
    }
    Ok(done.finish())
}

fn shell(value: Value) -> Result {
    let mut done = StringBuilder::default();
    let words = value.as_array().unwrap_or(std::slice::from_ref(&value));
    for (index, word) in words.iter().enumerate() {
        done.push_str(if index > 0 { " " } else { "" })?;
        match word {
            Value::String(text) => {
                done.push('\'')?;
                replaced(&mut done, text, |c| (c == '\'').then_some("'\\''"))?;
                done.push('\'')?;
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => done.push_json(word)?,
            Value::Array(_) | Value::Object(_) => return Err(wrong(word, "can not be escaped for shell")),
        }
    }
    Ok(done.finish())
}

fn uri(text: &str) -> Result {
    let mut done = StringBuilder::default();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            done.push(char::from(byte))?;
        } else {
            done.push_str(&format!("%{byte:02X}"))?;
        }
    }
    Ok(done.finish())
}

fn from_uri(text: &str) -> Option<String> {
    budget::spend_bytes(text.len());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte == b'%' {
            let digits = rest.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = &rest[2..];
        } else {
            bytes.push(*byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Encodes bytes with an alphabet of `width` bits per character. The last group is padded with `=`.
fn encoded(text: &Value, alphabet: &[u8], width: usize) -> Result {
    let bytes = text.as_str().unwrap_or_default().as_bytes();
    budget::reserve(bytes.len() * 8 / width)?;
    let group = if width == 6 { 3 } else { 5 };
    let mut done = String::with_capacity(bytes.len() * 8 / width + 8);
    for chunk in bytes.chunks(group) {
        let bits = chunk.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte)) << (8 * (group - chunk.len()));
        let count = (chunk.len() * 8).div_ceil(width);
        for index in 0..group * 8 / width {
            let shift = group * 8 - width * (index + 1);
            let symbol = alphabet[(bits >> shift) as usize & ((1 << width) - 1)];
            done.push(if index < count { char::from(symbol) } else { '=' });
        }
    }
    Ok(Value::String(done.into()))
}

/// Decodes the characters before the first `=`. Bits that do not fill a byte are dropped.
fn decoded(text: &str, alphabet: &[u8], width: usize) -> Option<Vec<u8>> {
    // Each character is searched in the alphabet.
    budget::spend_bytes(8 * text.len());
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::with_capacity(text.len()));
    for byte in text.bytes().take_while(|byte| *byte != b'=') {
        let symbol = alphabet.iter().position(|known| *known == byte)?;
        bits = (bits << width | symbol as u32) & 0xffff;
        count += width;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

fn from_base64(value: &Value, text: &str) -> Result {
    let bytes = decoded(text, BASE64, 6).ok_or_else(|| wrong(value, "is not valid base64 data"))?;
    let count = text.bytes().take_while(|byte| *byte != b'=').count();
    if count % 4 == 1 {
        return Err(wrong(value, "trailing base64 byte found"));
    }
    Ok(Value::from(String::from_utf8_lossy(&bytes).into_owned()))
}
