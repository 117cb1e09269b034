//! Fitting a task to what it holds: the smallest size with room for the application and the sidecar.

use std::borrow::Cow;

use crate::change::Op;
use crate::facts::{Container, Fact, Form, Record, Resized, Standing, View};
use crate::plan::Plan;
use crate::plan::application::records_of_others;
use crate::rule::Rule;
use crate::rule::fargate::{Size, System, Unit, memory_sizes, smallest, units, written_like};
use crate::sidecar::Sidecar;
use crate::text::Value;

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

/// Lets the task grow to hold a sidecar whose container is to be this one.
///
/// What an earlier injection did to the size is in `record`, and what this one does goes there.
pub(crate) fn resize(
    view: &View<'_>,
    sidecar: &Sidecar,
    wanted: &Container<'_>,
    record: &mut Record<'_>,
    plan: &mut Plan<'_>,
) {
    let Some(stated) = stated(view, sidecar.container_name(), record, plan) else { return };
    let base_of = |member| stated.iter().find(|stated| stated.member == member);
    let base_of = |member| base_of(member).map_or(0, |stated| stated.units(&stated.base));
    let base = Size { cpu: base_of("cpu"), memory: base_of("memory") };
    // A container that was there before any injection is held by the task as it was.
    let is_held = record.standing == Standing::Found;
    let others = view.containers().filter(|container| !container.is_named(sidecar.container_name()));
    let application = kept(others, if is_held { Size::default() } else { base });
    let reservation = sidecar.reservation();
    let own = kept([wanted].into_iter(), Size { cpu: reservation.cpu, memory: reservation.memory });
    let needed = Size {
        cpu: base.cpu.max(application.cpu.saturating_add(own.cpu)),
        memory: base.memory.max(application.memory.saturating_add(own.memory)),
    };
    let system = System::of(view);
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
        let member = Cow::Borrowed(stated.member);
        if !is_as_before {
            record.resized.push((member.clone(), Resized { from: stated.from, to: to.clone() }));
        }
        if !is_as_wanted {
            plan.ops.push(Op::ResizeTask { member, from: stated.value, to });
        }
    }
}

/// Gives the task the size that it had before an injection, or that another sidecar's injection gave it.
pub(crate) fn restore_size<'p>(view: &View<'p>, sidecar: &str, record: &Record<'p>, plan: &mut Plan<'p>) {
    for (member, resized) in &record.resized {
        let Some((unit, current)) = member_of(view, member) else { continue };
        let Some(current) = current.known() else { continue };
        if units(current, unit) != units(&resized.to, unit) {
            // Another injection that came later gives it back, or a person has changed it.
            plan.skip(format!("the task's `{member}`"), "it was changed since the injection that fitted it");
            continue;
        }
        let to = given_by_others(view, sidecar, member, unit).unwrap_or(&resized.from).clone();
        plan.ops.push(Op::ResizeTask { member: member.clone(), from: current.clone(), to });
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
fn stated(view: &View<'_>, sidecar: &str, record: &Record<'_>, plan: &mut Plan<'_>) -> Option<Vec<Stated>> {
    let cannot = |message: String| {
        let help = "state `cpu` and `memory` of the task, or leave its size as it is";
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TaskDefinition;
    use crate::plan::{Policy, plan_injection, plan_removal};
    use crate::text::Document;

    fn task(members: &str, container: &str) -> String {
        format!(
            r#"{{"networkMode": "awsvpc", {members}, "containerDefinitions": [{{"name": "api", "image": "api:1"{container}}}]}}"#
        )
    }

    fn planned(
        text: &str,
        sidecar: &str,
        plan: for<'p> fn(&View<'p>, &'p Sidecar, &Policy) -> Plan<'p>,
    ) -> Plan<'static> {
        let document = Document::scan(text).unwrap();
        let sidecar = Sidecar::built_in(sidecar).unwrap();
        let view = View::read(document.root(), sidecar.container_name()).unwrap();
        plan(&view, &sidecar, &Policy { resize: true, ..Policy::default() }).into_owned()
    }

    /// The text after a plan, and the size of the task in it.
    fn done(text: &str, plan: &Plan<'_>) -> (String, String) {
        assert_eq!(plan.errors().next(), None);
        let task: TaskDefinition = serde_json::from_str(text).unwrap();
        let task = crate::change::apply(&task, &plan.ops).unwrap();
        let size = format!("{} {}", task.cpu.as_deref().unwrap_or("-"), task.memory.as_deref().unwrap_or("-"));
        (serde_json::to_string(&task).unwrap(), size)
    }

    fn injected(text: &str, sidecar: &str) -> (String, String) {
        done(text, &planned(text, sidecar, plan_injection))
    }

    fn removed(text: &str, sidecar: &str) -> (String, String) {
        done(text, &planned(text, sidecar, plan_removal))
    }

    /// Jaeger keeps 256 CPU units and 512 MiB.
    #[test]
    fn the_smallest_size_that_holds_both() {
        #[track_caller]
        fn check(members: &str, container: &str, size: &str) {
            let text = task(members, container);
            let before = done(&text, &Plan::default()).1;
            let (once, grown) = injected(&text, "jaeger");
            assert_eq!(grown, size);
            assert_eq!(planned(&once, "jaeger", plan_injection).ops, []);
            assert_eq!(removed(&once, "jaeger").1, before);
        }
        let fargate = |cpu: &str, memory: &str| {
            format!(r#""requiresCompatibilities": ["FARGATE"], "cpu": "{cpu}", "memory": "{memory}""#)
        };
        // An application that does not say what it keeps has all that the task has.
        check(&fargate("256", "512"), "", "512 1024");
        check(&fargate("256", "512"), r#", "cpu": 0"#, "512 1024");
        check(&fargate("1 vCPU", "2 GB"), "", "2 vCPU 4 GB");
        check(&fargate(".25vcpu", "0.5GB"), "", "0.5vcpu 1GB");
        check(&fargate("4096", "30 GB"), "", "8192 32 GB");
        // One that does leaves room, or does not.
        check(&fargate("512", "1024"), r#", "cpu": 256, "memory": 512"#, "512 1024");
        check(&fargate("512", "1024"), r#", "cpu": 256, "memoryReservation": 513, "memory": 900"#, "512 2048");
        check(&fargate("512", "4096"), r#", "cpu": 257, "memory": 512"#, "1024 4096");
        // On instances there is no table.
        check(r#""requiresCompatibilities": ["EC2"], "cpu": "300", "memory": "700""#, "", "556 1212");
        check(r#""requiresCompatibilities": ["EC2"], "memory": "700""#, "", "- 1212");
        // Nothing says where it runs: a size of the table is taken for one of Fargate.
        check(r#""cpu": "256", "memory": "512""#, "", "512 1024");
        check(r#""cpu": "300", "memory": "512""#, "", "556 1024");
    }

    #[test]
    fn what_cannot_grow() {
        #[track_caller]
        fn check(text: &str, message: &str) {
            let plan = planned(text, "jaeger", plan_injection);
            let error = plan.errors().find(|error| error.rule == Rule::NoFittingSize).unwrap();
            assert_eq!(error.message, message);
        }
        let fargate = r#""requiresCompatibilities": ["FARGATE"]"#;
        check(
            &task(&format!(r#"{fargate}, "cpu": "32768", "memory": "244 GB""#), ""),
            "the task would need 33024 CPU units and 250368 MiB, and no Fargate task is so large",
        );
        check(
            &task(&format!(r#"{fargate}, "cpu": "256""#), ""),
            "the task does not state its `memory`, so it cannot grow",
        );
        check(
            &task(&format!(r#"{fargate}, "cpu": "${{cpu}}", "memory": "512""#), ""),
            "the task's `cpu` is no size that is known, so it cannot grow",
        );
        check(
            r#"[{"name": "api", "image": "api:1"}]"#,
            "a bare array of container definitions has no size that could grow",
        );
        let unstated = planned(&task(r#""family": "api""#, r#", "memory": 512"#), "jaeger", plan_injection);
        assert_eq!(unstated.skipped[0].reason, "none is stated: the task has what its containers have");
    }

    /// Whichever of two is removed first, the task ends as large as it was.
    #[test]
    fn two_sidecars() {
        let text = task(r#""requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512""#, "");
        let both = injected(&injected(&text, "jaeger").0, "xray-daemon");
        assert_eq!(both.1, "1024 2048");
        for (first, second, between) in [("jaeger", "xray-daemon", "1024 2048"), ("xray-daemon", "jaeger", "512 1024")]
        {
            let one = removed(&both.0, first);
            assert_eq!(one.1, between, "without {first}");
            assert_eq!(removed(&one.0, second).1, "256 512", "without {second} too");
        }
        assert_eq!(planned(&both.0, "jaeger", plan_injection).ops, []);
        assert_eq!(planned(&both.0, "xray-daemon", plan_injection).ops, []);
    }

    #[test]
    fn a_size_that_a_person_changed_stays() {
        let text = task(r#""requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512""#, "");
        let (grown, _) = injected(&text, "jaeger");
        let changed = grown.replace(r#""memory":"1024""#, r#""memory":"2048""#);
        assert_eq!(planned(&changed, "jaeger", plan_injection).ops, []);
        let removal = planned(&changed, "jaeger", plan_removal);
        assert_eq!(removal.skipped[0].what, "the task's `memory`");
        assert_eq!(done(&changed, &removal).1, "256 2048");
    }

    /// ECS answers a size in CPU units and MiB, however it was written.
    #[test]
    fn the_units_do_not_matter() {
        let text = task(r#""requiresCompatibilities": ["FARGATE"], "cpu": ".25 vCPU", "memory": "0.5 GB""#, "");
        let (grown, size) = injected(&text, "jaeger");
        assert_eq!(size, "0.5 vCPU 1 GB");
        let described =
            grown.replace(r#""cpu":"0.5 vCPU""#, r#""cpu":"512""#).replace(r#""memory":"1 GB""#, r#""memory":"1024""#);
        assert_eq!(planned(&described, "jaeger", plan_injection).ops, []);
        assert_eq!(removed(&described, "jaeger").1, ".25 vCPU 0.5 GB");
    }
}
