//! Edits as a JSON Patch (RFC 6902), for whoever carries them out elsewhere.

use std::collections::BTreeSet;

use outrigger_core::{Action, Edit, Fact, Pointer, Token, Value, View};

/// The edits that [`lower`](outrigger_core::lower) made for this view, as a JSON Patch document (RFC 6902): an array of
/// operations.
///
/// `add` gives a member a value whether it was there or not, so it serves for most edits; an element is given another
/// value by `replace`. Unwrapping is a `move` of the task definition to the root, after what stays beside it, such as
/// `tags`, was moved in.
///
/// ```
/// use outrigger_core::{Document, Op, View, lower};
/// use outrigger_json::json_patch;
///
/// let document = Document::scan(r#"{"containerDefinitions": [{"name": "api"}]}"#)?;
/// let view = View::read(document.root(), "jaeger")?;
/// let (container, name, value) = ("api".into(), "A".into(), "1".into());
/// let ops = [Op::AddVariable { container, name, value }];
/// let edits = lower(&view, &ops);
/// assert_eq!(
///     json_patch(&view, &edits).to_string(),
///     r#"[{"op":"add","path":"/containerDefinitions/0/environment","value":[{"name":"A","value":"1"}]}]"#
/// );
/// # Ok::<(), outrigger_core::Error>(())
/// ```
pub fn json_patch(view: &View<'_>, edits: &[Edit<'_>]) -> Value<'static> {
    let mut operations = Vec::new();
    for Edit { pointer, action } in edits {
        match action {
            Action::Set(value) => {
                let is_element = matches!(pointer.tokens(), [.., Token::Index(_)]);
                operations.push(operation(if is_element { "replace" } else { "add" }, pointer, value));
            }
            Action::Append(values) => {
                operations.extend(values.iter().map(|value| operation("add", &pointer.then("-"), value)));
            }
            Action::Remove => operations.push(Value::object([("op", Value::string("remove")), path(pointer)])),
            Action::Unwrap => {
                for member in beside(view, edits) {
                    let from = Pointer::root().then(member.to_string());
                    operations.push(moving(&from, &pointer.then(member.to_string())));
                }
                operations.push(moving(pointer, &Pointer::root()));
            }
        }
    }
    Value::Array(operations)
}

/// The members beside the task definition that no edit removes.
fn beside<'v>(view: &'v View<'_>, edits: &[Edit<'_>]) -> BTreeSet<&'v str> {
    let tags = (view.tags != Fact::Absent).then_some("tags");
    let is_removed = |member: &str| {
        let pointer = Pointer::root().then(member.to_string());
        edits.iter().any(|edit| edit.pointer == pointer && edit.action == Action::Remove)
    };
    view.response_members.iter().map(|name| &**name).chain(tags).filter(|member| !is_removed(member)).collect()
}

fn operation(op: &'static str, pointer: &Pointer, value: &Value<'_>) -> Value<'static> {
    Value::object([("op", Value::string(op)), path(pointer), ("value", value.clone().into_owned())])
}

fn moving(from: &Pointer, to: &Pointer) -> Value<'static> {
    Value::object([("op", Value::string("move")), ("from", Value::string(from.to_string())), path(to)])
}

fn path(pointer: &Pointer) -> (&'static str, Value<'static>) {
    ("path", Value::string(pointer.to_string()))
}

#[cfg(test)]
mod tests {
    use outrigger_core::{Nulls, OnConflict, Plan, Policy, Sidecar, Template, lower, plan_injection, plan_removal};

    use super::*;
    use crate::value::apply_to_value;

    const REGISTER: &str = r#"{"family": "shop", "networkMode": "awsvpc", "cpu": "256", "containerDefinitions": [
        {"name": "api", "image": "api", "environment": [{"name": "A", "value": "1"}], "dockerLabels": {"a/b~c": "d"}},
        {"name": "batch", "image": "batch", "essential": false}]}"#;

    const DESCRIBE_OUTPUT: &str = r#"{"taskDefinition": {
        "taskDefinitionArn": "arn:aws:ecs:eu-west-1:1:task-definition/shop:7", "revision": 7, "status": "ACTIVE",
        "networkMode": "awsvpc", "tags": null, "cpu": null, "placementConstraints": [], "containerDefinitions": [
            {"name": "api", "image": "api", "environment": null, "user": null}]},
        "tags": [{"key": "aws:a", "value": "1"}, {"key": "team", "value": "shop"}, {"key": "aws:b", "value": "2"}],
        "ResponseMetadata": {"HTTPStatusCode": 200}}"#;

    const CONTAINERS: &str = r#"[{"name": "api", "image": "api"}]"#;

    /// What jaeger's place and its variable are taken by.
    const TAKEN: &str = r#"{"networkMode": "awsvpc", "containerDefinitions": [
        {"name": "api", "environment": [{"name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://elsewhere:4318"}]},
        {"name": "jaeger", "image": "somebody/elses", "essential": false, "dockerLabels": {"theirs": "1"}}]}"#;

    fn policy() -> Policy {
        Policy { on_conflict: OnConflict::Replace, nulls: Nulls::All, ..Policy::default() }
    }

    fn jaeger() -> Sidecar {
        Sidecar::built_in("jaeger").unwrap()
    }

    /// The value after the plan, the same with an independent implementation of RFC 6902, and the patch.
    #[track_caller]
    fn check(
        before: &serde_json::Value,
        plan: impl FnOnce(&View<'_>) -> Plan<'static>,
    ) -> (serde_json::Value, Value<'static>) {
        let view = View::read(before, "jaeger").unwrap();
        let plan = plan(&view);
        plan.accepted().unwrap();
        let edits = lower(&view, &plan.ops);
        let expected = apply_to_value(before, &edits).unwrap();
        assert_ne!(&expected, before);

        let document = json_patch(&view, &edits);
        let patch: json_patch::Patch = serde_json::from_str(&document.to_string()).unwrap();
        let mut patched = before.clone();
        json_patch::patch(&mut patched, &patch).unwrap();
        assert_eq!(patched, expected, "{document}");
        (expected, document)
    }

    #[test]
    fn a_patch_does_what_the_edits_do() {
        let newer = Template::built_in("jaeger").unwrap();
        let newer = newer.sidecar([("image", "jaegertracing/all-in-one:1.76.0")]).unwrap();
        for text in [REGISTER, DESCRIBE_OUTPUT, CONTAINERS, TAKEN] {
            let before: serde_json::Value = serde_json::from_str(text).unwrap();
            let (injected, _) = check(&before, |view| plan_injection(view, &jaeger(), &policy()).into_owned());
            let (updated, _) = check(&injected, |view| plan_injection(view, &newer, &policy()).into_owned());
            check(&updated, |view| plan_removal(view, &newer, &policy()).into_owned());
        }
    }

    #[test]
    fn tags_move_in_unless_they_go() {
        #[track_caller]
        fn moves(response_members: &str, expected: &[&str]) {
            let task = r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api"}]}"#;
            let before = serde_json::from_str(&format!(r#"{{"taskDefinition": {task}{response_members}}}"#)).unwrap();
            let (_, patch) = check(&before, |view| plan_injection(view, &jaeger(), &policy()).into_owned());
            let operations = patch.elements().iter();
            let moves = operations.filter(|operation| operation.get("op").and_then(Value::as_str) == Some("move"));
            let found: Vec<_> = moves.filter_map(|operation| operation.get("from").and_then(Value::as_str)).collect();
            assert_eq!(found, expected);
        }

        moves("", &["/taskDefinition"]);
        moves(r#", "tags": [{"key": "team", "value": "shop"}]"#, &["/tags", "/taskDefinition"]);
        moves(r#", "tags": [{"key": "aws:a", "value": "1"}]"#, &["/taskDefinition"]);
        moves(r#", "tags": []"#, &["/taskDefinition"]);
        moves(r#", "tags": null, "failures": []"#, &["/taskDefinition"]);
    }

    #[test]
    fn what_edits_leave_beside_the_task_definition_moves_in() {
        let before = serde_json::json!({"taskDefinition": {"containerDefinitions": []}, "a/b": 1, "gone": 2});
        let view = View::read(&before, "jaeger").unwrap();
        let edits = [
            Edit { pointer: Pointer::root().then("gone"), action: Action::Remove },
            Edit { pointer: Pointer::root().then("taskDefinition"), action: Action::Unwrap },
        ];
        let document = json_patch(&view, &edits).to_string();
        let operations = [
            r#"{"op":"remove","path":"/gone"}"#,
            r#"{"op":"move","from":"/a~1b","path":"/taskDefinition/a~1b"}"#,
            r#"{"op":"move","from":"/taskDefinition","path":""}"#,
        ];
        assert_eq!(document, format!("[{}]", operations.join(",")));
        let mut patched = before.clone();
        json_patch::patch(&mut patched, &serde_json::from_str::<json_patch::Patch>(&document).unwrap()).unwrap();
        assert_eq!(apply_to_value(&before, &edits), Ok(patched));
    }

    #[test]
    fn each_action() {
        let at = Pointer::root();
        #[track_caller]
        fn check(pointer: Pointer, action: Action<'_>, expected: &str) {
            let containers = Value::parse("[]").unwrap();
            let view = View::read(&containers, "jaeger").unwrap();
            assert_eq!(json_patch(&view, &[Edit { pointer, action }]).to_string(), expected);
        }

        let value = || Value::parse("1.10").unwrap();
        check(at.then("a"), Action::Set(value().into()), r#"[{"op":"add","path":"/a","value":1.10}]"#);
        check(at.then("a").then(0), Action::Set(value().into()), r#"[{"op":"replace","path":"/a/0","value":1.10}]"#);
        check(at.clone(), Action::Set(value().into()), r#"[{"op":"add","path":"","value":1.10}]"#);
        check(at.then("a"), Action::Append(vec![value().into()]), r#"[{"op":"add","path":"/a/-","value":1.10}]"#);
        check(at.then("a"), Action::Remove, r#"[{"op":"remove","path":"/a"}]"#);
    }
}
