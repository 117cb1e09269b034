//! Control flow: `empty`, `error`, `first`, `last`, `limit`, `skip`, `range` and the like.

use jaq_core::box_iter::box_once;
use jaq_core::native::bome;
use jaq_core::{Error, Exn};

use super::{Cv, Native, Outputs, Parameter};
use crate::limits::budget::{self, CUT_SHORT};
use crate::value::{Value, compare, error, with_path_error_of_jq};

use Parameter::{Filter, Value as V};

pub(super) const NATIVES: &[Native] = &[
    Native::any("empty", &[], |_| Box::new(std::iter::empty())).with_paths(|_| Box::new(std::iter::empty())),
    Native::any("!empty", &[], |_| Box::new(std::iter::empty())).with_paths(|_| Box::new(std::iter::empty())),
    Native::one("error", &[], |cv| bome(Err(Error::new(cv.1))))
        .with_paths(|cv| box_once(Err(Error::new(cv.1.0).into()))),
    Native::one("null", &[], |_| box_once(Ok(Value::Null))),
    Native::one("!null", &[], |_| box_once(Ok(Value::Null))),
    Native::one("true", &[], |_| box_once(Ok(Value::Bool(true)))),
    Native::one("false", &[], |_| box_once(Ok(Value::Bool(false)))),
    Native::one("not", &[], |cv| box_once(Ok(Value::Bool(!cv.1.is_true())))),
    Native::one("!step", &[], |cv| match budget::enter_call() {
        Ok(()) => box_once(Ok(cv.1)),
        Err(_) => box_once(Err(Exn::halt(CUT_SHORT))),
    })
    .with_paths(|cv| match budget::enter_call() {
        Ok(()) => box_once(Ok(cv.1)),
        Err(_) => box_once(Err(Exn::halt(CUT_SHORT))),
    }),
    Native::one("!caught", &[], |cv| box_once(Ok(with_path_error_of_jq(cv.1)))),
    Native::one("!last", &[Filter], |mut cv| {
        let (filter, context) = cv.0.pop_fun();
        let last = filter.run((context, cv.1)).try_fold(None, |_, output| output.map(Some));
        box_once(last.map(|last| last.unwrap_or(Value::Null)))
    }),
    Native::any("first", &[Filter], |mut cv| {
        let (filter, context) = cv.0.pop_fun();
        Box::new(filter.run((context, cv.1)).take(1))
    })
    .with_paths(|mut cv| {
        let (filter, context) = cv.0.pop_fun();
        Box::new(filter.paths((context, cv.1)).take(1))
    }),
    Native::any("last", &[Filter], |mut cv| {
        let (filter, context) = cv.0.pop_fun();
        Box::new(filter.run((context, cv.1)).try_fold(None, |_, output| output.map(Some)).transpose().into_iter())
    })
    .with_paths(|mut cv| {
        let (filter, context) = cv.0.pop_fun();
        Box::new(filter.paths((context, cv.1)).try_fold(None, |_, output| output.map(Some)).transpose().into_iter())
    }),
    Native::any("limit", &[V, Filter], |mut cv| {
        let (filter, context) = cv.0.pop_fun();
        match count(&cv.0.pop_var(), "limit doesn't support negative count") {
            Ok(0) => Box::new(std::iter::empty()),
            Ok(count) => Box::new(filter.run((context, cv.1)).take(count)),
            Err(error) => box_once(Err(error)),
        }
    })
    .with_paths(|mut cv| {
        let (filter, context) = cv.0.pop_fun();
        match count(&cv.0.pop_var(), "limit doesn't support negative count") {
            Ok(0) => Box::new(std::iter::empty()),
            Ok(count) => Box::new(filter.paths((context, cv.1)).take(count)),
            Err(error) => box_once(Err(error)),
        }
    }),
    Native::any("skip", &[V, Filter], |mut cv| {
        let (filter, context) = cv.0.pop_fun();
        match count(&cv.0.pop_var(), "skip doesn't support negative count") {
            Ok(count) => Box::new(skip(filter.run((context, cv.1)), count)),
            Err(error) => box_once(Err(error)),
        }
    })
    .with_paths(|mut cv| {
        let (filter, context) = cv.0.pop_fun();
        match count(&cv.0.pop_var(), "skip doesn't support negative count") {
            Ok(count) => Box::new(skip(filter.paths((context, cv.1)), count)),
            Err(error) => box_once(Err(error)),
        }
    }),
    Native::one("isempty", &[Filter], |mut cv| {
        let (filter, context) = cv.0.pop_fun();
        let first = filter.run((context, cv.1)).next().transpose();
        box_once(first.map(|first| Value::Bool(first.is_none())))
    }),
    Native::one("_any", &[Filter, Filter], |cv| holds(cv, true)),
    Native::one("_all", &[Filter, Filter], |cv| holds(cv, false)),
    Native::any("range", &[V], |mut cv| {
        let end = cv.0.pop_var();
        range(&Value::number(0.0), &end, &Value::number(1.0))
    }),
    Native::any("range", &[V, V], |mut cv| {
        let end = cv.0.pop_var();
        range(&cv.0.pop_var(), &end, &Value::number(1.0))
    }),
    Native::any("range", &[V, V, V], |mut cv| {
        let by = cv.0.pop_var();
        let end = cv.0.pop_var();
        range(&cv.0.pop_var(), &end, &by)
    }),
];

fn count<'a>(count: &Value, negative: &str) -> Result<usize, Exn<'a, Value>> {
    match count.as_f64() {
        Some(count) if count < 0.0 => Err(error(negative).into()),
        Some(count) => Ok(count.ceil() as usize),
        // In jq's order of types, any other value is less or greater than all numbers.
        None if compare(count, &Value::number(0.0)).is_ok_and(std::cmp::Ordering::is_gt) => Ok(usize::MAX),
        None => Err(error(negative).into()),
    }
}

/// The outputs without the first `count` ones. Errors are not skipped.
fn skip<'a, T>(
    outputs: impl Iterator<Item = Result<T, Exn<'a, Value>>>,
    count: usize,
) -> impl Iterator<Item = Result<T, Exn<'a, Value>>> {
    let mut left = count;
    outputs.filter(move |output| {
        let is_skipped = left > 0 && output.is_ok();
        left -= usize::from(is_skipped);
        !is_skipped
    })
}

/// Whether a condition is `wanted` for one of the values of a generator. The generator is not run further then.
fn holds(mut cv: Cv<'_>, wanted: bool) -> Outputs<'_> {
    let (condition, condition_context) = cv.0.pop_fun();
    let (generator, context) = cv.0.pop_fun();
    for value in generator.run((context, cv.1)) {
        let value = match value {
            Ok(value) => value,
            Err(error) => return box_once(Err(error)),
        };
        if let Err(error) = budget::step() {
            return box_once(Err(error.into()));
        }
        for truth in condition.run((condition_context.clone(), value)) {
            match truth {
                Ok(truth) if truth.is_true() == wanted => return box_once(Ok(Value::Bool(wanted))),
                Ok(_) => {}
                Err(error) => return box_once(Err(error)),
            }
        }
    }
    box_once(Ok(Value::Bool(!wanted)))
}

fn range<'a>(from: &Value, end: &Value, by: &Value) -> Outputs<'a> {
    let (Some(start), Some(end), Some(by)) = (from.as_f64(), end.as_f64(), by.as_f64()) else {
        return box_once(Err(error("Range bounds must be numeric").into()));
    };
    if by == 0.0 || by.is_nan() || start.is_nan() {
        return Box::new(std::iter::empty());
    }
    let mut next = start;
    Box::new(std::iter::from_fn(move || {
        if if by > 0.0 { next >= end } else { next <= end } {
            return None;
        }
        let value = next;
        next += by;
        Some(match budget::step() {
            Ok(()) => Ok(Value::number(value)),
            Err(_) => Err(Exn::halt(CUT_SHORT)),
        })
    }))
}
