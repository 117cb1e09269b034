//! Taking a sidecar out, and undoing what its injection did.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::change::Op;
use crate::facts::WhenEmpty;
use crate::facts::{Container, Fact, LABEL, Record, Standing, View, Wiring};
use crate::plan::application::{application_containers, applications};
use crate::plan::equivalent::equivalent;
use crate::plan::injection::{given, restore, wanted_members};
use crate::plan::preflight::judge_removal;
use crate::plan::registration::plan_registration;
use crate::plan::resize::restore_size;
use crate::plan::unreadable::{unreadable_container, unreadable_record};
use crate::plan::volumes::remove_volumes;
use crate::plan::wiring::Wanted;
use crate::plan::{OnConflict, Plan, Policy};
use crate::rule::Rule;
use crate::sidecar::Sidecar;
use crate::text::{Hint, Value};

/// Plans what undoes the injection of the sidecar: what its record says, or without one what the sidecar would have added.
///
/// Where no container of its name is there, the plan [is empty](Plan::is_empty).
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
        let synthesised;
        let record = match &container.record {
            Fact::Known(record) => Some(&**record),
            Fact::Absent | Fact::Null => {
                synthesised = what_the_sidecar_would_have_added(view, index, sidecar, policy, &mut plan);
                synthesised.as_ref()
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
    judge_removal(view, sidecar.container_name(), first_op, policy, &mut plan);
    plan
}

fn undo<'p>(view: &View<'p>, index: usize, record: &Record<'p>, sidecar: &'p Sidecar, plan: &mut Plan<'p>) {
    let name = sidecar.container_name();
    match record.standing {
        Standing::Added => {
            plan.ops.push(Op::RemoveContainer { container: Cow::Borrowed(name) });
        }
        Standing::Found => restore_container(&view.containers[index], name, record, plan),
    }
    remove_volumes(view, record, |_| true, plan);
    restore_size(view, name, record, plan);
    let nothing = Wanted::nothing(name);
    for application in
        application_containers(view, name, Some(record)).filter(|application| !application.wiring.is_empty())
    {
        nothing.wire(&application, plan);
    }
}

/// Makes a container that was there before what it was.
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

/// A record of what an injection without one would have done, if the container is what the sidecar says.
fn what_the_sidecar_would_have_added<'p>(
    view: &View<'p>,
    index: usize,
    sidecar: &'p Sidecar,
    policy: &Policy,
    plan: &mut Plan<'p>,
) -> Option<Record<'p>> {
    let container = &view.containers[index];
    let name = sidecar.container_name();
    let applications = applications(view, sidecar, policy, plan);
    let Some(definition) = &container.definition else {
        plan.findings.push(unreadable_container(view, index, sidecar));
        return None;
    };
    let wanted = wanted_members(view, sidecar, &applications, &mut Plan::default());
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
                "set the parameters that it was injected with; `keep` leaves the container, `replace` removes it anyway",
            );
            plan.findings.push(finding.with_hint(Hint::Setting("on-conflict")));
        }
        plan.skip(
            name,
            format!("the container of that name is kept: it has no record, and it differs in {}", differs.join(", ")),
        );
        return None;
    }
    let volume_stands = |volume: &&'p Value<'static>| {
        let mut volumes = view.volumes.known().into_iter().flatten().filter_map(|volume| volume.definition.as_ref());
        volumes.any(|found| crate::plan::equivalent::same(volume, found))
    };
    let volume_name = |volume: &'p Value<'static>| Some(Cow::Borrowed(volume.get("name")?.as_str()?));
    Some(Record {
        sidecar: Cow::Borrowed(sidecar.name()),
        environment: given(sidecar),
        applications: wirings(view, sidecar, &applications),
        volumes: sidecar.volumes().iter().filter(volume_stands).filter_map(volume_name).collect(),
        ..Record::default()
    })
}

/// What each application container has that the sidecar would have given it.
fn wirings<'p>(view: &View<'p>, sidecar: &'p Sidecar, applications: &[usize]) -> BTreeMap<Cow<'p, str>, Wiring<'p>> {
    let wiring = |container: &Container<'p>| {
        let has = |name: &str, value: &str| {
            let current = container.variable(name).and_then(|(_, variable)| variable.value.known());
            current.is_some_and(|current| current == value)
        };
        let condition =
            container.dependency(sidecar.container_name()).and_then(|(_, dependency)| dependency.condition.known());
        Wiring {
            variables: sidecar
                .environment()
                .iter()
                .filter(|(name, value)| has(name, value))
                .map(|(name, _)| Cow::Borrowed(&**name))
                .collect(),
            depends_on: condition.filter(|condition| sidecar.depends_on() == Some(condition)).cloned(),
            no_variables: WhenEmpty::Remove,
            ..Wiring::default()
        }
    };
    let named = applications.iter().filter_map(|&index| {
        let container = &view.containers[index];
        Some((container.name.known()?.clone(), wiring(container)))
    });
    named.filter(|(_, wiring)| !wiring.is_empty()).collect()
}
