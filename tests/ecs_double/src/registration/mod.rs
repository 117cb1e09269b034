//! The rules of `RegisterTaskDefinition`, written only from the documentation of ECS, not from other code here.

mod containers;
mod ports;
mod references;
mod size;
mod tags;
mod types;

use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;

pub(crate) use tags::tags;

/// Members that only ECS sets.
pub(crate) const READ_ONLY: [&str; 9] = [
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
    "deleteRequestedAt",
];

/// The maximum length of a task definition as compact JSON, in bytes.
const MAX_LENGTH: usize = 65536;

/// Checks that ECS registers this definition.
///
/// Read-only members, which ECS may ignore, and `null` are also refused: a client that sends them has a fault.
pub(crate) fn check(definition: &Json) -> Result<(), Refusal> {
    if let Some(name) = READ_ONLY.iter().find(|name| definition.get(name).is_some()) {
        return Err(Refusal::client(format!("Unknown parameter in input: \"{name}\"")));
    }
    no_nulls(definition, "")?;
    types::check(definition)?;
    let family = definition.get_str("family").unwrap_or_default();
    if !is_name(&family) {
        return Err(Refusal::client("Family contains invalid characters."));
    }
    let length = definition.value().to_string().len();
    if length > MAX_LENGTH {
        let message = format!("Actual length: '{length}'. Max allowed length is '{MAX_LENGTH}' bytes.");
        return Err(Refusal::client(message));
    }
    containers::check(definition)?;
    references::check(definition)?;
    ports::check(definition)?;
    size::check(definition)?;
    if definition.get("tags").is_some() {
        tags(definition.list("tags"))?;
    }
    Ok(())
}

fn no_nulls(json: &Json, place: &str) -> Result<(), Refusal> {
    if json.is_null() {
        return Err(Refusal::client(format!("{place} should not be null.")));
    }
    for (name, value) in json.members() {
        no_nulls(value, &format!("{place}.{name}"))?;
    }
    json.elements().iter().try_for_each(|element| no_nulls(element, place))
}

/// Letters, digits, hyphens and underscores, 255 at most.
fn is_name(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=255).contains(&text.len()) && text.bytes().all(is_allowed)
}

fn is_fargate(definition: &Json) -> bool {
    definition.list("requiresCompatibilities").iter().any(|name| name.str().as_deref() == Some("FARGATE"))
}

fn name(container: &Json) -> String {
    container.get_str("name").unwrap_or_default()
}

#[cfg(test)]
mod tests;
