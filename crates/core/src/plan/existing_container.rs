//! Updates a container that already has the name of the sidecar's container.

use std::borrow::Cow;

use crate::change::Op;
use crate::facts::{Container, LABEL, Origin, Record, View};
use crate::plan::application_containers::when_empty;
use crate::plan::check_result::shape_errors;
use crate::plan::equivalent::{equivalent, same};
use crate::plan::sidecar_members::Members;
use crate::plan::{OnConflict, Plan, Policy};
use crate::rule::Rule;
use crate::sidecar::Sidecar;
use crate::text::{Hint, Pointer, Value};

/// A container that already has the name of the sidecar's container.
pub(crate) struct ExistingContainer<'u, 'a> {
    pub(crate) view: &'u View<'a>,
    pub(crate) index: usize,
    pub(crate) definition: &'u Value<'a>,
    pub(crate) sidecar: &'a Sidecar,
    pub(crate) policy: &'u Policy,
}

impl<'a> ExistingContainer<'_, 'a> {
    /// Plans the ops that give the container the members of the sidecar, unless it differs and the policy keeps it.
    ///
    /// `before` is the record of an earlier injection, `record` the one of this injection.
    pub(crate) fn update(
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
            record.origin = before.origin;
            record.replaced.clone_from(&before.replaced);
            record.labels = before.labels;
        } else {
            record.origin = Origin::Found;
            record.labels = when_empty(&container.labels, Vec::is_empty);
        }
        // If no injection added the container, only the members that an injection set belong to the sidecar.
        let foreign: Vec<_> = wanted
            .iter()
            .filter(|(member, value)| record.origin == Origin::Found && !set_before(member) && !self.has(member, value))
            .map(|(member, _)| &**member)
            .collect();
        if !foreign.is_empty() && self.policy.on_conflict != OnConflict::Replace {
            self.keep(&foreign, plan);
            record.members = before.map(|before| before.members.clone()).unwrap_or_default();
            return;
        }
        if !foreign.is_empty() {
            // A removal must be able to restore the members that are replaced, and it restores only members that ECS accepts.
            plan.findings.extend(shape_errors(self.view, self.definition));
        }
        // Restore members that an earlier injection set and that the sidecar no longer has.
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
                if record.origin == Origin::Found
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
            if is_set || set_before(member) || record.origin == Origin::Added {
                record.members.push(member.clone());
            }
        }
    }

    /// Keeps a container that differs from the sidecar and that no injection added.
    fn keep(&self, foreign: &[&str], plan: &mut Plan<'_>) {
        let name = self.sidecar.container_name();
        let members = foreign.join(", ");
        if self.policy.on_conflict == OnConflict::Fail {
            let finding = Rule::NameConflict.finding(
                self.pointer(),
                format!("a container named `{name}` exists that no injection added, and it differs in {members}"),
                "`keep` changes only a label of it, `replace` turns it into the sidecar",
            );
            plan.findings.push(finding.with_hint(Hint::Setting("on-conflict")));
        }
        plan.skip(name, format!("the existing container of that name is kept, although it differs in {members}"));
    }

    /// Whether the member already has this value, or one that means the same to ECS.
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

/// Restores a member of a container to its value before an injection, or removes it if it had none.
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

/// The value of a member, without the record if the member is `dockerLabels`.
fn without_record<'a>(member: &str, value: &Value<'a>) -> Value<'a> {
    let mut value = value.clone();
    if let (true, Value::Object(labels)) = (member == "dockerLabels", &mut value) {
        labels.retain(|(key, _)| key != LABEL);
    }
    value
}
