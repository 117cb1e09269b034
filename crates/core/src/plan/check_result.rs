//! Checks the task definition that a plan would produce against the rules.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::change::Op;
use crate::facts::View;
use crate::plan::{Plan, Policy};
use crate::rule::lifecycle::no_essential_container;
use crate::rule::names::{dangling_reference, duplicate_member};
use crate::rule::size::too_large;
use crate::rule::{self, Finding, Rule, Severity, judge, schema};
use crate::sidecar::Sidecar;
use crate::text::Value;

/// Adds the findings about an injection to its plan. The ops from `first_op` on inject the sidecar.
///
/// An error that the ops cause is an error of the plan. An error that the task definition already has is a warning.
/// A rule whose findings are warnings is checked only if the policy turns them into errors;
/// [`lint`](crate::lint) reports all warnings.
pub(crate) fn check_injection(
    view: &View<'_>,
    sidecar: &Sidecar,
    first_op: usize,
    policy: &Policy,
    plan: &mut Plan<'_>,
) {
    let ops = &plan.ops[first_op..];
    let mut old = Vec::new();
    if !ops.is_empty() {
        let name = sidecar.container_name();
        let is_error = |rule: Rule| rule.severity() == Severity::Error || policy.deny.contains(&rule);
        let existing = view.container(name).map(|(_, container)| container);
        let before = existing.and_then(|container| container.definition.as_ref());
        let definition = definition_after(before, name, ops);
        let mut after = view.after(ops.iter(), definition.as_deref());
        after.compact_len = view.len_after(ops, too_large::LIMIT);
        // If the whole container comes from the sidecar, this was checked when the sidecar was made.
        let unchecked = definition.as_deref().filter(|_| existing.is_some() || !sidecar.is_valid);
        let found_after = found_in(&after, unchecked, ops, is_error);
        let new;
        (new, old) =
            new_and_old(found_after, |is_found| found_in(view, before, &[], |rule| is_error(rule) && is_found(rule)));
        duplicate_member::check(view, &mut plan.findings);
        plan.findings.extend(new);
    }
    plan.judge(policy);
    plan.findings.extend(judge(old, &policy.allow, &[]));
}

/// Adds the findings about a removal to its plan. The ops from `first_op` on undo the injection.
///
/// A removal must not leave a reference to something that it removes, a task without an essential container, or a
/// container definition that ECS refuses. The last can happen because the values to restore come from a label, which
/// anybody can edit.
pub(crate) fn check_removal(view: &View<'_>, name: &str, first_op: usize, policy: &Policy, plan: &mut Plan<'_>) {
    let ops = &plan.ops[first_op..];
    let mut old = Vec::new();
    if !ops.is_empty() {
        let before = view.container(name).and_then(|(_, container)| container.definition.as_ref());
        let definition = definition_after(before, name, ops);
        let before = before.filter(|_| definition.is_some());
        let broken = |view: &View<'_>, definition: Option<&Value<'_>>| {
            let mut findings = Vec::new();
            dangling_reference::check(view, &mut findings);
            no_essential_container::check(view, &mut findings);
            findings.extend(definition.map(|definition| shape_errors(view, definition)).unwrap_or_default());
            findings
        };
        let new;
        // Variables cannot contain references.
        let is_relevant = |op: &&Op<'_>| !matches!(op, Op::SetVariable { .. } | Op::RemoveVariable { .. });
        let after = view.after(ops.iter().filter(is_relevant), definition.as_deref());
        (new, old) = new_and_old(broken(&after, definition.as_deref()), |_| broken(view, before));
        plan.findings.extend(new);
        duplicate_member::check(view, &mut plan.findings);
    }
    plan.judge(policy);
    plan.findings.extend(judge(old, &policy.allow, &[]));
}

/// Separates the findings after the ops into new ones and old ones. The old ones become warnings.
///
/// `before` finds what was there before the ops; it is called with a filter for the rules that matter.
fn new_and_old(
    found: Vec<Finding>,
    before: impl FnOnce(&dyn Fn(Rule) -> bool) -> Vec<Finding>,
) -> (Vec<Finding>, Vec<Finding>) {
    // Mostly nothing is found, and the findings before the ops are not needed.
    if found.is_empty() {
        return Default::default();
    }
    let before = before(&|rule| found.iter().any(|finding| finding.rule == rule));
    split(found, &before)
}

/// The findings of these rules about a task, this container definition, and the volumes that the ops add.
fn found_in(
    view: &View<'_>,
    definition: Option<&Value<'_>>,
    ops: &[Op<'_>],
    is_checked: impl Fn(Rule) -> bool,
) -> Vec<Finding> {
    let mut findings = rule::check(view, &is_checked);
    if let Some(definition) = definition {
        let name = definition.get("name").and_then(Value::as_str).unwrap_or_default();
        let index = view.container(name).map_or(view.containers.len(), |(_, container)| container.index);
        schema::check_container(definition, view.form, index, &mut findings);
    }
    for op in ops {
        if let Op::AddVolume { definition } | Op::SetVolume { definition, .. } = op {
            schema::check_volume(definition, view.form, &mut findings);
        }
    }
    findings.retain(|finding| is_checked(finding.rule));
    findings
}

/// The errors in the members and types of a container definition: what ECS would refuse.
pub(crate) fn shape_errors(view: &View<'_>, definition: &Value<'_>) -> Vec<Finding> {
    let name = definition.get("name").and_then(Value::as_str).unwrap_or_default();
    let index = view.container(name).map_or(view.containers.len(), |(_, container)| container.index);
    let mut findings = Vec::new();
    schema::check_container(definition, view.form, index, &mut findings);
    findings.retain(|finding| finding.severity == Severity::Error);
    findings
}

/// Splits findings into new ones and old ones, which become warnings.
///
/// For each rule, as many findings are old as there were before. Findings with an unchanged message are counted first.
fn split(found: Vec<Finding>, before: &[Finding]) -> (Vec<Finding>, Vec<Finding>) {
    let messages: HashSet<(Rule, &str)> =
        before.iter().map(|finding| (finding.rule, finding.message.as_str())).collect();
    let is_unchanged = |finding: &Finding| messages.contains(&(finding.rule, finding.message.as_str()));
    let (mut old, other): (Vec<_>, Vec<_>) = found.into_iter().partition(is_unchanged);
    // How many findings of each rule may still be counted as old.
    let mut left: HashMap<Rule, isize> = HashMap::new();
    for finding in before {
        *left.entry(finding.rule).or_default() += 1;
    }
    for finding in &old {
        *left.entry(finding.rule).or_default() -= 1;
    }
    let mut new = Vec::new();
    for finding in other {
        let left = left.entry(finding.rule).or_default();
        *left -= 1;
        if *left < 0 { &mut new } else { &mut old }.push(finding);
    }
    old.iter_mut().for_each(|finding| finding.severity = Severity::Warning);
    (new, old)
}

/// The container definition after these ops, or `None` if they do not change it or remove it.
///
/// Changes of its labels are left out, because no rule is about labels.
fn definition_after<'o>(before: Option<&Value<'o>>, name: &str, ops: &'o [Op<'o>]) -> Option<Cow<'o, Value<'o>>> {
    let mut after = None;
    for op in ops {
        if let Op::AddContainer { definition } = op {
            after = Some(Cow::Borrowed(definition));
        }
        let (Op::SetMember { container, member, .. } | Op::RemoveMember { container, member }) = op else { continue };
        if container != name || member == "dockerLabels" {
            continue;
        }
        if after.is_none() {
            after = before.map(|before| Cow::Owned(before.clone()));
        }
        if let Some(Value::Object(members)) = after.as_mut().map(Cow::to_mut) {
            members.retain(|(name, _)| name != member);
            if let Op::SetMember { value, .. } = op {
                members.push((member.clone(), value.clone()));
            }
        }
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::plan_injection;
    use crate::rule::size::too_large::LIMIT;
    use crate::text::{Document, Pointer};

    /// The plan for Jaeger in a definition with this many bytes of padding, and the definition's size.
    fn planned(padding: usize, policy: &Policy) -> (usize, Plan<'static>) {
        let text = format!(
            r#"{{"networkMode": "awsvpc", "memory": "512", "containerDefinitions": [{{"name": "api", "image": "api:1", "user": "{}"}}]}}"#,
            "x".repeat(padding)
        );
        let document = Document::scan(&text).unwrap();
        let view = View::read(document.root(), "jaeger").unwrap();
        (view.compact_len, plan_injection(&view, &Sidecar::built_in("jaeger").unwrap(), policy).into_owned())
    }

    #[test]
    fn the_size_limit_is_exact() {
        let policy = Policy::default();
        let (size, plan) = planned(0, &policy);
        let grown = {
            let text = r#"{"networkMode":"awsvpc","memory":"512","containerDefinitions":[{"name":"api","image":"api:1","user":""}]}"#;
            let model = crate::change::apply(&serde_json::from_str(text).unwrap(), &plan.ops).unwrap();
            serde_json::to_string(&model).unwrap().len()
        };
        let room = LIMIT - grown;
        assert!(grown > size);
        assert_eq!(planned(room, &policy).1.errors().count(), 0);
        let error = planned(room + 1, &policy).1.errors().next().unwrap().to_string();
        assert_eq!(
            error,
            "error[too-large]: the task definition has 65537 bytes as compact JSON; ECS allows at most 65536"
        );
    }

    #[test]
    fn an_old_error_is_a_warning() {
        let shown = |policy: &Policy| -> Vec<String> {
            let (_, plan) = planned(LIMIT, policy);
            plan.findings.iter().map(|finding| finding.to_string().split(':').next().unwrap().to_string()).collect()
        };
        let inherit = "warning[no-awslogs-to-inherit]";
        assert_eq!(shown(&Policy::default()), [inherit, "warning[too-large]"]);
        let allowed = Policy { allow: vec![Rule::TooLarge], ..Policy::default() };
        assert_eq!(shown(&allowed), [inherit]);
        let denied = Policy { deny: vec![Rule::TooLarge, Rule::Jaeger1EndOfLife], ..Policy::default() };
        assert_eq!(shown(&denied), [inherit, "error[jaeger-1-end-of-life]", "warning[too-large]"]);
    }

    /// Each rule may have as many old findings as there were before.
    #[test]
    fn splits_new_from_old() {
        #[track_caller]
        fn check(before: &[(Rule, &str)], found: &[(Rule, &str)], expected: &[&str]) {
            let findings = |all: &[(Rule, &str)]| -> Vec<Finding> {
                all.iter().map(|(rule, message)| rule.finding(Pointer::root(), *message, "")).collect()
            };
            let (new, old) = split(findings(found), &findings(before));
            assert!(old.iter().all(|finding| finding.severity == Severity::Warning));
            assert_eq!(new.len() + old.len(), found.len());
            let new: Vec<_> = new.iter().map(|finding| finding.message.as_str()).collect();
            assert_eq!(new, expected);
        }
        let (clash, large) = (Rule::PortClash, Rule::TooLarge);
        check(&[], &[(clash, "a")], &["a"]);
        check(&[(clash, "a")], &[(clash, "a")], &[]);
        check(&[(clash, "a")], &[(clash, "b"), (clash, "a")], &["b"]);
        check(&[(large, "70000 bytes")], &[(large, "71000 bytes")], &[]);
        check(&[(large, "70000 bytes")], &[(large, "71000 bytes"), (clash, "a")], &["a"]);
        check(&[(clash, "a"), (clash, "b")], &[(clash, "c"), (clash, "a")], &[]);
    }
}
