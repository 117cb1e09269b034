//! Comparing values, containing one value in another, and merging objects.

use std::cmp::Ordering;
use std::rc::Rc;

use super::{DEPTH_LIMIT, Error, Map, Value, error, map_mut};
use crate::limits::budget;

/// Values are nested deeper than [`DEPTH_LIMIT`], or the budget is exhausted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooDeep;

impl TooDeep {
    /// The error that the operation `what` went too deep.
    pub(crate) fn of(self, what: &str) -> Error {
        error(format!("{what} too deep"))
    }
}

/// Compares in jq's order: first by type (`null`, `false`, `true`, numbers, strings, arrays, objects), then by value.
/// Strings are compared by code points, objects first by their sorted names and then by their values in that order.
pub(crate) fn compare(left: &Value, right: &Value) -> Result<Ordering, TooDeep> {
    compare_at(left, right, DEPTH_LIMIT)
}

pub(crate) fn equal(left: &Value, right: &Value) -> Result<bool, TooDeep> {
    let differ_at_once = match (left, right) {
        (Value::Array(left), Value::Array(right)) => left.len() != right.len(),
        (Value::Object(left), Value::Object(right)) => left.len() != right.len(),
        _ => false,
    };
    Ok(!differ_at_once && compare(left, right)?.is_eq())
}

/// The depth that is left inside an array or object. Counts a step.
fn one_deeper(depth: usize) -> Result<usize, TooDeep> {
    budget::step().map_err(|_| TooDeep)?;
    depth.checked_sub(1).ok_or(TooDeep)
}

/// Counts a comparison.
#[inline]
fn count() -> Result<(), TooDeep> {
    budget::charge_bytes(budget::COMPARISON).map_err(|_| TooDeep)
}

fn compare_at(left: &Value, right: &Value, depth: usize) -> Result<Ordering, TooDeep> {
    Ok(match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::Number(left), Value::Number(right)) => left.compare(right),
        (Value::String(left), Value::String(right)) => {
            budget::spend_bytes(left.len().min(right.len()));
            left.cmp(right)
        }
        (Value::Array(left), Value::Array(right)) => {
            let depth = one_deeper(depth)?;
            for (left, right) in left.iter().zip(right.iter()) {
                count()?;
                let order = compare_at(left, right, depth)?;
                if order.is_ne() {
                    return Ok(order);
                }
            }
            left.len().cmp(&right.len())
        }
        (Value::Object(left), Value::Object(right)) => compare_objects(left, right, one_deeper(depth)?)?,
        _ => left.type_rank().cmp(&right.type_rank()),
    })
}

fn compare_objects(left: &Map, right: &Map, depth: usize) -> Result<Ordering, TooDeep> {
    let (left_keys, right_keys) = (left.sorted_keys(), right.sorted_keys());
    let order = left_keys.cmp(&right_keys);
    if order.is_ne() {
        return Ok(order);
    }
    for key in left_keys {
        if let (Some(left), Some(right)) = (left.get(key), right.get(key)) {
            let order = compare_at(left, right, depth)?;
            if order.is_ne() {
                return Ok(order);
            }
        }
    }
    Ok(Ordering::Equal)
}

/// Whether `whole` contains `part`. Both have the same type.
pub(crate) fn contains(whole: &Value, part: &Value) -> Result<bool, TooDeep> {
    contains_at(whole, part, DEPTH_LIMIT)
}

fn contains_at(whole: &Value, part: &Value, depth: usize) -> Result<bool, TooDeep> {
    match (whole, part) {
        (Value::String(whole), Value::String(part)) => {
            budget::charge_bytes(whole.len() + part.len()).map_err(|_| TooDeep)?;
            Ok(whole.contains(&**part))
        }
        (Value::Array(whole), Value::Array(part)) => {
            let depth = one_deeper(depth)?;
            for part in part.iter() {
                let mut is_found = false;
                for whole in whole.iter() {
                    count()?;
                    if contains_at(whole, part, depth)? {
                        is_found = true;
                        break;
                    }
                }
                if !is_found {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Value::Object(whole), Value::Object(part)) => {
            let depth = one_deeper(depth)?;
            for (key, part) in part.iter() {
                count()?;
                let Some(whole) = whole.get(key) else { return Ok(false) };
                if !contains_at(whole, part, depth)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        _ => equal(whole, part),
    }
}

/// The members of both. Where both have a name, the right value wins, and two objects are merged.
pub(crate) fn merge(left: Rc<Map>, right: &Map) -> Result<Rc<Map>, TooDeep> {
    merge_at(left, right, DEPTH_LIMIT + 1)
}

fn merge_at(mut left: Rc<Map>, right: &Map, depth: usize) -> Result<Rc<Map>, TooDeep> {
    let depth = one_deeper(depth)?;
    let merged = map_mut(&mut left).map_err(|_| TooDeep)?;
    for (key, right) in right.iter() {
        budget::reserve(2 * size_of::<Value>()).map_err(|_| TooDeep)?;
        match (merged.get_mut(key), right) {
            (Some(Value::Object(left)), Value::Object(right)) => {
                *left = merge_at(std::mem::take(left), right, depth)?;
            }
            (Some(left), _) => *left = right.clone(),
            (None, _) => merged.insert(key.clone(), right.clone()),
        }
    }
    Ok(left)
}
