//! [`Limit`]: the smallest and the largest number that ECS allows for a member.

use std::ops::RangeInclusive;

use crate::facts::Fact;

/// A number in a task definition, and the range that ECS allows for it.
pub(crate) struct Limit<'v> {
    pub(crate) member: &'static str,
    pub(crate) value: &'v Fact<i64>,
    pub(crate) range: RangeInclusive<i64>,
    pub(crate) unit: &'static str,
}

/// The limits that are broken, each as the member, the end of the message, and the help.
pub(crate) fn broken_limits<const N: usize>(
    limits: [Limit<'_>; N],
) -> impl Iterator<Item = (&'static str, String, String)> {
    limits.into_iter().filter_map(|limit| {
        let value = limit.value.known().filter(|value| !limit.range.contains(value))?;
        let (least, most) = (limit.range.start(), limit.range.end());
        let message = format!("is {value} {}; ECS allows {least} to {most}", limit.unit);
        Some((limit.member, message, format!("set a value from {least} to {most}")))
    })
}
