//! Filters of objects, and of both objects and arrays.

use std::rc::Rc;

use jaq_core::Exn;
use jaq_core::box_iter::box_once;

use super::{Cv, Native, Outputs, Parameter, native};
use crate::limits::budget;
use crate::value::{Map, Result, Value, describe, error, get, has, not_iterable, reserve_values, wrong};

pub(super) const NATIVES: &[Native] = &[
    native!("keys", |value| keys(value, true)),
    native!("keys_unsorted", |value| keys(value, false)),
    native!("length", length),
    native!("has" / 1, |value: Value, key: Value| has(&value, &key).map(Value::Bool)),
    native!("in" / 1, |key: Value, value: Value| has(&value, &key).map(Value::Bool)),
    native!("type", |value: Value| Ok(Value::string(value.kind()))),
    native!("to_entries", to_entries),
    native!("from_entries", from_entries),
    Native::one("with_entries", &[Parameter::Filter], with_entries),
];

fn keys(value: Value, is_sorted: bool) -> Result {
    match &value {
        Value::Object(map) if is_sorted => {
            Ok(Value::array(map.sorted_keys().into_iter().map(|key| Value::String(key.clone())).collect()))
        }
        Value::Object(map) => {
            reserve_values(map.len())?;
            Ok(Value::counted(map.iter().map(|(key, _)| Value::String(key.clone())).collect()))
        }
        Value::Array(elements) => {
            reserve_values(elements.len())?;
            Ok(Value::counted((0..elements.len()).map(Value::count).collect()))
        }
        _ => Err(wrong(&value, "has no keys")),
    }
}

fn length(value: Value) -> Result {
    Ok(match &value {
        Value::Null => Value::count(0),
        Value::Number(number) => Value::Number(number.abs()),
        Value::String(text) => {
            budget::charge_bytes(text.len())?;
            Value::count(text.chars().count())
        }
        Value::Array(elements) => Value::count(elements.len()),
        Value::Object(map) => Value::count(map.len()),
        Value::Bool(_) => return Err(wrong(&value, "has no length")),
    })
}

fn to_entries(value: Value) -> Result {
    let entry = |key, value| {
        budget::step()?;
        Ok(Value::members([("key", key), ("value", value)]))
    };
    let entries: Result<Vec<Value>> = match &value {
        Value::Object(map) => map.iter().map(|(key, value)| entry(Value::String(key.clone()), value.clone())).collect(),
        Value::Array(elements) => {
            let numbered = elements.iter().enumerate();
            numbered.map(|(index, value)| entry(Value::count(index), value.clone())).collect()
        }
        _ => Err(wrong(&value, "has no keys")),
    };
    Ok(Value::array(entries?))
}

fn from_entries(value: Value) -> Result {
    let entries = match &value {
        Value::Array(elements) => elements.to_vec(),
        Value::Object(map) => map.iter().map(|(_, value)| value.clone()).collect(),
        _ => return Err(not_iterable(&value)),
    };
    let mut map = Map::default();
    for entry in entries {
        budget::step()?;
        let (key, value) = from_entry(&entry)?;
        map.insert(key, value);
    }
    Ok(Value::object(map))
}

/// The key and the value of an entry, by any of the names that jq accepts.
fn from_entry(entry: &Value) -> Result<(Rc<str>, Value)> {
    let mut key = Value::Null;
    for name in ["key", "Key", "name", "Name"] {
        let found = get(entry, &Value::string(name))?;
        let is_better = found.is_true() || matches!((&key, &found), (Value::Null, _));
        if is_better {
            key = found;
        }
        if key.is_true() {
            break;
        }
    }
    let name = if has(entry, &Value::string("value"))? { "value" } else { "Value" };
    let value = get(entry, &Value::string(name))?;
    match key {
        Value::String(key) => Ok((key, value)),
        key => Err(error(format!("Cannot use {} as object key", describe(&key)))),
    }
}

fn with_entries(mut cv: Cv<'_>) -> Outputs<'_> {
    let (filter, context) = cv.0.pop_fun();
    let changed = || -> std::result::Result<Value, Exn<'_, Value>> {
        let mut entries = Vec::new();
        for entry in to_entries(cv.1)?.into_elements().unwrap_or_default() {
            budget::step()?;
            for entry in filter.run((context.clone(), entry)) {
                reserve_values(1)?;
                entries.push(entry?);
            }
        }
        Ok(from_entries(Value::array(entries))?)
    };
    box_once(changed())
}
