//! Deleting what paths lead to.

use super::path::{Slice, position, update};
use super::{DEPTH_LIMIT, Error, Result, Value, error, get, list_mut, map_mut};
use crate::limits::budget;

/// The value without the values at these paths. All paths refer to the value before any deletion.
pub(crate) fn delete_paths(value: Value, paths: &Value) -> Result {
    let Some(paths) = paths.as_array() else { return Err(error("Paths must be specified as an array")) };
    let mut all = Vec::with_capacity(paths.len());
    for path in paths {
        budget::step()?;
        let steps = path.as_array().ok_or_else(|| error("Path must be specified as an array"))?;
        if steps.len() > DEPTH_LIMIT {
            return Err(error("Path too deep"));
        }
        if steps.is_empty() {
            return Ok(Value::Null);
        }
        all.push(steps);
    }
    delete_steps(value, &all)
}

/// The paths must not be empty.
fn delete_steps(mut value: Value, paths: &[&[Value]]) -> Result {
    let (last, deeper): (Vec<&[Value]>, Vec<&[Value]>) = paths.iter().partition(|path| path.len() == 1);
    // Paths with the same first step are followed together.
    let mut groups: Vec<(&Value, Vec<&[Value]>)> = Vec::new();
    for path in deeper {
        let (step, rest) = (&path[0], &path[1..]);
        budget::charge_bytes(groups.len() * size_of::<Value>())?;
        match groups.iter_mut().find(|(known, _)| super::equal(known, step) == Ok(true)) {
            Some((_, paths)) => paths.push(rest),
            None => groups.push((step, vec![rest])),
        }
    }
    for (step, paths) in groups {
        let inner = get(&value, step).map_err(|_| cannot_delete(&value, step))?;
        if !matches!(inner, Value::Null) {
            value = update(value, step, |inner| delete_steps(inner, &paths))?;
        }
    }
    let keys: Vec<&Value> = last.iter().map(|path| &path[0]).collect();
    if keys.is_empty() { Ok(value) } else { delete_keys(value, &keys) }
}

fn delete_keys(value: Value, keys: &[&Value]) -> Result {
    match value {
        Value::Null => Ok(Value::Null),
        Value::Object(mut map) => {
            for key in keys {
                key.as_str().ok_or_else(|| cannot_delete(&Value::Object(map.clone()), key))?;
            }
            budget::charge_bytes(map.len() * 2 * size_of::<Value>())?;
            map_mut(&mut map)?.remove_all(keys.iter().filter_map(|key| key.as_str()));
            Ok(Value::Object(map))
        }
        Value::Array(mut elements) => {
            budget::charge_bytes(elements.len() * size_of::<Value>())?;
            let mut goes = vec![false; elements.len()];
            for key in keys {
                match key {
                    Value::Number(index) => {
                        let at = position(index.value(), elements.len());
                        if let Some(goes) = at.and_then(|at| goes.get_mut(at)) {
                            *goes = true;
                        }
                    }
                    Value::Object(bounds) => {
                        let range = Slice::read(bounds)?.of(elements.len());
                        budget::charge_bytes(range.len())?;
                        goes[range].fill(true);
                    }
                    _ => return Err(cannot_delete(&Value::Array(elements), key)),
                }
            }
            let mut goes = goes.into_iter();
            list_mut(&mut elements)?.retain(|_| goes.next() != Some(true));
            Ok(Value::Array(elements))
        }
        _ => Err(error(format!("Cannot delete fields from {}", value.kind()))),
    }
}

fn cannot_delete(value: &Value, key: &Value) -> Error {
    let what = match value {
        Value::Array(_) => format!("{} element of array", key.kind()),
        Value::Object(_) => format!("{} field of object", key.kind()),
        _ => return error(format!("Cannot delete field at {} index of {}", key.kind(), value.kind())),
    };
    error(format!("Cannot delete {what}"))
}
