//! Fitting a task to what it holds: the smallest size with room for the application and the sidecar.

use crate::fargate::{Size, System, Unit, memory_sizes, smallest, units, written_like};
use crate::form::Form;
use crate::op::Op;
use crate::plan::application::records_of_others;
use crate::plan::{Plan, Policy};
use crate::record::{Record, Resized};
use crate::rule::Rule;
use crate::sidecar::Sidecar;
use crate::value::Value;
use crate::view::{Container, Fact, View};

/// A member of a task's size that is stated.
struct Stated {
    member: &'static str,
    unit: Unit,
    value: Value<'static>,
    /// The value without the sidecar: before its injection, but after those of others.
    base: Value<'static>,
    /// The value before any injection.
    from: Value<'static>,
}

impl Stated {
    fn units(&self, value: &Value<'_>) -> u32 {
        units(value, self.unit).unwrap_or(0)
    }
}

/// Lets the task grow to hold a sidecar whose container is to be this one, if the policy wants it.
///
/// What an earlier injection did to the size is in `record`, and what this one does goes there.
pub(crate) fn resize(
    view: &View<'_>,
    sidecar: &Sidecar,
    wanted: &Container<'_>,
    is_recorded: bool,
    policy: &Policy,
    record: &mut Record,
    plan: &mut Plan,
) {
    if !policy.resize {
        return;
    }
    let Some(stated) = stated(view, sidecar.container_name(), record, plan) else { return };
    let base_of = |member| stated.iter().find(|stated| stated.member == member);
    let base_of = |member| base_of(member).map_or(0, |stated| stated.units(&stated.base));
    let base = Size { cpu: base_of("cpu"), memory: base_of("memory") };
    // A sidecar that is there without a record is held by the task as it is.
    let is_held = !is_recorded && view.container(sidecar.container_name()).is_some();
    let others = view.containers.iter().filter(|container| !container.is_named(sidecar.container_name()));
    let application = kept(others, if is_held { Size::default() } else { base });
    let reservation = sidecar.reservation();
    let own = kept([wanted].into_iter(), Size { cpu: reservation.cpu, memory: reservation.memory });
    let needed = Size {
        cpu: base.cpu.max(application.cpu.saturating_add(own.cpu)),
        memory: base.memory.max(application.memory.saturating_add(own.memory)),
    };
    let system = if view.is_windows() { System::Windows } else { System::Linux };
    let is_fargate = view.is_fargate()
        || (view.compatibilities.is_absent() && memory_sizes(base.cpu, system).contains(&base.memory));
    let Some(fitting) = (if is_fargate { smallest(needed, system) } else { Some(needed) }) else {
        let message = format!(
            "the task would need {} CPU units and {} MiB, and no Fargate task is so large",
            needed.cpu, needed.memory
        );
        let help = "run the sidecar as a service of its own";
        plan.findings.push(Rule::NoFittingSize.finding(view.form.task(), message, help));
        return;
    };
    record.resized.clear();
    for stated in stated {
        let amount = if stated.member == "cpu" { fitting.cpu } else { fitting.memory };
        let is_as_before = stated.units(&stated.base) == amount;
        let is_as_wanted = stated.units(&stated.value) == amount;
        let to = if is_as_before { stated.base } else { written_like(&stated.from, amount, stated.unit) };
        let member = stated.member.to_string();
        if !is_as_before {
            record.resized.push((member.clone(), Resized { from: stated.from, to: to.clone() }));
        }
        if !is_as_wanted {
            plan.ops.push(Op::ResizeTask { member, from: stated.value, to });
        }
    }
}

/// Gives the task the size that it had before an injection, or that another sidecar's injection gave it.
pub(crate) fn restore_size(view: &View<'_>, sidecar: &str, record: &Record, plan: &mut Plan) {
    for (member, resized) in &record.resized {
        let Some((unit, current)) = member_of(view, member) else { continue };
        let Some(current) = current.known() else { continue };
        if units(current, unit) != units(&resized.to, unit) {
            // Another injection that came later gives it back, or a person has changed it.
            plan.skip(format!("the task's `{member}`"), "it was changed since the injection that fitted it");
            continue;
        }
        let to = given_by_others(view, sidecar, member, unit).unwrap_or(&resized.from).clone();
        plan.ops.push(Op::ResizeTask { member: member.clone(), from: current.clone().into_owned(), to });
    }
}

fn member_of<'v, 'a>(view: &'v View<'a>, member: &str) -> Option<(Unit, &'v Fact<Value<'a>>)> {
    match member {
        "cpu" => Some((Unit::VirtualCpu, &view.cpu)),
        "memory" => Some((Unit::Gigabyte, &view.memory)),
        _ => None,
    }
}

/// What the injections of other sidecars did to this member of the size.
fn changes_by_others<'v>(view: &'v View<'_>, sidecar: &'v str, member: &'v str) -> impl Iterator<Item = &'v Resized> {
    let changes = records_of_others(view, sidecar).flat_map(|record| &record.resized);
    changes.filter(move |(name, _)| name == member).map(|(_, resized)| resized)
}

/// The largest value that the injections of other sidecars gave this member.
fn given_by_others<'v>(
    view: &'v View<'_>,
    sidecar: &'v str,
    member: &'v str,
    unit: Unit,
) -> Option<&'v Value<'static>> {
    changes_by_others(view, sidecar, member).map(|resized| &resized.to).max_by_key(|value| units(value, unit))
}

/// The size of the task as far as it is stated; `None`, with the reason, where it cannot be fitted.
fn stated(view: &View<'_>, sidecar: &str, record: &Record, plan: &mut Plan) -> Option<Vec<Stated>> {
    let cannot = |message: String| {
        let help = "leave --resize out, or state `cpu` and `memory` of the task";
        Rule::NoFittingSize.finding(view.form.task(), message, help)
    };
    if view.form == Form::Containers {
        plan.findings.push(cannot("a bare array of container definitions has no size that could grow".to_string()));
        return None;
    }
    let mut all = Vec::new();
    for member in ["cpu", "memory"] {
        let (unit, fact) = member_of(view, member)?;
        let value = match fact {
            Fact::Known(value) if units(value, unit).is_some() => value.clone().into_owned(),
            Fact::Absent | Fact::Null if !view.is_fargate() => continue,
            Fact::Absent | Fact::Null => {
                plan.findings.push(cannot(format!("the task does not state its `{member}`, so it cannot grow")));
                return None;
            }
            Fact::Known(_) | Fact::Unknown => {
                plan.findings
                    .push(cannot(format!("the task's `{member}` is no size that is known, so it cannot grow")));
                return None;
            }
        };
        let resized = record.resized.iter().find(|(name, _)| name == member).map(|(_, resized)| resized);
        if resized.is_some_and(|resized| units(&resized.to, unit) != units(&value, unit)) {
            plan.skip(format!("the task's `{member}`"), "it was changed since the injection that fitted it");
            return None;
        }
        let (base, from) = match resized {
            Some(resized) => {
                (given_by_others(view, sidecar, member, unit).unwrap_or(&resized.from).clone(), resized.from.clone())
            }
            None => {
                let mut others = changes_by_others(view, sidecar, member);
                let same = others.find(|other| units(&other.to, unit) == units(&value, unit));
                (value.clone(), same.map_or_else(|| value.clone(), |other| other.from.clone()))
            }
        };
        all.push(Stated { member, unit, value, base, from });
    }
    if all.is_empty() {
        plan.skip("the task's size", "none is stated: the task has what its containers have");
    }
    Some(all)
}

/// What containers keep for themselves; where one does not say, at least what they have been given together.
fn kept<'c, 'a: 'c>(containers: impl Iterator<Item = &'c Container<'a>>, given: Size) -> Size {
    let mut sum = Size::default();
    let (mut all_cpu, mut all_memory) = (true, true);
    for container in containers {
        let amount =
            |fact: &Fact<i64>| fact.known().and_then(|amount| u32::try_from(*amount).ok()).filter(|amount| *amount > 0);
        let cpu = amount(&container.cpu);
        let memory = amount(&container.memory_reservation).or(amount(&container.memory));
        sum.cpu = sum.cpu.saturating_add(cpu.unwrap_or(0));
        sum.memory = sum.memory.saturating_add(memory.unwrap_or(0));
        all_cpu &= cpu.is_some();
        all_memory &= memory.is_some();
    }
    Size {
        cpu: if all_cpu { sum.cpu } else { sum.cpu.max(given.cpu) },
        memory: if all_memory { sum.memory } else { sum.memory.max(given.memory) },
    }
}
