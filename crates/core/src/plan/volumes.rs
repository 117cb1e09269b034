//! Adds and removes the volumes of a sidecar.

use std::borrow::Cow;

use crate::change::Op;
use crate::facts::{Fact, Form, Record, View, Volume, WhenEmpty};
use crate::plan::application_containers::{records_of_others, when_empty};
use crate::plan::equivalent::same;
use crate::plan::unreadable::unreadable;
use crate::plan::{OnConflict, Plan, Policy};
use crate::rule::Rule;
use crate::sidecar::Sidecar;
use crate::text::{Hint, Pointer, Value};

/// Plans the ops that add the sidecar's volumes, and that remove volumes of an earlier injection that it no longer has.
pub(crate) fn plan_volumes<'p>(
    view: &View<'p>,
    sidecar: &'p Sidecar,
    policy: &Policy,
    before: Option<&Record<'p>>,
    record: &mut Record<'p>,
    plan: &mut Plan<'p>,
) {
    let is_added = |name: &str| before.is_some_and(|before| before.volumes.iter().any(|volume| volume == name));
    record.no_volumes = match before.filter(|before| !before.volumes.is_empty()) {
        Some(before) => before.no_volumes,
        None => {
            let mut others =
                records_of_others(view, sidecar.container_name()).filter(|record| !record.volumes.is_empty());
            others.next().map_or_else(|| when_empty(&view.volumes, Vec::is_empty), |record| record.no_volumes)
        }
    };
    if !sidecar.volumes().is_empty() {
        if view.form == Form::Containers {
            plan.findings.push(Rule::NoTaskForVolumes.finding(
                Pointer::root(),
                format!(
                    "the sidecar `{}` needs a volume, and a bare array of container definitions has none",
                    sidecar.name()
                ),
                "inject it into the whole task definition",
            ));
            return;
        }
        if view.volumes == Fact::Unknown {
            let pointer = view.form.task().then("volumes");
            plan.findings.push(unreadable(pointer, "the `volumes` are not an array", "make them an array of objects"));
            return;
        }
    }
    for definition in sidecar.volumes() {
        let Some(name) = definition.get("name").and_then(Value::as_str) else { continue };
        let is_same = |volume: &Volume<'_>| volume.definition.as_ref().is_some_and(|actual| same(definition, actual));
        let set = || Op::SetVolume { volume: Cow::Borrowed(name), definition: definition.borrowed() };
        let replaced_before =
            before.and_then(|before| before.replaced_volumes.iter().find(|(volume, _)| volume == name));
        match view.volume(name).map(|(_, volume)| volume) {
            None => {
                plan.ops.push(Op::AddVolume { definition: definition.borrowed() });
                record.volumes.push(Cow::Borrowed(name));
            }
            Some(volume) if is_same(volume) || is_added(name) || replaced_before.is_some() => {
                if !is_same(volume) {
                    plan.ops.push(set());
                }
                if is_added(name) {
                    record.volumes.push(Cow::Borrowed(name));
                }
                record.replaced_volumes.extend(replaced_before.cloned());
            }
            Some(volume) => match (policy.on_conflict, &volume.definition) {
                (OnConflict::Replace, Some(actual)) => {
                    record.replaced_volumes.push((Cow::Borrowed(name), actual.clone()));
                    plan.ops.push(set());
                }
                (OnConflict::Keep, _) => plan.skip(name, "a different volume of that name exists"),
                (OnConflict::Fail | OnConflict::Replace, _) => {
                    let finding = Rule::VolumeConflict.finding(
                        view.form.task().then("volumes"),
                        format!("a volume named `{name}` exists that differs from the sidecar's"),
                        "`keep` keeps the existing volume, `replace` replaces it with the sidecar's",
                    );
                    plan.findings.push(finding.with_hint(Hint::Setting("on-conflict")));
                    plan.skip(name, "a different volume of that name exists");
                }
            },
        }
    }
    if let Some(before) = before {
        let is_wanted = |name: &str| {
            sidecar.volumes().iter().any(|volume| volume.get("name").and_then(Value::as_str) == Some(name))
        };
        remove_volumes(view, before, |name| !is_wanted(name), plan);
    }
    if record.volumes.is_empty() {
        record.no_volumes = WhenEmpty::Remove;
    }
}

/// Plans the ops that remove volumes that an injection added, and that restore those that it replaced.
///
/// `is_removed` says for the name of a volume whether it is meant.
pub(crate) fn remove_volumes<'p>(
    view: &View<'_>,
    record: &Record<'p>,
    is_removed: impl Fn(&str) -> bool,
    plan: &mut Plan<'p>,
) {
    let exists = |name: &str| view.volume(name).is_some();
    for volume in record.volumes.iter().filter(|name| is_removed(name) && exists(name)) {
        plan.ops.push(Op::RemoveVolume { volume: volume.clone(), when_empty: record.no_volumes });
    }
    for (volume, definition) in record.replaced_volumes.iter().filter(|(name, _)| is_removed(name) && exists(name)) {
        plan.ops.push(Op::SetVolume { volume: volume.clone(), definition: definition.clone() });
    }
}
