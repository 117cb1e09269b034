//! Sorting that an error can end, which the standard library does not have.

use std::cmp::Ordering;

use crate::limits::budget;
use crate::value::Result;

/// Sorts values, and keeps the order of equal ones. It ends with the first error of a comparison. No value may be too deep to
/// be compared.
pub(super) fn sort<T>(mut values: Vec<T>, order: &mut impl FnMut(&T, &T) -> Result<Ordering>) -> Result<Vec<T>> {
    if budget::is_limited() {
        return merge_sort(values, order);
    }
    // Without limits, no comparison fails, and this is faster. It might panic if comparisons failed.
    values.sort_by(|left, right| order(left, right).unwrap_or(Ordering::Equal));
    Ok(values)
}

fn merge_sort<T>(values: Vec<T>, order: &mut impl FnMut(&T, &T) -> Result<Ordering>) -> Result<Vec<T>> {
    let mut left = values;
    if left.len() < 2 {
        return Ok(left);
    }
    let right = left.split_off(left.len() / 2);
    let (left, right) = (merge_sort(left, order)?, merge_sort(right, order)?);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(first), Some(second)) = (left.peek(), right.peek()) {
        let is_right = order(first, second)?.is_gt();
        merged.extend(if is_right { right.next() } else { left.next() });
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::error;

    proptest! {
        #[test]
        fn the_order_is_that_of_the_standard_library(values in prop::collection::vec((0_u8..9, any::<u8>()), 0..60)) {
            let mut expected = values.clone();
            expected.sort_by_key(|(key, _)| *key);
            let sorted = merge_sort(values, &mut |left, right| Ok(left.0.cmp(&right.0)));
            prop_assert_eq!(sorted.ok(), Some(expected));
        }
    }

    #[test]
    fn an_error_ends_it() {
        let mut left = 3;
        let sorted = merge_sort((0..1000).rev().collect(), &mut |left_value: &i32, right_value| {
            left -= 1;
            if left < 0 { Err(error("no more")) } else { Ok(left_value.cmp(right_value)) }
        });
        assert!(sorted.is_err());
        assert_eq!(left, -1);
    }
}
