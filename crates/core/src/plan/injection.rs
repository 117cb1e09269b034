//! Adds a sidecar, or updates the one that is there.

use std::borrow::Cow;

use crate::change::Op;
use crate::facts::{Container, Fact, LABEL, Record, View};
use crate::plan::application_containers::application_indices;
use crate::plan::application_settings::configure_applications;
use crate::plan::check_result::check_injection;
use crate::plan::equivalent::same;
use crate::plan::existing_container::ExistingContainer;
use crate::plan::registration::plan_registration;
use crate::plan::resize::resize;
use crate::plan::sidecar_members::{names, recorded_environment, sidecar_members};
use crate::plan::unreadable::{unreadable, unreadable_container, unreadable_record};
use crate::plan::volumes::plan_volumes;
use crate::plan::{Plan, Policy};
use crate::rule::compatibility::windows_task;
use crate::rule::network::bridge_network;
use crate::rule::{Finding, Severity};
use crate::sidecar::Sidecar;
use crate::text::{Hint, Value};

/// The most ops for which a plan reserves memory in advance.
const MOST_RESERVED_OPS: usize = 64;

/// Plans the ops that add the sidecar to a task definition, or that update it.
///
/// If an earlier injection added a container of the sidecar's name, the plan updates it.
/// If the task definition already has everything that the sidecar specifies, the plan [is empty](Plan::is_empty).
/// Planning does not fail: a reason not to inject is a [`Finding`](crate::Finding).
///
/// ```
/// use outrigger_core::{Document, Policy, Sidecar, View, plan_injection};
///
/// let document = Document::scan(r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#)?;
/// let view = View::read(document.root(), "jaeger")?;
/// let sidecar = Sidecar::built_in("jaeger")?;
/// let plan = plan_injection(&view, &sidecar, &Policy::default());
/// // The container, and four variables for `api`.
/// assert_eq!(plan.ops.len(), 5);
/// # Ok::<(), outrigger_core::Error>(())
/// ```
pub fn plan_injection<'p>(view: &View<'p>, sidecar: &'p Sidecar, policy: &Policy) -> Plan<'p> {
    let mut plan = plan_registration(view, policy);
    let applications = application_indices(view, sidecar, policy, &mut plan);
    let wanted = sidecar_members(view, sidecar, &applications, &mut plan);
    let existing = view.container(sidecar.container_name());
    let first_op = plan.ops.len();

    let mut record = Record { sidecar: Cow::Borrowed(sidecar.name()), ..Record::default() };
    let before = match existing {
        None => None,
        Some((index, container)) => match &container.record {
            Fact::Known(record) => Some(&**record),
            Fact::Absent | Fact::Null => None,
            Fact::Unknown => {
                plan.findings.push(unreadable_record(view, index));
                plan.judge(policy);
                return plan;
            }
        },
    };
    record.previous = before.map_or_else(|| policy.previous.clone().map(Cow::Owned), |before| before.previous.clone());
    match existing {
        None => {
            record.members = names(&wanted);
            let variables = applications.len().saturating_mul(sidecar.environment().len());
            plan.ops.reserve(variables.saturating_add(1).min(MOST_RESERVED_OPS));
        }
        Some((index, container)) => {
            let Some(definition) = &container.definition else {
                plan.findings.push(unreadable_container(view, index, sidecar));
                plan.judge(policy);
                return plan;
            };
            if container.labels == Fact::Unknown && policy.record {
                let finding = unreadable(
                    view.form.containers().then(index).then("dockerLabels"),
                    "the `dockerLabels` are not an object, so the record of the injection cannot be added",
                    "make them an object of strings, or inject without a record",
                );
                plan.findings.push(finding.with_hint(Hint::Setting("record")));
                plan.judge(policy);
                return plan;
            }
            let existing = ExistingContainer { view, index, definition, sidecar, policy };
            existing.update(container, &wanted, before, &mut record, &mut plan);
        }
    }
    plan_volumes(view, sidecar, policy, before, &mut record, &mut plan);
    record.applications = configure_applications(view, sidecar, policy, &applications, before, &mut plan);
    if !record.applications.is_empty() {
        record.environment = recorded_environment(sidecar);
    }
    let definition = Value::Object(wanted);
    if let Some(before) = before {
        record.resized.clone_from(&before.resized);
    }
    if policy.resize {
        resize(view, sidecar, &Container::facts(&definition), &mut record, &mut plan);
    }
    let unreached = bridge_network::check(view, &definition, sidecar.container_name());
    write_record(existing.map(|(_, container)| container), definition, before, &record, first_op, policy, &mut plan);
    if plan.ops.len() > first_op {
        let unreached = unreached.into_iter().chain(windows_task::check(view, sidecar.container_name()));
        // If the task already has the sidecar, the injection does not make this worse.
        let severity = |finding: &Finding| if existing.is_some() { Severity::Warning } else { finding.severity };
        plan.findings.extend(unreached.map(|finding| Finding { severity: severity(&finding), ..finding }));
    }
    check_injection(view, sidecar, first_op, policy, &mut plan);
    plan
}

/// Adds the container with its record, or updates the record of the existing container.
fn write_record<'p>(
    existing: Option<&Container<'p>>,
    wanted: Value<'p>,
    before: Option<&Record<'p>>,
    record: &Record<'p>,
    first_op: usize,
    policy: &Policy,
    plan: &mut Plan<'p>,
) {
    let is_recorded = before.is_some() || policy.record;
    let label = || (LABEL, Value::string(record.to_json()));
    let Some(container) = existing else {
        let Value::Object(mut members) = wanted else { return };
        if is_recorded {
            match members.iter_mut().find(|(member, _)| member == "dockerLabels") {
                Some((_, Value::Object(labels))) => {
                    let (key, value) = label();
                    labels.push((Cow::Borrowed(key), value));
                }
                _ => members.push((Cow::Borrowed("dockerLabels"), Value::object([label()]))),
            }
        }
        plan.ops.insert(first_op, Op::AddContainer { definition: Value::Object(members) });
        return;
    };
    let name = container.name.known().cloned().unwrap_or_default();
    let member = "dockerLabels";
    let is_set = record.members.iter().any(|set| set == member);
    let labels = wanted.members().iter().find(|(name, _)| is_set && name == member).map(|(_, labels)| labels);
    let actual = container.definition.as_ref().and_then(|definition| definition.get(member));
    if let Some(Value::Object(labels)) = labels {
        let mut labels = labels.clone();
        if is_recorded {
            let (key, value) = label();
            labels.push((Cow::Borrowed(key), value));
        }
        let value = Value::Object(labels);
        if actual.is_none_or(|actual| !same(&value, actual)) {
            plan.ops.push(Op::SetMember { container: name, member: Cow::Borrowed(member), value });
        }
        return;
    }
    let is_changed = before.map_or(plan.ops.len() > first_op, |before| before != record);
    if is_recorded && is_changed {
        plan.ops.push(Op::SetLabel { container: name, key: Cow::Borrowed(LABEL), value: Cow::Owned(record.to_json()) });
    }
}
