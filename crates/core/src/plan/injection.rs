//! Adding a sidecar, or bringing the one that is there up to date.

use std::borrow::Cow;

use crate::change::Op;
use crate::facts::{Container, Fact, Form, LABEL, LogConfiguration, Record, Standing, View};
use crate::plan::application::{applications, wire};
use crate::plan::equivalent::{equivalent, same};
use crate::plan::preflight::{judge_injection, shape_errors};
use crate::plan::registration::plan_registration;
use crate::plan::resize::resize;
use crate::plan::unreadable::{unreadable, unreadable_container, unreadable_record};
use crate::plan::volumes::plan_volumes;
use crate::plan::wiring::when_empty;
use crate::plan::{OnConflict, Plan, Policy};
use crate::rule::compatibility::windows_task;
use crate::rule::network::bridge_network;
use crate::rule::{Finding, Rule, Severity};
use crate::sidecar::Sidecar;
use crate::text::{Hint, Pointer, Value};

/// How many ops a plan has room for before they are counted.
const MANY: usize = 64;

/// The members of a container definition, in the order they are to be written.
type Members<'p> = Vec<(Cow<'p, str>, Value<'p>)>;

/// Plans what makes the task definition have the sidecar, as specified.
///
/// A container of its name that an earlier injection added is brought up to date; where everything is as specified, the plan
/// [is empty](Plan::is_empty). What stops the injection is a [`Finding`](crate::Finding), never a failure.
///
/// ```
/// use outrigger_core::{Document, Policy, Sidecar, View, plan_injection};
///
/// let document = Document::scan(r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#)?;
/// let view = View::read(document.root(), "jaeger")?;
/// let sidecar = Sidecar::built_in("jaeger")?;
/// let plan = plan_injection(&view, &sidecar, &Policy::default());
/// // The container, and four variables for the API.
/// assert_eq!(plan.ops.len(), 5);
/// # Ok::<(), outrigger_core::Error>(())
/// ```
pub fn plan_injection<'p>(view: &View<'p>, sidecar: &'p Sidecar, policy: &Policy) -> Plan<'p> {
    let mut plan = plan_registration(view, policy);
    let applications = applications(view, sidecar, policy, &mut plan);
    let wanted = wanted_members(view, sidecar, &applications, &mut plan);
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
            // The container, and for each of the application's what it is told; as many as most plans have.
            let told = applications.len().saturating_mul(sidecar.environment().len());
            plan.ops.reserve(told.saturating_add(1).min(MANY));
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
            let update = Update { view, index, definition, sidecar, policy };
            update.bring_up_to_date(container, &wanted, before, &mut record, &mut plan);
        }
    }
    plan_volumes(view, sidecar, policy, before, &mut record, &mut plan);
    record.applications = wire(view, sidecar, policy, &applications, before, &mut plan);
    if !record.applications.is_empty() {
        record.environment = given(sidecar);
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
        // Where the sidecar is already, an injection makes nothing worse.
        let severity = |finding: &Finding| if existing.is_some() { Severity::Warning } else { finding.severity };
        plan.findings.extend(unreached.map(|finding| Finding { severity: severity(&finding), ..finding }));
    }
    judge_injection(view, sidecar, first_op, policy, &mut plan);
    plan
}

/// The members that the sidecar's container is to have, the record aside.
pub(crate) fn wanted_members<'p>(
    view: &View<'p>,
    sidecar: &'p Sidecar,
    applications: &[usize],
    plan: &mut Plan<'_>,
) -> Members<'p> {
    let mut logs = applications.iter().filter_map(|&index| view.containers[index].awslogs());
    let option = |logs: &LogConfiguration<'p>, name: &str| logs.option(name)?.known().cloned();
    let found = logs.find_map(|logs| Some((option(logs, "awslogs-group")?, option(logs, "awslogs-region"))));
    let (group, region) = found.unzip();
    let definition = sidecar.definition_in(group, region.flatten());
    if sidecar.inherits_logs() && definition.get("logConfiguration").is_none() {
        let finding = Rule::NoAwslogsToInherit.finding(
            view.form.containers(),
            format!(
                "the container `{}` gets no log configuration: none of the application's containers logs with awslogs",
                sidecar.container_name()
            ),
            "set both parameters `log-group` and `region`",
        );
        plan.findings.push(finding.with_hint(Hint::SetParameter("log-group".into())));
    }
    let Value::Object(mut members) = definition else { return Members::new() };
    if needs_memory(view, sidecar) && members.iter().all(|(member, _)| !member.starts_with("memory")) {
        let memory = sidecar.reservation().memory.to_string();
        members.push((Cow::Borrowed("memoryReservation"), Value::Number(Cow::Owned(memory))));
    }
    members
}

/// Whether ECS refuses a container that states no memory: where the task states none either, and the others all do.
fn needs_memory(view: &View<'_>, sidecar: &Sidecar) -> bool {
    let mut others =
        view.containers.iter().filter(|container| !container.is_named(sidecar.container_name())).peekable();
    let is_stated_by_containers = view.form != Form::Containers
        && view.memory.is_absent()
        && !view.is_fargate()
        && others.peek().is_some()
        && others.all(|container| container.states_memory());
    is_stated_by_containers && sidecar.reservation().memory > 0
}

/// The variables that a sidecar gives, as its record has them.
pub(crate) fn given(sidecar: &Sidecar) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let given = sidecar.environment().iter();
    given.map(|(name, value)| (Cow::Borrowed(&**name), Cow::Borrowed(&**value))).collect()
}

fn names<'p>(members: &Members<'p>) -> Vec<Cow<'p, str>> {
    members.iter().map(|(name, _)| name.clone()).filter(|name| name != "name").collect()
}

/// A container of the sidecar's name that is there.
struct Update<'u, 'a> {
    view: &'u View<'a>,
    index: usize,
    definition: &'u Value<'a>,
    sidecar: &'a Sidecar,
    policy: &'u Policy,
}

impl<'a> Update<'_, 'a> {
    fn bring_up_to_date(
        &self,
        container: &Container<'a>,
        wanted: &Members<'a>,
        before: Option<&Record<'a>>,
        record: &mut Record<'a>,
        plan: &mut Plan<'a>,
    ) {
        let name = self.sidecar.container_name();
        let set_before = |member: &str| before.is_some_and(|before| before.members.iter().any(|set| set == member));
        if let Some(before) = before {
            record.standing = before.standing;
            record.replaced.clone_from(&before.replaced);
            record.labels = before.labels;
        } else {
            record.standing = Standing::Found;
            record.labels = when_empty(&container.labels, Vec::is_empty);
        }
        // Of a container that was there, only what an injection set is the sidecar's.
        let foreign: Vec<_> = wanted
            .iter()
            .filter(|(member, value)| {
                record.standing == Standing::Found && !set_before(member) && !self.has(member, value)
            })
            .map(|(member, _)| &**member)
            .collect();
        if !foreign.is_empty() && self.policy.on_conflict != OnConflict::Replace {
            self.keep(&foreign, plan);
            record.members = before.map(|before| before.members.clone()).unwrap_or_default();
            return;
        }
        if !foreign.is_empty() {
            // What replaces it must be able to give it back, and a removal gives back nothing that ECS refuses.
            plan.findings.extend(shape_errors(self.view, self.definition));
        }
        // What a found container had, and what an earlier injection set that is no longer wanted.
        if let Some(before) = before {
            for member in before.members.iter().filter(|member| !wanted.iter().any(|(wanted, _)| wanted == *member)) {
                restore(name, member.clone(), self.definition, &mut record.replaced, plan);
            }
        }
        for (member, value) in wanted {
            if member == "name" {
                continue;
            }
            let is_set = !self.has(member, value);
            if is_set {
                if record.standing == Standing::Found
                    && !set_before(member)
                    && let Some(actual) = self.definition.get(member)
                {
                    record.replaced.push((member.clone(), without_record(member, actual)));
                }
                if member != "dockerLabels" {
                    plan.ops.push(Op::SetMember {
                        container: Cow::Borrowed(name),
                        member: member.clone(),
                        value: value.clone(),
                    });
                }
            }
            if is_set || set_before(member) || record.standing == Standing::Added {
                record.members.push(member.clone());
            }
        }
    }

    /// Leaves a container as it is that differs and is somebody else's.
    fn keep(&self, foreign: &[&str], plan: &mut Plan<'_>) {
        let name = self.sidecar.container_name();
        let members = foreign.join(", ");
        if self.policy.on_conflict == OnConflict::Fail {
            let finding = Rule::NameConflict.finding(
                self.pointer(),
                format!("a container named `{name}` exists that no injection added, and it differs in {members}"),
                "`keep` leaves it as it is but for a label, `replace` makes it the sidecar",
            );
            plan.findings.push(finding.with_hint(Hint::Setting("on-conflict")));
        }
        plan.skip(name, format!("the container of that name is kept, though it differs in {members}"));
    }

    fn has(&self, member: &str, value: &Value<'_>) -> bool {
        let actual = self.definition.get(member);
        if member == "dockerLabels" {
            return actual.is_some_and(|actual| same(value, &without_record(member, actual)));
        }
        equivalent(member, value, actual)
    }

    fn pointer(&self) -> Pointer {
        self.view.form.containers().then(self.index)
    }
}

/// Gives a member of a container the value that it had before an injection, or takes it out.
pub(crate) fn restore<'p>(
    container: &'p str,
    member: Cow<'p, str>,
    definition: &Value<'_>,
    replaced: &mut Vec<(Cow<'p, str>, Value<'p>)>,
    plan: &mut Plan<'p>,
) {
    let container = Cow::Borrowed(container);
    match replaced.iter().position(|(name, _)| *name == member) {
        Some(found) => {
            let (_, value) = replaced.remove(found);
            plan.ops.push(Op::SetMember { container, member, value });
        }
        None if definition.get(&member).is_some() => plan.ops.push(Op::RemoveMember { container, member }),
        None => {}
    }
}

fn without_record<'a>(member: &str, value: &Value<'a>) -> Value<'a> {
    let mut value = value.clone();
    if let (true, Value::Object(labels)) = (member == "dockerLabels", &mut value) {
        labels.retain(|(key, _)| key != LABEL);
    }
    value
}

/// Adds the container with its record, or brings the record of the one that is there up to date.
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
