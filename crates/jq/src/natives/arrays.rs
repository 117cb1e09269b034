//! Arrays.

use super::{Native, native};
use crate::limits::budget;
use crate::value::{Result, StringBuilder, Value, describe, error, get, not_iterable, reserve_values, split, wrong};

pub(super) const NATIVES: &[Native] = &[
    native!("reverse", reverse),
    native!("transpose", transpose),
    native!("flatten", |value| flatten(value, f64::INFINITY)),
    native!("flatten" / 1, |value, depth: Value| match depth.as_f64() {
        Some(depth) if depth < 0.0 => Err(error("flatten depth must not be negative")),
        Some(depth) => flatten(value, depth),
        None => Err(wrong(&depth, "number required")),
    }),
    native!("add", add),
    native!("toarray", |value: Value| Ok(if let Value::Array(_) = value { value } else { Value::array(vec![value]) })),
    native!("join" / 1, join),
    native!("indices" / 1, indices),
    native!("index" / 1, |value, target| {
        let found = indices(value, target)?;
        Ok(found.as_array().and_then(<[Value]>::first).cloned().unwrap_or(Value::Null))
    }),
    native!("rindex" / 1, |value, target| {
        let found = indices(value, target)?;
        Ok(found.as_array().and_then(<[Value]>::last).cloned().unwrap_or(Value::Null))
    }),
    native!("_strindices" / 1, |text: Value, target: Value| {
        let Some(text) = text.as_str() else { return Err(wrong(&text, "cannot be searched, as it is not a string")) };
        let Some(target) = target.as_str() else { return Err(wrong(&target, "is not a string")) };
        text_indices(text, target)
    }),
];

fn reverse(value: Value) -> Result {
    match value {
        Value::Null => Ok(Value::array(Vec::new())),
        Value::String(text) => {
            let mut characters = split(&text, "")?.into_elements().unwrap_or_default();
            characters.reverse();
            Ok(Value::counted(characters))
        }
        value => match value.into_elements() {
            Ok(mut elements) => {
                budget::charge_bytes(elements.len() * size_of::<Value>())?;
                elements.reverse();
                Ok(Value::counted(elements))
            }
            Err(value) => Err(error(format!("Cannot reverse {}", describe(&value)))),
        },
    }
}

fn elements(value: &Value) -> Result<&[Value]> {
    value.as_array().ok_or_else(|| not_iterable(value))
}

/// Swaps rows and columns. A missing element is `null`.
fn transpose(value: Value) -> Result {
    let rows = elements(&value)?.iter().map(elements).collect::<Result<Vec<_>>>()?;
    let width = rows.iter().map(|row| row.len()).max().unwrap_or_default();
    reserve_values(width.saturating_mul(rows.len().max(1)))?;
    let cell = |row: &&[Value], column| row.get(column).cloned().unwrap_or(Value::Null);
    Ok(Value::array(
        (0..width).map(|column| Value::counted(rows.iter().map(|row| cell(row, column)).collect())).collect(),
    ))
}

fn flatten(value: Value, depth: f64) -> Result {
    let members = if let Value::Object(map) = &value {
        Value::array(map.iter().map(|(_, value)| value.clone()).collect())
    } else {
        value
    };
    let mut flat = Vec::new();
    let mut pending: Vec<(Value, f64)> = elements(&members)?.iter().rev().map(|value| (value.clone(), depth)).collect();
    while let Some((value, depth)) = pending.pop() {
        budget::step()?;
        match value.as_array() {
            Some(inner) if depth > 0.0 => {
                reserve_values(inner.len())?;
                pending.extend(inner.iter().rev().map(|value| (value.clone(), depth - 1.0)));
            }
            Some(_) | None => {
                reserve_values(1)?;
                flat.push(value);
            }
        }
    }
    Ok(Value::counted(flat))
}

fn add(value: Value) -> Result {
    if let Some(count) = value.as_array().map(<[Value]>::len) {
        reserve_values(count)?;
    }
    let values: Vec<Value> = match value {
        Value::Object(map) => map.iter().map(|(_, value)| value.clone()).collect(),
        value => elements(&value)?.to_vec(),
    };
    if values.len() > 1 && values.iter().all(|value| value.as_str().is_some()) {
        let lengths = values.iter().filter_map(Value::as_str).map(str::len);
        budget::reserve(lengths.fold(0, usize::saturating_add))?;
        return Ok(Value::String(values.iter().filter_map(Value::as_str).collect::<String>().into()));
    }
    values.into_iter().try_fold(Value::Null, |sum, value| {
        budget::step()?;
        sum + value
    })
}

fn join(value: Value, separator: Value) -> Result {
    let elements = elements(&value)?;
    let mut joined: Option<Value> = None;
    if let Some(separator) = separator.as_str() {
        // The usual case: the result is a string.
        let mut text = StringBuilder::default();
        for (index, element) in elements.iter().enumerate() {
            budget::step()?;
            text.push_str(if index > 0 { separator } else { "" })?;
            match element {
                Value::Null => {}
                Value::String(part) => text.push_str(part)?,
                Value::Bool(_) | Value::Number(_) => text.push_json(element)?,
                Value::Array(_) | Value::Object(_) => return text.finish() + element.clone(),
            }
        }
        return Ok(text.finish());
    }
    for element in elements {
        budget::step()?;
        let part = match element {
            Value::Null => Value::from(String::new()),
            Value::Bool(_) | Value::Number(_) => Value::from(element.to_string()),
            _ => element.clone(),
        };
        joined = Some(match joined {
            None => (Value::from(String::new()) + part)?,
            Some(sum) => ((sum + separator.clone())? + part)?,
        });
    }
    Ok(joined.unwrap_or_else(|| Value::from(String::new())))
}

fn indices(value: Value, target: Value) -> Result {
    match (&value, &target) {
        (Value::Null, _) => Ok(Value::Null),
        (Value::String(text), Value::String(target)) => text_indices(text, target),
        (Value::Array(_), Value::Array(_)) => get(&value, &target),
        (Value::Array(_), _) => get(&value, &Value::array(vec![target])),
        _ => get(&value, &target),
    }
}

/// The places of a text in another one, in characters. Matches may overlap.
fn text_indices(text: &str, target: &str) -> Result {
    if target.is_empty() {
        return Ok(Value::Null);
    }
    budget::charge_bytes(text.len())?;
    let mut found = Vec::new();
    let first = target.as_bytes()[0];
    for (index, (at, _)) in text.char_indices().enumerate() {
        if text.as_bytes()[at] != first {
            continue;
        }
        budget::charge_bytes(target.len())?;
        if text[at..].starts_with(target) {
            reserve_values(1)?;
            found.push(Value::count(index));
        }
    }
    Ok(Value::counted(found))
}
