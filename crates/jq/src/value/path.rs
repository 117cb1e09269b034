//! The value at a path: read, set or updated. Missing arrays and objects are created.

use std::rc::Rc;

use super::text::{excerpt, shortened};
use super::{DEPTH_LIMIT, Error, List, Map, Result, Value, describe, error, list_mut, map_mut, reserve_values};
use crate::limits::budget;

/// The highest index that an array may grow to.
const LAST_INDEX: f64 = 536_870_911.0;

/// The value of `.[key]`.
pub(crate) fn get(value: &Value, key: &Value) -> Result {
    Ok(match (value, key) {
        (Value::Object(map), Value::String(key)) => map.get(key).cloned().unwrap_or(Value::Null),
        (Value::Array(elements), Value::Number(index)) => {
            position(index.value(), elements.len()).and_then(|at| elements.get(at)).cloned().unwrap_or(Value::Null)
        }
        (Value::Array(elements), Value::Object(bounds)) => {
            Value::array(elements[Slice::read(bounds)?.of(elements.len())].to_vec())
        }
        (Value::String(text), Value::Object(bounds)) => slice_text(text, &Slice::read(bounds)?),
        (Value::Array(elements), Value::Array(part)) => Value::array(positions(elements, part)?),
        (Value::Null, Value::String(_) | Value::Number(_) | Value::Object(_)) => Value::Null,
        _ => {
            return Err(error(format!("Cannot index {} with {}", value.kind(), describe(key))));
        }
    })
}

/// The position that an index means among `length` elements. Negative indices count from the end.
pub(super) fn position(index: f64, length: usize) -> Option<usize> {
    let index = if index < 0.0 { index.trunc() + length as f64 } else { index };
    (index >= 0.0).then_some(index as usize)
}

fn positions(elements: &[Value], part: &[Value]) -> Result<Vec<Value>> {
    let mut found = Vec::new();
    for start in 0..=elements.len().saturating_sub(part.len()) {
        let window = elements[start..].iter().zip(part);
        let mut is_equal = !part.is_empty() && elements.len() >= part.len();
        budget::charge_bytes(2 * size_of::<Value>())?;
        for (element, part) in window {
            budget::charge_bytes(size_of::<Value>())?;
            is_equal = is_equal && super::equal(element, part).map_err(|deep| deep.of("Equality check"))?;
            if !is_equal {
                break;
            }
        }
        if is_equal {
            found.push(Value::count(start));
        }
    }
    Ok(found)
}

/// The bounds of a slice. An absent bound is NaN.
pub(super) struct Slice {
    pub(super) start: f64,
    pub(super) end: f64,
}

impl Slice {
    pub(super) fn read(bounds: &Map) -> Result<Self> {
        let bound = |name| match bounds.get(name) {
            None | Some(Value::Null) => Ok(f64::NAN),
            Some(Value::Number(number)) => Ok(number.value()),
            Some(_) => Err(error("Array/string slice indices must be integers")),
        };
        Ok(Self { start: bound("start")?, end: bound("end")? })
    }

    /// The range that it means among `length` elements. The start is rounded down, the end is rounded up.
    pub(super) fn of(&self, length: usize) -> std::ops::Range<usize> {
        let from_end = |bound: f64| if bound < 0.0 { (bound + length as f64).max(0.0) } else { bound };
        let start = if self.start.is_nan() { 0 } else { (from_end(self.start) as usize).min(length) };
        let end = if self.end.is_nan() { length } else { (from_end(self.end).ceil() as usize).min(length) };
        start..end.max(start)
    }
}

fn slice_text(text: &str, slice: &Slice) -> Value {
    budget::spend_bytes(text.len());
    if text.is_ascii() {
        return Value::string(&text[slice.of(text.len())]);
    }
    let range = slice.of(text.chars().count());
    Value::string(text.chars().skip(range.start).take(range.len()).collect::<String>())
}

/// Whether `.[key]` exists.
pub(crate) fn has(value: &Value, key: &Value) -> Result<bool> {
    match (value, key) {
        (Value::Null, _) => Ok(false),
        (Value::Object(map), Value::String(key)) => Ok(map.get(key).is_some()),
        (Value::Array(elements), Value::Number(index)) => {
            let index = index.value();
            Ok(index >= 0.0 && (index as usize) < elements.len())
        }
        _ => Err(error(format!("Cannot check whether {} has a {} key", value.kind(), key.kind()))),
    }
}

/// The value, with `.[key]` set.
pub(crate) fn set(value: Value, key: &Value, new: Value) -> Result {
    update(value, key, |_| Ok(new))
}

/// The value, with `.[key]` updated by `change`.
pub(super) fn update(value: Value, key: &Value, change: impl FnOnce(Value) -> Result) -> Result {
    let take = |place: &mut Value| std::mem::replace(place, Value::Null);
    match (value, key) {
        (Value::Object(mut map), Value::String(key)) => {
            let members = map_mut(&mut map)?;
            match members.get_mut(key) {
                Some(place) => *place = change(take(place))?,
                None => {
                    budget::reserve(key.len() + 2 * size_of::<Value>())?;
                    members.insert(key.clone(), change(Value::Null)?);
                }
            }
            Ok(Value::Object(map))
        }
        (Value::Array(mut elements), Value::Number(index)) => {
            let place = place(list_mut(&mut elements)?, index.value())?;
            *place = change(take(place))?;
            Ok(Value::Array(elements))
        }
        (Value::Array(mut elements), Value::Object(bounds)) => {
            let range = Slice::read(bounds)?.of(elements.len());
            let old = Value::array(elements[range.clone()].to_vec());
            match change(old)?.into_elements() {
                Ok(new) => {
                    reserve_values(new.len())?;
                    // The elements after the slice are moved.
                    budget::charge_bytes((elements.len() - range.end) * size_of::<Value>())?;
                    list_mut(&mut elements)?.splice(range, new);
                    Ok(Value::Array(elements))
                }
                Err(_) => Err(error("A slice of an array can only be assigned another array")),
            }
        }
        (Value::Null, Value::String(_)) => update(Value::Object(Rc::default()), key, change),
        (Value::Null, Value::Number(_) | Value::Object(_)) => {
            update(Value::Array(Rc::new(List::default())), key, change)
        }
        (Value::String(_), Value::Object(_)) => Err(error("Cannot update string slices")),
        (Value::Array(_), Value::Array(_)) => Err(error("Cannot update field at array index of array")),
        (value, _) => Err(error(format!("Cannot index {} with {}", value.kind(), describe(key)))),
    }
}

/// The element at an index. The array grows to hold it.
fn place(elements: &mut List, index: f64) -> Result<&mut Value> {
    if index.is_nan() {
        return Err(error("Cannot set array element at NaN index"));
    }
    if index > LAST_INDEX {
        return Err(error("Array index too large"));
    }
    let at = position(index, elements.len()).ok_or_else(|| error("Out of bounds negative array index"))?;
    if at >= elements.len() {
        reserve_values(at + 1 - elements.len())?;
        elements.resize(at + 1, Value::Null);
    }
    Ok(&mut elements[at])
}

/// The elements of a path.
fn steps(path: &Value) -> Result<&[Value]> {
    let steps = path.as_array().ok_or_else(|| error("Path must be specified as an array"))?;
    budget::charge_bytes(size_of_val(steps))?;
    if steps.len() > DEPTH_LIMIT { Err(error("Path too deep")) } else { Ok(steps) }
}

/// The value at a path. It is `null` if nothing is there.
pub(crate) fn get_path(value: &Value, path: &Value) -> Result {
    let steps = steps(path)?;
    if matches!(value, Value::Null) {
        return Ok(Value::Null);
    }
    let mut value = value.clone();
    for step in steps {
        if matches!(value, Value::Null) {
            return Ok(Value::Null);
        }
        value = get(&value, step)?;
    }
    Ok(value)
}

pub(crate) fn set_path(value: Value, path: &Value, new: Value) -> Result {
    update_path(value, path, |_| Ok(new))
}

/// The value, with the value at a path updated by `change`.
pub(crate) fn update_path(value: Value, path: &Value, change: impl FnOnce(Value) -> Result) -> Result {
    let mut change = Some(change);
    update_steps(value, steps(path)?, &mut |value| match change.take() {
        Some(change) => change(value),
        None => Ok(value),
    })
}

fn update_steps(value: Value, steps: &[Value], change: &mut dyn FnMut(Value) -> Result) -> Result {
    match steps.split_first() {
        None => change(value),
        Some((step, rest)) => {
            // A place that cannot be read cannot be set, with the same error.
            if !matches!(value, Value::Null | Value::Object(_)) && !matches!(step, Value::Object(_)) {
                get(&value, step)?;
            }
            update(value, step, |inner| update_steps(inner, rest, change))
        }
    }
}

/// The error for a value that is not a path.
pub(crate) fn not_a_path(result: &Value) -> Error {
    error(format!("Invalid path expression with result {}", excerpt(result)))
}

/// jaq's error for a value that is not a path, with jq's message. Other errors stay as they are.
pub(crate) fn with_path_error_of_jq(caught: Value) -> Value {
    match caught.as_str().and_then(|text| text.strip_prefix("invalid path expression with input ")) {
        Some(input) => Value::from(format!("Invalid path expression with result {}", shortened(input.to_string()))),
        None => caught,
    }
}
