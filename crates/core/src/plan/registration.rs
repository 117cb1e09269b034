//! Converts the output of `DescribeTaskDefinition` to the input of `RegisterTaskDefinition`.

use std::borrow::Cow;

use crate::change::Op;
use crate::facts::{Fact, Form, View, is_read_only};
use crate::plan::tags::plan_tags;
use crate::plan::{Nulls, Plan, Policy};
use crate::rule::shape::null_member;
use crate::text::Kind;

/// Plans the ops that turn a described task definition into one that can be registered. For other forms the plan is empty.
///
/// - The read-only members are removed by their names, so members that are newer than this crate stay.
/// - Members that are `null` are removed.
/// - The tags beside the task definition and those inside it become one list.
///   If both have the same key, the tag beside the task definition wins: it is the one that ECS returned.
/// - Tags whose key starts with `aws:` are removed, and so is a list without tags.
/// - Empty strings stay.
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
    for member in &view.members {
        if is_read_only(&member.name) || member.kind == Kind::Null {
            plan.ops.push(Op::RemoveTaskMember { member: member.name.clone() });
        }
    }
    plan_tags(view, policy, &mut plan);
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
    if view.form == Form::DescribeOutput {
        let mut dropped = view.response_members.clone();
        if !view.keeps_tags_beside() && view.tags != Fact::Absent {
            dropped.push(Cow::Borrowed("tags"));
        }
        plan.ops.push(Op::Unwrap { dropped });
    }
    plan.judge(policy);
    plan
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
    fn a_definition_that_can_be_registered_stays() {
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
    fn tags_in_a_described_task_definition() {
        let with = |tags: &str| format!(r#"{{"containerDefinitions": [], "revision": 1, "tags": {tags}}}"#);
        let revision = r#"{"op":"remove-task-member","member":"revision"}"#;
        let tags = r#"{"op":"remove-task-member","member":"tags"}"#;
        check(&with(r#"[{"key": "a"}]"#), Nulls::Task, &[revision]);
        check(&with(r#""a""#), Nulls::Task, &[revision]);
        check(&with("[]"), Nulls::Task, &[revision, tags]);
        check(&with(r#"[{"key": "aws:a"}]"#), Nulls::Task, &[revision, tags]);
        check(
            &with(r#"[{"key": "aws:a"}, {"key": "a"}]"#),
            Nulls::Task,
            &[revision, r#"{"op":"remove-tag","key":"aws:a"}"#],
        );
    }

    #[test]
    fn tags_in_a_wrapped_task_definition() {
        let with = |inside: &str, beside: &str| {
            format!(r#"{{"taskDefinition": {{"containerDefinitions": [], "tags": {inside}}}{beside}}}"#)
        };
        let (member, unwrap) = (r#"{"op":"remove-task-member","member":"tags"}"#, r#"{"op":"unwrap","dropped":[]}"#);
        let unwrap_without = r#"{"op":"unwrap","dropped":["tags"]}"#;
        let added = |tag: &str| format!(r#"{{"op":"add-tag","tag":{tag}}}"#);
        let beside = r#", "tags": [{"key": "env", "value": "prod"}, {"key": "aws:a"}]"#;
        let reserved = r#"{"op":"remove-tag","key":"aws:a"}"#;
        // The tags inside are added to those beside it. If both have the same key, the one beside it stays.
        check(
            &with(r#"[{"key":"team","value":"shop"},{"key":"env","value":"dev"},{"key":"aws:b","value":"1"}]"#, beside),
            Nulls::Task,
            &[reserved, member, &added(r#"{"key":"team","value":"shop"}"#), unwrap],
        );
        check(
            &with(r#"[{"key":"team","value":null}]"#, beside),
            Nulls::All,
            &[
                reserved,
                member,
                &added(r#"{"key":"team"}"#),
                r#"{"op":"remove-null","pointer":"/tags/0/value"}"#,
                unwrap,
            ],
        );
        check(&with("[]", beside), Nulls::Task, &[reserved, member, unwrap]);
        check(&with("null", beside), Nulls::Task, &[member, reserved, unwrap]);
        check(&with("1", beside), Nulls::Task, &[reserved, member, unwrap]);
        check(&with(r#"[{"key":"a"}]"#, r#", "tags": "x""#), Nulls::Task, &[member, unwrap]);
        // If there are no tags beside it, the tags inside stay.
        for (beside, unwrap) in [
            ("", unwrap),
            (r#", "tags": null"#, unwrap_without),
            (r#", "tags": []"#, unwrap_without),
            (r#", "tags": [{"key": "aws:x"}]"#, unwrap_without),
        ] {
            check(&with(r#"[{"key":"a"}]"#, beside), Nulls::Task, &[unwrap]);
            check(&with(r#"[{"key":"aws:a"},{"key":"a"}]"#, beside), Nulls::Task, &[reserved, unwrap]);
            check(&with(r#"[{"key":"aws:a"}]"#, beside), Nulls::Task, &[member, unwrap]);
        }
    }

    #[test]
    fn tags_beside_the_task_definition() {
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
