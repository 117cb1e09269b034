//! Comparing, sorting and grouping.

use std::cmp::Ordering;

use jaq_core::Exn;
use jaq_core::box_iter::box_once;

use super::merge_sort::sort;
use super::{Cv, Native, Outputs, Parameter, native};
use crate::limits::budget;
use crate::value::{Error, Result, TooDeep, Value, compare, contains, equal, reserve_values, wrong, wrong_together};

use Parameter::Filter;

pub(super) const NATIVES: &[Native] = &[
    native!("!equal" / 2, |_, left, right| is_equal(&left, &right).map(Value::Bool)),
    native!("!notequal" / 2, |_, left, right| is_equal(&left, &right).map(|truth| Value::Bool(!truth))),
    native!("!less" / 2, |_, left, right| compared(&left, &right, Ordering::is_lt)),
    native!("!lesseq" / 2, |_, left, right| compared(&left, &right, Ordering::is_le)),
    native!("!greater" / 2, |_, left, right| compared(&left, &right, Ordering::is_gt)),
    native!("!greatereq" / 2, |_, left, right| compared(&left, &right, Ordering::is_ge)),
    native!("contains" / 1, |whole: Value, part: Value| {
        if whole.kind() != part.kind() {
            return Err(wrong_together(&whole, &part, "cannot have their containment checked"));
        }
        contains(&whole, &part).map(Value::Bool).map_err(|deep| deep.of("Containment check"))
    }),
    native!("sort", |value| sorted_values(value).map(Value::array)),
    native!("unique", |value| {
        let mut values = sorted_values(value)?;
        values.dedup_by(|left, right| equal(left, right) == Ok(true));
        // When the budget is exhausted, a comparison returns that both differ.
        budget::check()?;
        Ok(Value::array(values))
    }),
    native!("min", |value| extreme(&array(value)?, Ordering::Less)),
    native!("max", |value| extreme(&array(value)?, Ordering::Greater)),
    Native::one("sort_by", &[Filter], |cv| by_key(cv, |keyed| Ok(Value::array(values(sorted(keyed)?))))),
    Native::one("group_by", &[Filter], |cv| {
        by_key(cv, |keyed| {
            let groups = groups(sorted(keyed)?)?;
            Ok(Value::array(groups.into_iter().map(|group| Value::array(values(group))).collect()))
        })
    }),
    Native::one("unique_by", &[Filter], |cv| {
        by_key(cv, |keyed| {
            let groups = groups(sorted(keyed)?)?;
            Ok(Value::array(groups.into_iter().filter_map(|group| Some(group.into_iter().next()?.1)).collect()))
        })
    }),
    Native::one("min_by", &[Filter], |cv| by_key(cv, |keyed| best(keyed, Ordering::is_lt))),
    Native::one("max_by", &[Filter], |cv| by_key(cv, |keyed| best(keyed, Ordering::is_ge))),
    native!("bsearch" / 1, search),
];

/// The key of a value, and the value.
type Keyed = (Vec<Value>, Value);

fn too_deep(deep: TooDeep) -> Error {
    deep.of("Comparison")
}

fn is_equal(left: &Value, right: &Value) -> Result<bool> {
    equal(left, right).map_err(|deep| deep.of("Equality check"))
}

fn compared(left: &Value, right: &Value, holds: fn(Ordering) -> bool) -> Result {
    Ok(Value::Bool(holds(compare(left, right).map_err(too_deep)?)))
}

fn array(value: Value) -> Result<Vec<Value>> {
    value.into_elements().map_err(|value| wrong(&value, "cannot be sorted, as it is not an array"))
}

fn sorted_values(value: Value) -> Result<Vec<Value>> {
    let values = array(value)?;
    check_depth(values.iter())?;
    sort(values, &mut compare_counted)
}

/// Compares two values that are not too deep.
fn compare_counted(left: &Value, right: &Value) -> Result<Ordering> {
    budget::charge_bytes(budget::COMPARISON)?;
    compare(left, right).map_err(too_deep)
}

/// Fails if a value is too deep to be compared. It is compared with itself, which is as deep as any other comparison.
fn check_depth<'v>(values: impl Iterator<Item = &'v Value>) -> Result<()> {
    let mut nested = values.filter(|value| matches!(value, Value::Array(_) | Value::Object(_)));
    nested.try_for_each(|value| compare(value, value).map(|_| ()).map_err(too_deep))
}

fn extreme(values: &[Value], wanted: Ordering) -> Result {
    let Some((first, rest)) = values.split_first() else { return Ok(Value::Null) };
    let mut best = first;
    for value in rest {
        let order = compare_counted(value, best)?;
        if order == wanted || (order.is_eq() && wanted.is_gt()) {
            best = value;
        }
    }
    Ok(best.clone())
}

fn by_key<'a>(mut cv: Cv<'a>, give: impl FnOnce(Vec<Keyed>) -> Result) -> Outputs<'a> {
    let (filter, context) = cv.0.pop_fun();
    let keyed = array(cv.1).map_err(Exn::from).and_then(|values| {
        values
            .into_iter()
            .map(|value| {
                budget::step()?;
                let mut key: Vec<Value> = Vec::new();
                for part in filter.run((context.clone(), value.clone())) {
                    reserve_values(1)?;
                    key.push(part?);
                }
                check_depth(key.iter())?;
                Ok((key, value))
            })
            .collect::<std::result::Result<Vec<Keyed>, Exn<'a, Value>>>()
    });
    box_once(keyed.and_then(|keyed| Ok(give(keyed)?)))
}

fn order(left: &[Value], right: &[Value]) -> Result<Ordering> {
    for (left, right) in left.iter().zip(right) {
        let order = compare_counted(left, right)?;
        if order.is_ne() {
            return Ok(order);
        }
    }
    Ok(left.len().cmp(&right.len()))
}

/// The value with the best key. `is_better` gets the order of the next key and the best key so far.
fn best(keyed: Vec<Keyed>, is_better: fn(Ordering) -> bool) -> Result {
    let mut keyed = keyed.into_iter();
    let Some(mut best) = keyed.next() else { return Ok(Value::Null) };
    for next in keyed {
        if is_better(order(&next.0, &best.0)?) {
            best = next;
        }
    }
    Ok(best.1)
}

fn sorted(keyed: Vec<Keyed>) -> Result<Vec<Keyed>> {
    sort(keyed, &mut |(left, _), (right, _)| order(left, right))
}

fn groups(sorted: Vec<Keyed>) -> Result<Vec<Vec<Keyed>>> {
    let mut groups: Vec<Vec<Keyed>> = Vec::new();
    for keyed in sorted {
        match groups.last_mut() {
            Some(group) if order(&group[0].0, &keyed.0)?.is_eq() => group.push(keyed),
            Some(_) | None => groups.push(vec![keyed]),
        }
    }
    Ok(groups)
}

fn values(keyed: Vec<Keyed>) -> Vec<Value> {
    keyed.into_iter().map(|(_, value)| value).collect()
}

/// The index of a value in a sorted array. If it is missing, `-1 - I`, where `I` is the index at which to insert it.
fn search(array: Value, target: Value) -> Result {
    let values = array.as_array().ok_or_else(|| wrong(&array, "cannot be searched from"))?;
    check_depth(std::iter::once(&target))?;
    let found = values.binary_search_by(|value| compare(value, &target).unwrap_or(Ordering::Equal));
    Ok(match found {
        Ok(_) => Value::count(values.partition_point(|value| compare(value, &target).is_ok_and(Ordering::is_lt))),
        Err(at) => Value::number(-1.0 - at as f64),
    })
}
