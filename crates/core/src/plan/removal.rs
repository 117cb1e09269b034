//! Removes a sidecar, and undoes its injection.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::change::Op;
use crate::facts::{ApplicationChanges, Container, Fact, LABEL, Origin, Record, View, WhenEmpty};
use crate::plan::application_containers::{application_containers, application_indices};
use crate::plan::application_settings::ApplicationSettings;
use crate::plan::check_result::check_removal;
use crate::plan::equivalent::{equivalent, same};
use crate::plan::existing_container::restore;
use crate::plan::registration::plan_registration;
use crate::plan::resize::restore_size;
use crate::plan::sidecar_members::{recorded_environment, sidecar_members};
use crate::plan::unreadable::{unreadable_container, unreadable_record};
use crate::plan::volumes::remove_volumes;
use crate::plan::{OnConflict, Plan, Policy};
use crate::rule::Rule;
use crate::sidecar::Sidecar;
use crate::text::{Hint, Value};

/// Plans the ops that undo the injection of the sidecar.
///
/// The record of the injection says what to undo.
/// Without a record, the plan removes what an injection of this sidecar would have added.
/// If no container has the sidecar's name, the plan [is empty](Plan::is_empty).
///
/// ```
/// use outrigger_core::{Document, Policy, Sidecar, View, plan_removal};
///
/// let document = Document::scan(r#"{"containerDefinitions": [{"name": "api", "image": "api:1"}]}"#)?;
/// let view = View::read(document.root(), "jaeger")?;
/// let sidecar = Sidecar::built_in("jaeger")?;
/// let plan = plan_removal(&view, &sidecar, &Policy::default());
/// assert!(plan.is_empty());
/// # Ok::<(), outrigger_core::Error>(())
/// ```
pub fn plan_removal<'p>(view: &View<'p>, sidecar: &'p Sidecar, policy: &Policy) -> Plan<'p> {
    let mut plan = plan_registration(view, policy);
    let first_op = plan.ops.len();
    if let Some((index, container)) = view.container(sidecar.container_name()) {
        let assumed;
        let record = match &container.record {
            Fact::Known(record) => Some(&**record),
            Fact::Absent | Fact::Null => {
                assumed = assumed_record(view, index, sidecar, policy, &mut plan);
                assumed.as_ref()
            }
            Fact::Unknown => {
                plan.findings.push(unreadable_record(view, index));
                None
            }
        };
        if let Some(record) = record {
            undo(view, index, record, sidecar, &mut plan);
        }
    }
    check_removal(view, sidecar.container_name(), first_op, policy, &mut plan);
    plan
}

/// Plans the ops that undo everything that the record lists.
fn undo<'p>(view: &View<'p>, index: usize, record: &Record<'p>, sidecar: &'p Sidecar, plan: &mut Plan<'p>) {
    let name = sidecar.container_name();
    match record.origin {
        Origin::Added => {
            plan.ops.push(Op::RemoveContainer { container: Cow::Borrowed(name) });
        }
        Origin::Found => restore_container(&view.containers[index], name, record, plan),
    }
    remove_volumes(view, record, |_| true, plan);
    restore_size(view, name, record, plan);
    let none = ApplicationSettings::none(name);
    for application in
        application_containers(view, name, Some(record)).filter(|application| !application.changes.is_empty())
    {
        none.configure(&application, plan);
    }
}

/// Restores a container that existed before the injection.
fn restore_container<'p>(container: &Container<'p>, name: &'p str, record: &Record<'p>, plan: &mut Plan<'p>) {
    let Some(definition) = &container.definition else { return };
    let mut replaced = record.replaced.clone();
    for member in &record.members {
        restore(name, member.clone(), definition, &mut replaced, plan);
    }
    if !record.members.iter().any(|member| member == "dockerLabels") {
        let (container, key) = (Cow::Borrowed(name), Cow::Borrowed(LABEL));
        plan.ops.push(Op::RemoveLabel { container, key, when_empty: record.labels });
    }
}

/// The record that the injection would have written, if the container is as the sidecar specifies.
fn assumed_record<'p>(
    view: &View<'p>,
    index: usize,
    sidecar: &'p Sidecar,
    policy: &Policy,
    plan: &mut Plan<'p>,
) -> Option<Record<'p>> {
    let container = &view.containers[index];
    let name = sidecar.container_name();
    let applications = application_indices(view, sidecar, policy, plan);
    let Some(definition) = &container.definition else {
        plan.findings.push(unreadable_container(view, index, sidecar));
        return None;
    };
    let wanted = sidecar_members(view, sidecar, &applications, &mut Plan::default());
    let differs: Vec<_> = wanted
        .iter()
        .filter(|(member, value)| !equivalent(member, value, definition.get(member)))
        .map(|(member, _)| &**member)
        .collect();
    if !differs.is_empty() && policy.on_conflict != OnConflict::Replace {
        if policy.on_conflict == OnConflict::Fail {
            let finding = Rule::NameConflict.finding(
                view.form.containers().then(index),
                format!("the container `{name}` has no record of an injection, and it differs from the sidecar in {}", differs.join(", ")),
                "set the parameters with which it was injected; `keep` keeps the container, `replace` removes it anyway",
            );
            plan.findings.push(finding.with_hint(Hint::Setting("on-conflict")));
        }
        plan.skip(
            name,
            format!("the container of that name is kept: it has no record, and it differs in {}", differs.join(", ")),
        );
        return None;
    }
    let is_there = |volume: &&'p Value<'static>| {
        let mut volumes = view.volumes.known().into_iter().flatten().filter_map(|volume| volume.definition.as_ref());
        volumes.any(|found| same(volume, found))
    };
    let volume_name = |volume: &'p Value<'static>| Some(Cow::Borrowed(volume.get("name")?.as_str()?));
    Some(Record {
        sidecar: Cow::Borrowed(sidecar.name()),
        environment: recorded_environment(sidecar),
        applications: settings_found(view, sidecar, &applications),
        volumes: sidecar.volumes().iter().filter(is_there).filter_map(volume_name).collect(),
        ..Record::default()
    })
}

/// The sidecar's settings that each of the application's containers has.
fn settings_found<'p>(
    view: &View<'p>,
    sidecar: &'p Sidecar,
    applications: &[usize],
) -> BTreeMap<Cow<'p, str>, ApplicationChanges<'p>> {
    let changes = |container: &Container<'p>| {
        let has = |name: &str, value: &str| {
            let current = container.variable(name).and_then(|(_, variable)| variable.value.known());
            current.is_some_and(|current| current == value)
        };
        let condition =
            container.dependency(sidecar.container_name()).and_then(|(_, dependency)| dependency.condition.known());
        ApplicationChanges {
            variables: sidecar
                .environment()
                .iter()
                .filter(|(name, value)| has(name, value))
                .map(|(name, _)| Cow::Borrowed(&**name))
                .collect(),
            depends_on: condition.filter(|condition| sidecar.depends_on() == Some(condition)).cloned(),
            no_variables: WhenEmpty::Remove,
            ..ApplicationChanges::default()
        }
    };
    let named = applications.iter().filter_map(|&index| {
        let container = &view.containers[index];
        Some((container.name.known()?.clone(), changes(container)))
    });
    named.filter(|(_, changes)| !changes.is_empty()).collect()
}
