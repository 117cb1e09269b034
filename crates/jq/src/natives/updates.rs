//! Assignments, by paths.

use jaq_core::Exn;
use jaq_core::box_iter::box_once;

use super::paths::path_from_last;
use super::{Cv, Native, Outputs, Parameter};
use crate::limits::budget;
use crate::value::{Value, delete_paths, not_iterable, own_elements, own_members, set_path, update_path};

use Parameter::{Filter, Value as V};

pub(super) const NATIVES: &[Native] = &[
    Native::one("!modify", &[Filter, Filter], |cv| box_once(modify(cv))),
    Native::any("!assign", &[Filter, V], |mut cv| {
        let new = cv.0.pop_var();
        box_once(paths(&mut cv).and_then(|paths| {
            let set = |value, path: &Value| {
                budget::step()?;
                set_path(value, path, new.clone()).map_err(Exn::from)
            };
            paths.iter().try_fold(cv.1, set)
        }))
    }),
    Native::one("del", &[Filter], |cv| deleted(cv)),
    Native::one("map_values", &[Filter], |mut cv| {
        let (update, context) = cv.0.pop_fun();
        box_once(map_values(cv.1, |value| match budget::step() {
            Ok(()) => update.run((context.clone(), value)).next(),
            Err(error) => Some(Err(error.into())),
        }))
    }),
];

type Result<'a, T = Value> = std::result::Result<T, Exn<'a, Value>>;

/// The paths of the last argument in the input.
fn paths<'a>(cv: &mut Cv<'a>) -> Result<'a, Vec<Value>> {
    let (filter, context) = cv.0.pop_fun();
    filter
        .paths((context, (cv.1.clone(), Default::default())))
        .map(|found| {
            let (_, path) = found?;
            Ok(path_from_last(path.iter()))
        })
        .collect()
}

/// Replaces the value at each path by the first output of the update, or deletes it if the update has no output.
fn modify(mut cv: Cv<'_>) -> Result<'_> {
    let (update, context) = cv.0.pop_fun();
    let paths = paths(&mut cv)?;
    let mut value = cv.1;
    let mut gone = Vec::new();
    for path in paths {
        budget::step()?;
        let mut failure = None;
        let mut is_gone = false;
        value = update_path(value, &path, |old| {
            // Values are deleted at the end, as the other paths refer to the input.
            let kept = old.clone();
            Ok(match update.run((context.clone(), old)).next() {
                Some(Ok(new)) => new,
                Some(Err(error)) => {
                    failure = Some(error);
                    kept
                }
                None => {
                    is_gone = true;
                    kept
                }
            })
        })?;
        if let Some(failure) = failure {
            return Err(failure);
        }
        if is_gone {
            gone.push(path);
        }
    }
    if gone.is_empty() { Ok(value) } else { Ok(delete_paths(value, &Value::array(gone))?) }
}

fn deleted(mut cv: Cv<'_>) -> Outputs<'_> {
    let done = paths(&mut cv).and_then(|paths| Ok(delete_paths(cv.1, &Value::array(paths))?));
    box_once(done)
}

/// `.[] |= f`, without paths.
fn map_values<'a>(value: Value, mut update: impl FnMut(Value) -> Option<Result<'a>>) -> Result<'a> {
    match value {
        Value::Object(map) => {
            let members = own_members(map).into_iter();
            let changed = members.filter_map(|(key, value)| Some(update(value)?.map(|value| (key, value))));
            Ok(Value::object(changed.collect::<Result<'a, _>>()?))
        }
        Value::Array(elements) => {
            let elements = own_elements(elements).into_iter();
            Ok(Value::array(elements.filter_map(update).collect::<Result<'a, _>>()?))
        }
        _ => Err(not_iterable(&value).into()),
    }
}
