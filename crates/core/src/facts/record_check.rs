//! Checks that a record is one that an injection can have written.
//!
//! A record is a label, and anybody can write labels, so it is not trusted. One invalid part makes the whole record invalid:
//! its other parts may be wrong too. A person can still remove the sidecar by hand.

use std::collections::HashSet;

use crate::facts::{ApplicationChanges, CONDITIONS, LABEL, Record, Resized, Unit, units};
use crate::text::Value;

impl Record<'_> {
    /// Whether each part of the record is valid and can be undone.
    pub(crate) fn is_valid(&self) -> bool {
        let members = self.members.iter().map(|member| &**member);
        let volumes = self.volumes.iter().chain(self.replaced_volumes.iter().map(|(name, _)| name));
        // Injections do not set the name, because they find the container by it.
        members.clone().all(|member| !matches!(member, "" | "name"))
            && are_distinct(members)
            && self.replaced.iter().all(|(member, value)| member != "dockerLabels" || are_labels(value))
            && are_distinct(volumes.map(|name| &**name))
            && self.replaced_volumes.iter().all(|(name, volume)| is_volume(name, volume))
            && self.applications.values().all(ApplicationChanges::is_valid)
            && self.resized.iter().all(|(member, resized)| resized.is_valid(member))
    }
}

impl ApplicationChanges<'_> {
    fn is_valid(&self) -> bool {
        are_distinct(self.variables.iter().map(|name| &**name))
            && self.depends_on.as_deref().is_none_or(|condition| CONDITIONS.contains(&condition))
    }
}

impl Resized {
    /// Whether both values are sizes for `cpu` or `memory`: a number, or a number with its unit.
    fn is_valid(&self, member: &str) -> bool {
        let unit = match member {
            "cpu" => Unit::VirtualCpu,
            "memory" => Unit::Gigabyte,
            _ => return false,
        };
        [&self.from, &self.to].into_iter().all(|size| units(size, unit).is_some())
    }
}

/// Whether the value can be the `dockerLabels` of a container before an injection: no record among them.
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

/// Up to this many names are compared with each other, which needs no memory.
const FEW: usize = 16;

/// Whether no name occurs twice.
fn are_distinct<'r>(names: impl Iterator<Item = &'r str> + Clone) -> bool {
    if names.clone().nth(FEW).is_some() {
        let mut seen = HashSet::new();
        let mut names = names;
        return names.all(|name| seen.insert(name));
    }
    names.clone().enumerate().all(|(index, name)| names.clone().take(index).all(|before| before != name))
}
