//! Turning what `DescribeTaskDefinition` returned into what `RegisterTaskDefinition` takes.

use std::borrow::Cow;

use crate::change::Op;
use crate::facts::{Fact, Form, Tag, View, is_read_only};
use crate::plan::{Nulls, Plan, Policy};
use crate::rule::shape::{null_member, unregisterable_tags};
use crate::text::Kind;

/// Plans what makes a described task definition registerable; nothing for the other forms.
///
/// Members that are read-only go, by name, so that members newer than this crate stay; so do `null` members. The tags that
/// stand beside the task definition go in, unless there are none, and without those whose key starts with `aws:`.
/// Empty strings stay.
///
/// ```
/// use outrigger_core::{Document, Op, Policy, View, plan_registration};
///
/// let document = Document::scan(r#"{"containerDefinitions": [], "revision": 3, "future": {}}"#)?;
/// let view = View::read(document.root(), "")?;
/// let plan = plan_registration(&view, &Policy::default());
/// assert_eq!(plan.ops, [Op::RemoveTaskMember { member: "revision".into() }]);
/// # Ok::<(), outrigger_core::Error>(())
/// ```
pub fn plan_registration<'p>(view: &View<'p>, policy: &Policy) -> Plan<'p> {
    let mut plan = Plan::default();
    if !view.form.is_described() {
        return plan;
    }
    let is_wrapped = view.form == Form::DescribeOutput;
    for member in &view.members {
        let is_read_only = is_read_only(&member.name);
        // Tags inside a task definition that is wrapped are not those that ECS returned beside it.
        if is_read_only || member.kind == Kind::Null || (is_wrapped && member.name == "tags") {
            plan.ops.push(Op::RemoveTaskMember { member: member.name.clone() });
        }
    }
    let tags = view.tags.known().map_or(&[][..], Vec::as_slice);
    let tags_go = view.tags.known().is_some() && tags.iter().all(is_reserved);
    if is_wrapped && !tags_go {
        let keys = tags.iter().filter(|tag| is_reserved(tag)).filter_map(|tag| tag.key.known());
        plan.ops.extend(keys.map(|key| Op::RemoveTag { key: key.clone() }));
    }
    match (policy.nulls, view.nulls.first()) {
        (_, None) => {}
        (Nulls::All, Some(_)) => {
            plan.ops.extend(view.nulls.iter().map(|pointer| Op::RemoveNull { pointer: pointer.clone() }));
        }
        (Nulls::Task, Some(first)) => {
            let mut pointer = view.form.task();
            for token in first.tokens() {
                pointer = pointer.then(token.clone());
            }
            plan.findings.push(null_member::finding(pointer, view.nulls.len()));
        }
    }
    if is_wrapped {
        let mut dropped = view.response_members.clone();
        if tags_go || matches!(view.tags, Fact::Null) {
            dropped.push(Cow::Borrowed("tags"));
        }
        plan.ops.push(Op::Unwrap { dropped });
    }
    plan.judge(policy);
    plan
}

/// Whether ECS refuses to be given a tag of that key.
fn is_reserved(tag: &Tag<'_>) -> bool {
    tag.key.known().is_some_and(|key| unregisterable_tags::is_reserved(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;

    #[track_caller]
    fn check(text: &str, nulls: Nulls, expected: &[&str]) {
        let document = Document::scan(text).unwrap();
        let view = View::read(document.root(), "jaeger").unwrap();
        let plan = plan_registration(&view, &Policy { nulls, ..Policy::default() });
        let found: Vec<_> = plan
            .ops
            .iter()
            .map(|op| serde_json::to_string(op).unwrap())
            .chain(plan.findings.iter().map(|finding| format!("{finding} at {}", finding.pointer)))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_register_takes_is_left_alone() {
        check(r#"{"containerDefinitions": [], "tags": [], "ipcMode": null}"#, Nulls::All, &[]);
        check("[]", Nulls::All, &[]);
    }

    #[test]
    fn described() {
        check(
            r#"{"containerDefinitions": [{"user": null}], "status": "ACTIVE", "ipcMode": null, "future": 1}"#,
            Nulls::Task,
            &[
                r#"{"op":"remove-task-member","member":"status"}"#,
                r#"{"op":"remove-task-member","member":"ipcMode"}"#,
                "warning[null-member]: the task definition contains a null at /containerDefinitions/0/user",
            ],
        );
        check(
            r#"{"containerDefinitions": [{"user": null}], "status": "ACTIVE"}"#,
            Nulls::All,
            &[
                r#"{"op":"remove-task-member","member":"status"}"#,
                r#"{"op":"remove-null","pointer":"/containerDefinitions/0/user"}"#,
            ],
        );
    }

    #[test]
    fn tags_in_the_task_definition_are_left_alone() {
        let with = |tags: &str| format!(r#"{{"containerDefinitions": [], "revision": 1, "tags": {tags}}}"#);
        let revision = r#"{"op":"remove-task-member","member":"revision"}"#;
        for tags in [r#"[{"key": "a"}]"#, "[]", r#"[{"key": "aws:a"}]"#] {
            check(&with(tags), Nulls::Task, &[revision]);
        }
    }

    #[test]
    fn tags_of_a_describe_output() {
        check(
            r#"{"taskDefinition": {"containerDefinitions": []}, "tags": [{"key": "aws:x", "value": ""}, {"key": "a"}], "x": 1}"#,
            Nulls::Task,
            &[r#"{"op":"remove-tag","key":"aws:x"}"#, r#"{"op":"unwrap","dropped":["x"]}"#],
        );
        check(
            r#"{"taskDefinition": {"containerDefinitions": []}, "tags": [{"key": "AWS:x"}]}"#,
            Nulls::Task,
            &[r#"{"op":"unwrap","dropped":["tags"]}"#],
        );
        check(
            r#"{"taskDefinition": {"containerDefinitions": []}, "tags": []}"#,
            Nulls::Task,
            &[r#"{"op":"unwrap","dropped":["tags"]}"#],
        );
    }
}
