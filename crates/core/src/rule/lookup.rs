//! What several rules need to speak of containers, mappings and numbers.

use std::ops::RangeInclusive;

use crate::facts::{Container, Fact, PortMapping, View};
use crate::text::{Pointer, Value};

/// The name of a container, as sentences tell it.
pub(crate) fn name_of<'c>(container: &'c Container<'_>) -> &'c str {
    container.name.known().map_or("?", |name| name)
}

/// Where a container stands.
pub(crate) fn place(view: &View<'_>, container: &Container<'_>) -> Pointer {
    view.form.containers().then(container.index)
}

/// Every port mapping with its container and where it stands.
pub(crate) fn each_mapping<'v, 'a>(
    view: &'v View<'a>,
) -> impl Iterator<Item = (&'v Container<'a>, &'v PortMapping<'a>, impl Fn() -> Pointer)> {
    view.containers().flat_map(move |container| {
        let mappings = container.port_mappings.known().into_iter().flatten().enumerate();
        mappings.map(move |(index, mapping)| {
            (container, mapping, move || place(view, container).then("portMappings").then(index))
        })
    })
}

/// Every entry of `dependsOn` whose container and condition are known: who waits, for whom, for what, and where that stands.
pub(crate) fn each_dependency<'v, 'a>(
    view: &'v View<'a>,
) -> impl Iterator<Item = (&'v Container<'a>, &'v str, &'v str, impl Fn() -> Pointer)> {
    view.containers().flat_map(move |container| {
        let dependencies = container.depends_on.known().into_iter().flatten().enumerate();
        dependencies.filter_map(move |(index, dependency)| {
            let at = move || place(view, container).then("dependsOn").then(index);
            Some((container, &**dependency.container.known()?, &**dependency.condition.known()?, at))
        })
    })
}

/// Whether a text is to be filled in before it is registered: `${VAR}`, `{{ name }}`, `<NAME>`, `%NAME%`.
///
/// ECS takes none of these characters in the names and values that the rules compare.
pub(crate) fn is_placeholder(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'$' | b'{' | b'<' | b'%'))
}

/// Whether a value is to be filled in before it is registered.
pub(crate) fn is_unwritten(value: &Value<'_>) -> bool {
    value.as_str().is_some_and(is_placeholder)
}

/// A number of the API, and what it may be.
pub(crate) struct Limit<'v> {
    pub(crate) member: &'static str,
    pub(crate) value: &'v Fact<i64>,
    pub(crate) range: RangeInclusive<i64>,
    pub(crate) unit: &'static str,
}

/// What breaks its limit: the member, what is wrong, and what to do.
pub(crate) fn limits<const N: usize>(limits: [Limit<'_>; N]) -> impl Iterator<Item = (&'static str, String, String)> {
    limits.into_iter().filter_map(|limit| {
        let value = limit.value.known().filter(|value| !limit.range.contains(value))?;
        let (least, most) = (limit.range.start(), limit.range.end());
        Some((limit.member, format!("is {value} {}", limit.unit), format!("ECS takes from {least} to {most}")))
    })
}
