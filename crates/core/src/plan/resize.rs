//! Increases the size of a task to the smallest one that has room for the application and the sidecar.

use std::borrow::Cow;

use crate::change::Op;
use crate::facts::{Container, Fact, Form, Origin, Record, Resized, Unit, View, units, written_like};
use crate::plan::Plan;
use crate::plan::application_containers::records_of_others;
use crate::rule::Rule;
use crate::rule::fargate::{Size, System, memory_sizes, smallest};
use crate::sidecar::Sidecar;
use crate::text::Value;

/// `cpu` or `memory` of a task that states it.
struct SizeMember {
    member: &'static str,
    unit: Unit,
    /// The current value.
    value: Value<'static>,
    /// The value without this sidecar, but with the other sidecars of the task.
    base: Value<'static>,
    /// The value before any injection.
    from: Value<'static>,
}

impl SizeMember {
    fn units(&self, value: &Value<'_>) -> u32 {
        units(value, self.unit).unwrap_or(0)
    }
}

/// Plans the ops that increase the size of the task to hold the sidecar. `wanted` is the sidecar's container.
///
/// On entry, `record` has the changes of the size by an earlier injection; on return, those by this one.
pub(crate) fn resize(
    view: &View<'_>,
    sidecar: &Sidecar,
    wanted: &Container<'_>,
    record: &mut Record<'_>,
    plan: &mut Plan<'_>,
) {
    let Some(size) = stated_size(view, sidecar.container_name(), record, plan) else { return };
    let base_of = |name| {
        let member = size.iter().find(|member| member.member == name);
        member.map_or(0, |member| member.units(&member.base))
    };
    let base = Size { cpu: base_of("cpu"), memory: base_of("memory") };
    // If the container was there before any injection, the task had room for it.
    let is_included = record.origin == Origin::Found;
    let others = view.containers().filter(|container| !container.is_named(sidecar.container_name()));
    let application = reserved(others, if is_included { Size::default() } else { base });
    let reservation = sidecar.reservation();
    let own = reserved([wanted].into_iter(), Size { cpu: reservation.cpu, memory: reservation.memory });
    let needed = Size {
        cpu: base.cpu.max(application.cpu.saturating_add(own.cpu)),
        memory: base.memory.max(application.memory.saturating_add(own.memory)),
    };
    let system = System::of(view);
    let is_fargate = view.is_fargate()
        || (view.compatibilities.is_absent() && memory_sizes(base.cpu, system).contains(&base.memory));
    let Some(fitting) = (if is_fargate { smallest(needed, system) } else { Some(needed) }) else {
        let message = format!(
            "the task would need {} CPU units and {} MiB, which is more than the largest Fargate task has",
            needed.cpu, needed.memory
        );
        let help = "run the sidecar as a separate service";
        plan.findings.push(Rule::NoFittingSize.finding(view.form.task(), message, help));
        return;
    };
    record.resized.clear();
    for SizeMember { member, unit, value, base, from } in size {
        let amount = if member == "cpu" { fitting.cpu } else { fitting.memory };
        let is_base = units(&base, unit) == Some(amount);
        let is_current = units(&value, unit) == Some(amount);
        let to = if is_base { base } else { written_like(&from, amount, unit) };
        let member = Cow::Borrowed(member);
        if !is_base {
            record.resized.push((member.clone(), Resized { from, to: to.clone() }));
        }
        if !is_current {
            let to = in_type_of(&value, to);
            plan.ops.push(Op::ResizeTask { member, from: value, to });
        }
    }
}

/// Plans the ops that restore the size before an injection, or the size that the remaining sidecars need.
pub(crate) fn restore_size<'p>(view: &View<'p>, sidecar: &str, record: &Record<'p>, plan: &mut Plan<'p>) {
    for (member, resized) in &record.resized {
        let Some((unit, current)) = member_of(view, member) else { continue };
        let Some(current) = current.known() else { continue };
        if units(current, unit) != units(&resized.to, unit) {
            // A later injection changed it and will restore it, or a person changed it.
            plan.skip(format!("the task's `{member}`"), "it was changed after the injection set it");
            continue;
        }
        let to = set_by_others(view, sidecar, member, unit).unwrap_or(&resized.from).clone();
        let to = in_type_of(current, to);
        plan.ops.push(Op::ResizeTask { member: member.clone(), from: current.clone(), to });
    }
}

/// The size as a string, if the current value is a string.
///
/// A record may have a number, because the file that was injected had one. ECS itself accepts and returns only strings.
fn in_type_of(current: &Value<'_>, size: Value<'static>) -> Value<'static> {
    match (current, size) {
        (Value::String(_), Value::Number(size)) => Value::String(size),
        (_, size) => size,
    }
}

fn member_of<'v, 'a>(view: &'v View<'a>, member: &str) -> Option<(Unit, &'v Fact<Value<'a>>)> {
    match member {
        "cpu" => Some((Unit::VirtualCpu, &view.cpu)),
        "memory" => Some((Unit::Gigabyte, &view.memory)),
        _ => None,
    }
}

/// The changes of `cpu` or `memory` by the injections of other sidecars.
fn changes_by_others<'v>(view: &'v View<'_>, sidecar: &'v str, member: &'v str) -> impl Iterator<Item = &'v Resized> {
    let changes = records_of_others(view, sidecar).flat_map(|record| &record.resized);
    changes.filter(move |(name, _)| name == member).map(|(_, resized)| resized)
}

/// The largest value to which the injections of other sidecars set `cpu` or `memory`.
fn set_by_others<'v>(view: &'v View<'_>, sidecar: &'v str, member: &'v str, unit: Unit) -> Option<&'v Value<'static>> {
    changes_by_others(view, sidecar, member).map(|resized| &resized.to).max_by_key(|value| units(value, unit))
}

/// The members of the task's size that it states. `None` if the size cannot be changed; the plan then has the reason.
fn stated_size(view: &View<'_>, sidecar: &str, record: &Record<'_>, plan: &mut Plan<'_>) -> Option<Vec<SizeMember>> {
    let cannot = |message: String| {
        let help = "state `cpu` and `memory` of the task, or keep its size";
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
                plan.findings.push(cannot(format!("the task's `{member}` is not a known size, so it cannot grow")));
                return None;
            }
        };
        let resized = record.resized.iter().find(|(name, _)| name == member).map(|(_, resized)| resized);
        if resized.is_some_and(|resized| units(&resized.to, unit) != units(&value, unit)) {
            plan.skip(format!("the task's `{member}`"), "it was changed after the injection set it");
            return None;
        }
        let (base, from) = match resized {
            Some(resized) => {
                (set_by_others(view, sidecar, member, unit).unwrap_or(&resized.from).clone(), resized.from.clone())
            }
            None => {
                let mut others = changes_by_others(view, sidecar, member);
                let same = others.find(|other| units(&other.to, unit) == units(&value, unit));
                (value.clone(), same.map_or_else(|| value.clone(), |other| other.from.clone()))
            }
        };
        all.push(SizeMember { member, unit, value, base, from });
    }
    if all.is_empty() {
        plan.skip("the task's size", "it states none: its containers determine the size");
    }
    Some(all)
}

/// The CPU and memory that containers reserve together.
///
/// If a container does not state an amount, the result is at least `minimum`.
fn reserved<'c, 'a: 'c>(containers: impl Iterator<Item = &'c Container<'a>>, minimum: Size) -> Size {
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
        cpu: if all_cpu { sum.cpu } else { sum.cpu.max(minimum.cpu) },
        memory: if all_memory { sum.memory } else { sum.memory.max(minimum.memory) },
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

    /// The text after a plan, and the size of its task.
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

    /// Jaeger reserves 256 CPU units and 512 MiB.
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
        // An application without reservations uses the whole task.
        check(&fargate("256", "512"), "", "512 1024");
        check(&fargate("256", "512"), r#", "cpu": 0"#, "512 1024");
        check(&fargate("1 vCPU", "2 GB"), "", "2 vCPU 4 GB");
        check(&fargate(".25vcpu", "0.5GB"), "", "0.5vcpu 1GB");
        check(&fargate("4096", "30 GB"), "", "8192 32 GB");
        // An application with reservations may leave room for the sidecar.
        check(&fargate("512", "1024"), r#", "cpu": 256, "memory": 512"#, "512 1024");
        check(&fargate("512", "1024"), r#", "cpu": 256, "memoryReservation": 513, "memory": 900"#, "512 2048");
        check(&fargate("512", "4096"), r#", "cpu": 257, "memory": 512"#, "1024 4096");
        // On EC2 instances any size is allowed.
        check(r#""requiresCompatibilities": ["EC2"], "cpu": "300", "memory": "700""#, "", "556 1212");
        check(r#""requiresCompatibilities": ["EC2"], "memory": "700""#, "", "- 1212");
        // The compatibilities are not stated: a size that Fargate has is taken for a Fargate task.
        check(r#""cpu": "256", "memory": "512""#, "", "512 1024");
        check(r#""cpu": "300", "memory": "512""#, "", "556 1024");
    }

    #[test]
    fn sizes_that_cannot_grow() {
        #[track_caller]
        fn check(text: &str, message: &str) {
            let plan = planned(text, "jaeger", plan_injection);
            let error = plan.errors().find(|error| error.rule == Rule::NoFittingSize).unwrap();
            assert_eq!(error.message, message);
        }
        let fargate = r#""requiresCompatibilities": ["FARGATE"]"#;
        check(
            &task(&format!(r#"{fargate}, "cpu": "32768", "memory": "244 GB""#), ""),
            "the task would need 33024 CPU units and 250368 MiB, which is more than the largest Fargate task has",
        );
        check(
            &task(&format!(r#"{fargate}, "cpu": "256""#), ""),
            "the task does not state its `memory`, so it cannot grow",
        );
        check(
            &task(&format!(r#"{fargate}, "cpu": "${{cpu}}", "memory": "512""#), ""),
            "the task's `cpu` is not a known size, so it cannot grow",
        );
        check(
            r#"[{"name": "api", "image": "api:1"}]"#,
            "a bare array of container definitions has no size that could grow",
        );
        let unstated = planned(&task(r#""family": "api""#, r#", "memory": 512"#), "jaeger", plan_injection);
        assert_eq!(unstated.skipped[0].reason, "it states none: its containers determine the size");
    }

    /// The order in which two sidecars are removed does not matter: the task gets its first size back.
    #[test]
    fn two_sidecars_are_removed_in_any_order() {
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

    /// ECS returns a string for a size that a file has as a number.
    #[test]
    fn a_number_is_restored_as_a_string() {
        let text = task(r#""requiresCompatibilities": ["FARGATE"], "cpu": 256, "memory": "512""#, "");
        let document = Document::scan(&text).unwrap();
        let view = View::read(document.root(), "jaeger").unwrap();
        let sidecar = Sidecar::built_in("jaeger").unwrap();
        let plan = plan_injection(&view, &sidecar, &Policy { resize: true, ..Policy::default() });
        let record = plan.ops.iter().find_map(|op| {
            let Op::AddContainer { definition } = op else { return None };
            definition.get("dockerLabels")?.get("outrigger")?.as_str()
        });
        let record = Value::string(record.unwrap()).to_string();
        let described = format!(
            r#"{{"cpu": "512", "memory": "1024", "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [
                {{"name": "api", "image": "api:1"}}, {{"name": "jaeger", "image": "x", "dockerLabels": {{"outrigger": {record}}}}}]}}"#
        );
        assert_eq!(removed(&described, "jaeger").1, "256 512");
    }

    /// ECS returns a size in CPU units and MiB, whatever its unit was.
    #[test]
    fn sizes_with_units() {
        let text = task(r#""requiresCompatibilities": ["FARGATE"], "cpu": ".25 vCPU", "memory": "0.5 GB""#, "");
        let (grown, size) = injected(&text, "jaeger");
        assert_eq!(size, "0.5 vCPU 1 GB");
        let described =
            grown.replace(r#""cpu":"0.5 vCPU""#, r#""cpu":"512""#).replace(r#""memory":"1 GB""#, r#""memory":"1024""#);
        assert_eq!(planned(&described, "jaeger", plan_injection).ops, []);
        assert_eq!(removed(&described, "jaeger").1, ".25 vCPU 0.5 GB");
    }
}
