//! Names of containers for messages, pointers to them, and iterators over their port mappings and dependencies.

use crate::facts::{Container, PortMapping, View};
use crate::text::Pointer;

/// The name of a container as messages show it: `?` if it is not known.
pub(crate) fn container_name<'c>(container: &'c Container<'_>) -> &'c str {
    container.name.known().map_or("?", |name| name)
}

/// The pointer to a container definition.
pub(crate) fn pointer_to(view: &View<'_>, container: &Container<'_>) -> Pointer {
    view.form.containers().then(container.index)
}

/// Every port mapping: its container, the mapping, and a function that makes its pointer.
pub(crate) fn each_mapping<'v, 'a>(
    view: &'v View<'a>,
) -> impl Iterator<Item = (&'v Container<'a>, &'v PortMapping<'a>, impl Fn() -> Pointer)> {
    view.containers().flat_map(move |container| {
        let mappings = container.port_mappings.known().into_iter().flatten().enumerate();
        mappings.map(move |(index, mapping)| {
            (container, mapping, move || pointer_to(view, container).then("portMappings").then(index))
        })
    })
}

/// Every entry of `dependsOn` whose container and condition are known.
///
/// An item is the container that waits, the name of the other container, the condition, and a function that makes the
/// pointer to the entry.
pub(crate) fn each_dependency<'v, 'a>(
    view: &'v View<'a>,
) -> impl Iterator<Item = (&'v Container<'a>, &'v str, &'v str, impl Fn() -> Pointer)> {
    view.containers().flat_map(move |container| {
        let dependencies = container.depends_on.known().into_iter().flatten().enumerate();
        dependencies.filter_map(move |(index, dependency)| {
            let at = move || pointer_to(view, container).then("dependsOn").then(index);
            Some((container, &**dependency.container.known()?, &**dependency.condition.known()?, at))
        })
    })
}
