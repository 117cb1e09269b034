//! The members of the container definition that a task gets for a sidecar.

use std::borrow::Cow;

use crate::facts::{Form, LogConfiguration, View};
use crate::plan::Plan;
use crate::rule::Rule;
use crate::sidecar::Sidecar;
use crate::text::{Hint, Value};

/// The members of a container definition, in the order in which they are written.
pub(crate) type Members<'p> = Vec<(Cow<'p, str>, Value<'p>)>;

/// The members that the sidecar's container is to have, without the record.
pub(crate) fn sidecar_members<'p>(
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

/// Whether the container must state its memory.
///
/// ECS demands that when the task does not state its memory. It matters only if all other containers state theirs.
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

/// The variables that a sidecar sets in the application's containers, as its record lists them.
pub(crate) fn recorded_environment(sidecar: &Sidecar) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let environment = sidecar.environment().iter();
    environment.map(|(name, value)| (Cow::Borrowed(&**name), Cow::Borrowed(&**value))).collect()
}

/// The names of the members, without `name` itself: the members that a record lists.
pub(crate) fn names<'p>(members: &Members<'p>) -> Vec<Cow<'p, str>> {
    members.iter().map(|(name, _)| name.clone()).filter(|name| name != "name").collect()
}
