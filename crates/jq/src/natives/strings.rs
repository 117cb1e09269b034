//! Strings.

use super::{Native, native};
use crate::limits::budget;
use crate::value::{Result, Value, error, reserve_values, split, wrong};

pub(super) const NATIVES: &[Native] = &[
    native!("tostring", |value: Value| Ok(if value.as_str().is_some() {
        value
    } else {
        Value::from(value.to_string())
    })),
    native!("utf8bytelength", |value: Value| match value.as_str() {
        Some(text) => Ok(Value::count(text.len())),
        None => Err(wrong(&value, "only strings have UTF-8 byte length")),
    }),
    native!("startswith" / 1, |text: Value, start: Value| match (text.as_str(), start.as_str()) {
        (Some(text), Some(start)) => {
            budget::charge_bytes(start.len())?;
            Ok(Value::Bool(text.starts_with(start)))
        }
        _ => Err(error("startswith() requires string inputs")),
    }),
    native!("endswith" / 1, |text: Value, end: Value| match (text.as_str(), end.as_str()) {
        (Some(text), Some(end)) => {
            budget::charge_bytes(end.len())?;
            Ok(Value::Bool(text.ends_with(end)))
        }
        _ => Err(error("endswith() requires string inputs")),
    }),
    native!("ltrimstr" / 1, |text: Value, start: Value| match (text.as_str(), start.as_str()) {
        (Some(inner), Some(start)) => Ok(inner.strip_prefix(start).map_or_else(|| text.clone(), Value::string)),
        _ => Err(error("startswith() requires string inputs")),
    }),
    native!("rtrimstr" / 1, |text: Value, end: Value| match (text.as_str(), end.as_str()) {
        (Some(inner), Some(end)) => Ok(inner.strip_suffix(end).map_or_else(|| text.clone(), Value::string)),
        _ => Err(error("endswith() requires string inputs")),
    }),
    native!("trimstr" / 1, |text: Value, part: Value| match (text.as_str(), part.as_str()) {
        (Some(inner), Some(part)) => {
            let inner = inner.strip_prefix(part).unwrap_or(inner);
            Ok(Value::string(inner.strip_suffix(part).unwrap_or(inner)))
        }
        _ => Err(error("startswith() requires string inputs")),
    }),
    native!("trim", |value| trimmed(value, str::trim)),
    native!("ltrim", |value| trimmed(value, str::trim_start)),
    native!("rtrim", |value| trimmed(value, str::trim_end)),
    native!("split" / 1, |text: Value, separator: Value| match (text.as_str(), separator.as_str()) {
        (Some(text), Some(separator)) => split(text, separator),
        _ => Err(error("split input and separator must be strings")),
    }),
    native!("explode", |value: Value| match value.as_str() {
        Some(text) => {
            budget::charge_bytes(text.len())?;
            reserve_values(text.chars().count())?;
            let point = |character| Value::number(f64::from(u32::from(character)));
            Ok(Value::counted(text.chars().map(point).collect()))
        }
        None => Err(error("explode input must be a string")),
    }),
    native!("implode", implode),
    native!("ascii_downcase", |value: Value| match value.as_str() {
        Some(text) => {
            budget::charge_bytes(text.len())?;
            Ok(Value::from(text.to_ascii_lowercase()))
        }
        None => Err(error("explode input must be a string")),
    }),
    native!("ascii_upcase", |value: Value| match value.as_str() {
        Some(text) => {
            budget::charge_bytes(text.len())?;
            Ok(Value::from(text.to_ascii_uppercase()))
        }
        None => Err(error("explode input must be a string")),
    }),
];

fn trimmed(value: Value, trim: fn(&str) -> &str) -> Result {
    budget::charge_bytes(value.as_str().map_or(0, str::len))?;
    value.as_str().map(|text| Value::string(trim(text))).ok_or_else(|| error("trim input must be a string"))
}

fn implode(value: Value) -> Result {
    let Some(points) = value.as_array() else { return Err(error("implode input must be an array")) };
    // A character takes up to four bytes.
    budget::charge_bytes(4 * points.len())?;
    let character = |point: &Value| match point.as_f64() {
        Some(number) if !number.is_nan() => {
            let scalar = if number < 0.0 { None } else { char::from_u32(number as u32) };
            Ok(scalar.unwrap_or(char::REPLACEMENT_CHARACTER))
        }
        Some(_) | None => Err(wrong(point, "can't be imploded, unicode codepoint needs to be numeric")),
    };
    Ok(Value::from(points.iter().map(character).collect::<Result<String>>()?))
}
