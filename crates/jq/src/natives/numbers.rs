//! Numbers, and conversions to numbers.

use super::{Native, native};
use crate::limits::budget;
use crate::value::{Number, Result, Value, read, wrong};

pub(super) const NATIVES: &[Native] = &[
    native!("infinite", |_| Ok(Value::number(f64::INFINITY))),
    native!("nan", |_| Ok(Value::number(f64::NAN))),
    native!("isinfinite", |value| is(&value, f64::is_infinite)),
    native!("isnan", |value| is(&value, f64::is_nan)),
    native!("isnormal", |value| is(&value, f64::is_normal)),
    native!("isfinite", |value: Value| Ok(Value::Bool(value.as_f64().is_some_and(|number| !number.is_infinite())))),
    native!("abs", |value: Value| match &value {
        Value::Number(number) => Ok(Value::Number(number.abs())),
        // In jq's order of types, these are greater than zero.
        Value::String(_) | Value::Array(_) | Value::Object(_) => Ok(value),
        Value::Null | Value::Bool(_) => Err(wrong(&value, "cannot be negated")),
    }),
    native!("tonumber", to_number),
    native!("toboolean", |value: Value| match &value {
        Value::Bool(_) => Ok(value),
        Value::String(text) if **text == *"true" => Ok(Value::Bool(true)),
        Value::String(text) if **text == *"false" => Ok(Value::Bool(false)),
        _ => Err(wrong(&value, "cannot be parsed as a boolean")),
    }),
    native!("have_decnum", |_| Ok(Value::Bool(true))),
    native!("have_literal_numbers", |_| Ok(Value::Bool(true))),
];

fn is(value: &Value, holds: fn(f64) -> bool) -> Result {
    value.as_f64().map(|number| Value::Bool(holds(number))).ok_or_else(|| wrong(value, "number required"))
}

/// Reads a JSON number, or a number in C's syntax: `+1`, `.5`, `5.`, `nan`.
fn to_number(value: Value) -> Result {
    let Some(text) = value.as_str() else {
        return if value.as_f64().is_some() { Ok(value) } else { Err(wrong(&value, "cannot be parsed as a number")) };
    };
    budget::charge_bytes(text.len())?;
    if text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && text.ends_with(|c: char| c.is_ascii_digit())
        && let Ok(number @ Value::Number(_)) = read(text)
    {
        return Ok(number);
    }
    if let "nan" | "NaN" | "-nan" | "-NaN" = text {
        return Ok(Value::number(f64::NAN));
    }
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    match text.parse::<f64>() {
        Ok(number) if is_plain => Ok(Value::Number(Number::Float(number))),
        Ok(_) | Err(_) => Err(wrong(&value, "cannot be parsed as a number")),
    }
}
