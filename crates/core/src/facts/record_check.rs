//! Whether a record is one that an injection can have written.
//!
//! A record is kept in a label that anybody can write, so it is not trusted. One of which a part cannot be is not read at
//! all: a part that looks sound beside one that is not proves nothing, and what was injected can be taken out by hand.

use std::collections::HashSet;

use crate::facts::{CONDITIONS, LABEL, Record, Resized, Unit, Wiring, units};
use crate::text::Value;

impl Record<'_> {
    /// Whether what it says can be undone, each part once.
    pub(crate) fn is_sound(&self) -> bool {
        let members = self.members.iter().map(|member| &**member);
        let volumes = self.volumes.iter().chain(self.replaced_volumes.iter().map(|(name, _)| name));
        // The name is how the container is found, and no injection sets it.
        members.clone().all(|member| !matches!(member, "" | "name"))
            && are_distinct(members)
            && self.replaced.iter().all(|(member, value)| member != "dockerLabels" || are_labels(value))
            && are_distinct(volumes.map(|name| &**name))
            && self.replaced_volumes.iter().all(|(name, volume)| is_volume(name, volume))
            && self.applications.values().all(Wiring::is_sound)
            && self.resized.iter().all(|(member, resized)| resized.is_sound(member))
    }
}

impl Wiring<'_> {
    fn is_sound(&self) -> bool {
        are_distinct(self.variables.iter().map(|name| &**name))
            && self.depends_on.as_deref().is_none_or(|condition| CONDITIONS.contains(&condition))
    }
}

impl Resized {
    /// Whether both are sizes as ECS writes them: a number, or a number with the unit.
    fn is_sound(&self, member: &str) -> bool {
        let unit = match member {
            "cpu" => Unit::VirtualCpu,
            "memory" => Unit::Gigabyte,
            _ => return false,
        };
        [&self.from, &self.to].into_iter().all(|size| units(size, unit).is_some())
    }
}

/// The labels that a container had, which the record of an injection is not among.
fn are_labels(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Object(labels) => labels.iter().all(|(key, _)| key != LABEL),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => false,
    }
}

fn is_volume(name: &str, volume: &Value<'_>) -> bool {
    volume.get("name").and_then(Value::as_str) == Some(name)
}

/// So many names are compared one by one, which needs no memory.
const FEW: usize = 16;

fn are_distinct<'r>(names: impl Iterator<Item = &'r str> + Clone) -> bool {
    if names.clone().nth(FEW).is_some() {
        let mut seen = HashSet::new();
        let mut names = names;
        return names.all(|name| seen.insert(name));
    }
    names.clone().enumerate().all(|(index, name)| names.clone().take(index).all(|before| before != name))
}
