//! Paths, and the events of `tostream`.

use jaq_core::box_iter::box_once;
use jaq_core::native::bome;

use super::{Native, Parameter, native};
use crate::limits::budget;
use crate::value::{Result, StreamEvents, Value, delete_paths, get, get_path, set_path};

use Parameter::{Filter, Value as V};

pub(super) const NATIVES: &[Native] = &[
    Native::any("path", &[Filter], |mut cv| {
        let (filter, context) = cv.0.pop_fun();
        let paths = filter.paths((context, (cv.1, Default::default())));
        Box::new(paths.map(|found| {
            let (_, path) = found?;
            Ok(path_from_last(path.iter()))
        }))
    }),
    Native::one("getpath", &[V], |mut cv| {
        let path = cv.0.pop_var();
        bome(get_path(&cv.1, &path))
    })
    .with_paths(|mut cv| {
        let path = cv.0.pop_var();
        let (value, before) = cv.1;
        box_once(get_path(&value, &path).map_err(Into::into).map(|value| {
            let mut path_to_it = before;
            for step in path.as_array().unwrap_or_default() {
                path_to_it = path_to_it.cons(step.clone());
            }
            (value, path_to_it)
        }))
    }),
    native!("setpath" / 2, |value, path, new| set_path(value, &path, new)),
    native!("delpaths" / 1, |value, paths: Value| delete_paths(value, &paths)),
    recurse("recurse"),
    recurse("!recurse"),
    Native::any("fromstream", &[Filter], |mut cv| {
        let (events, context) = cv.0.pop_fun();
        let mut building = Value::Null;
        Box::new(events.run((context, cv.1)).filter_map(move |event| match event {
            Ok(event) => from_event(&mut building, &event).map_err(Into::into).transpose(),
            Err(error) => Some(Err(error)),
        }))
    }),
    Native::any("tostream", &[], |cv| {
        Box::new(StreamEvents::of(cv.1).map(|event| budget::step().map(|()| event).map_err(Into::into)))
    }),
];

/// The array of the steps of a path, which jaq-core lists from the last to the first.
pub(super) fn path_from_last<'v>(steps: impl Iterator<Item = &'v Value>) -> Value {
    let mut steps: Vec<Value> = steps.cloned().collect();
    steps.reverse();
    Value::array(steps)
}

/// A value and all values in it, in their order: jq's `recurse`. `..` means this even if the program defines `recurse`.
const fn recurse(name: &'static str) -> Native {
    Native::any(name, &[], |cv| {
        let mut pending = vec![cv.1];
        Box::new(std::iter::from_fn(move || {
            let value = pending.pop()?;
            budget::spend_memory(children(&value) * size_of::<Value>());
            push_children(&mut pending, &value);
            Some(budget::step().map(|()| value).map_err(Into::into))
        }))
    })
    .with_paths(|cv| {
        let mut pending = vec![cv.1];
        Box::new(std::iter::from_fn(move || {
            let (value, path) = pending.pop()?;
            budget::spend_memory(2 * children(&value) * size_of::<Value>());
            let mut keys = Vec::new();
            push_keys(&mut keys, &value);
            for key in keys {
                if let Ok(child) = get(&value, &key) {
                    pending.push((child, path.clone().cons(key)));
                }
            }
            Some(budget::step().map(|()| (value, path)).map_err(Into::into))
        }))
    })
}

fn children(value: &Value) -> usize {
    match value {
        Value::Array(elements) => elements.len(),
        Value::Object(map) => map.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// Adds the children of a value, the last first.
fn push_children(pending: &mut Vec<Value>, value: &Value) {
    match value {
        Value::Array(elements) => pending.extend(elements.iter().rev().cloned()),
        Value::Object(map) => pending.extend(map.iter().rev().map(|(_, value)| value.clone())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Adds the keys of a value, the last first.
fn push_keys(keys: &mut Vec<Value>, value: &Value) {
    match value {
        Value::Array(elements) => keys.extend((0..elements.len()).rev().map(Value::count)),
        Value::Object(map) => keys.extend(map.iter().rev().map(|(key, _)| Value::String(key.clone()))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Adds an event to the value that is being built, and returns the value when it is complete.
fn from_event(building: &mut Value, event: &Value) -> Result<Option<Value>> {
    let path = get(event, &Value::count(0))?;
    let depth = path.as_array().map_or(0, <[Value]>::len);
    match event.as_array() {
        Some([_, leaf]) if depth == 0 => Ok(Some(leaf.clone())),
        Some([_, leaf]) => {
            *building = set_path(std::mem::replace(building, Value::Null), &path, leaf.clone())?;
            Ok(None)
        }
        Some(_) | None if depth == 1 => Ok(Some(std::mem::replace(building, Value::Null))),
        Some(_) | None => Ok(None),
    }
}
