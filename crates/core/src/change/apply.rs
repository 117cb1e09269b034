//! [`apply`]: applies ops to the typed model.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::change::Op;
use crate::facts::WhenEmpty;
use crate::model::shape::{Shape, set_member};
use crate::model::{ContainerDefinition, ContainerDependency, KeyValuePair, TaskDefinition, Volume};
use crate::text::{Error, ErrorKind, Value};

/// Applies `ops` in their order, and returns the new task definition.
///
/// The model has neither `null` members nor an output of `DescribeTaskDefinition` around the task definition.
/// So [`Op::RemoveNull`] and [`Op::Unwrap`] change nothing, and a list that would become `null` becomes absent.
///
/// ```
/// use outrigger_core::model::TaskDefinition;
/// use outrigger_core::{Op, apply};
///
/// let definition: TaskDefinition = serde_json::from_str(r#"{"containerDefinitions": [{"name": "api"}]}"#)?;
/// let op = Op::AddVariable { container: "api".into(), name: "LEVEL".into(), value: "info".into() };
/// let changed = apply(&definition, &[op])?;
/// assert_eq!(
///     serde_json::to_string(&changed)?,
///     r#"{"containerDefinitions":[{"name":"api","environment":[{"name":"LEVEL","value":"info"}]}]}"#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// - An op names a container, a volume, or a label, variable or dependency of a container that does not exist.
///   It is not an error to remove a member or tag that does not exist.
/// - A value has the wrong type for its member: `cpu` of a container set to `"256"`.
pub fn apply(definition: &TaskDefinition, ops: &[Op<'_>]) -> Result<TaskDefinition, Error> {
    let mut task = definition.clone();
    ops.iter().try_for_each(|op| apply_op(op, &mut task))?;
    Ok(task)
}

fn apply_op(op: &Op<'_>, task: &mut TaskDefinition) -> Result<(), Error> {
    match op {
        Op::AddContainer { definition } => {
            let added = read(definition, "container")?;
            task.container_definitions.get_or_insert_default().push(added);
        }
        Op::RemoveContainer { container } => {
            let found = remove_entry(&mut task.container_definitions, WhenEmpty::Keep, |containers| {
                containers.iter().position(|each| is(&each.name, container))
            });
            found.ok_or_else(|| no_container(container))?;
        }
        Op::SetMember { container, member, value } => {
            let place = container_mut(task, container)?;
            set(place, &format!("container `{container}`"), member, value)?;
        }
        Op::RemoveMember { container, member } => {
            let place = container_mut(task, container)?;
            set(place, &format!("container `{container}`"), member, &Value::Null)?;
        }
        Op::SetLabel { container, key, value } => {
            let labels = &mut container_mut(task, container)?.docker_labels;
            labels.get_or_insert_default().insert(key.to_string(), value.to_string());
        }
        Op::RemoveLabel { container, key, when_empty } => {
            let labels = &mut container_mut(task, container)?.docker_labels;
            let removed = labels.as_mut().and_then(|labels| labels.remove(&**key));
            removed.ok_or_else(|| lacks(container, "label", key))?;
            if labels.as_ref().is_some_and(BTreeMap::is_empty) {
                *labels = emptied(*when_empty);
            }
        }
        Op::AddVariable { container, name, value } => {
            let added =
                KeyValuePair { name: Some(name.to_string()), value: Some(value.to_string()), ..Default::default() };
            container_mut(task, container)?.environment.get_or_insert_default().push(added);
        }
        Op::SetVariable { container, name, value } => {
            let variables = container_mut(task, container)?.environment.iter_mut().flatten();
            let found = variables.rev().find(|each| is(&each.name, name));
            found.ok_or_else(|| lacks(container, "environment variable", name))?.value = Some(value.to_string());
        }
        Op::RemoveVariable { container, name, when_empty } => {
            let found = remove_entry(&mut container_mut(task, container)?.environment, *when_empty, |variables| {
                variables.iter().rposition(|each| is(&each.name, name))
            });
            found.ok_or_else(|| lacks(container, "environment variable", name))?;
        }
        Op::AddDependency { container, on, condition } => {
            let added = ContainerDependency {
                container_name: Some(on.to_string()),
                condition: Some((**condition).into()),
                ..Default::default()
            };
            container_mut(task, container)?.depends_on.get_or_insert_default().push(added);
        }
        Op::RemoveDependency { container, on, when_empty } => {
            let found = remove_entry(&mut container_mut(task, container)?.depends_on, *when_empty, |dependencies| {
                dependencies.iter().rposition(|each| is(&each.container_name, on))
            });
            found.ok_or_else(|| lacks(container, "dependency on", on))?;
        }
        Op::AddVolume { definition } => {
            let added = read(definition, "volume")?;
            task.volumes.get_or_insert_default().push(added);
        }
        Op::SetVolume { volume, definition } => {
            let mut volumes = task.volumes.iter_mut().flatten();
            let found = volumes.find(|each| is(&each.name, volume));
            *found.ok_or_else(|| no_volume(volume))? = read(definition, "volume")?;
        }
        Op::RemoveVolume { volume, when_empty } => {
            let found = remove_entry(&mut task.volumes, *when_empty, |volumes: &[Volume]| {
                volumes.iter().position(|each| is(&each.name, volume))
            });
            found.ok_or_else(|| no_volume(volume))?;
        }
        Op::ResizeTask { member, to, .. } => set(task, "the task definition", member, to)?,
        Op::RemoveTaskMember { member } => set(task, "the task definition", member, &Value::Null)?,
        Op::RemoveTag { key } => {
            if let Some(tags) = &mut task.tags {
                tags.retain(|tag| !is(&tag.key, key));
            }
        }
        Op::AddTag { tag } => {
            let added = read(tag, "tag")?;
            task.tags.get_or_insert_default().push(added);
        }
        Op::RemoveNull { .. } | Op::Unwrap { .. } => {}
    }
    Ok(())
}

fn container_mut<'t>(task: &'t mut TaskDefinition, name: &str) -> Result<&'t mut ContainerDefinition, Error> {
    let mut containers = task.container_definitions.iter_mut().flatten();
    containers.find(|each| is(&each.name, name)).ok_or_else(|| no_container(name))
}

fn is(name: &Option<String>, wanted: &str) -> bool {
    name.as_deref() == Some(wanted)
}

/// Removes the entry at the index that `find` returns from a list. `None` if it finds none.
fn remove_entry<T>(
    list: &mut Option<Vec<T>>,
    when_empty: WhenEmpty,
    find: impl FnOnce(&[T]) -> Option<usize>,
) -> Option<()> {
    let entries = list.as_mut()?;
    entries.remove(find(entries)?);
    if entries.is_empty() {
        *list = emptied(when_empty);
    }
    Some(())
}

fn emptied<T: Default>(when_empty: WhenEmpty) -> Option<T> {
    match when_empty {
        WhenEmpty::Remove | WhenEmpty::Null => None,
        WhenEmpty::Keep => Some(T::default()),
    }
}

fn set(shape: &mut impl Shape, place: &str, member: &str, value: &Value<'_>) -> Result<(), Error> {
    let result = serde_json::to_value(value).and_then(|value| set_member(shape, member, value));
    result.map_err(|error| Error::new(ErrorKind::Change, format!("the new value does not fit {place}: {error}")))
}

fn read<T: DeserializeOwned>(definition: &Value<'_>, what: &str) -> Result<T, Error> {
    let name = definition.get("name").and_then(Value::as_str).unwrap_or_default();
    let result = serde_json::to_value(definition).and_then(serde_json::from_value);
    result.map_err(|error| Error::new(ErrorKind::Change, format!("{what} `{name}` cannot be read: {error}")))
}

fn no_container(name: &str) -> Error {
    Error::new(ErrorKind::Change, format!("the task definition has no container `{name}`"))
}

fn no_volume(name: &str) -> Error {
    Error::new(ErrorKind::Change, format!("the task definition has no volume `{name}`"))
}

fn lacks(container: &str, what: &str, name: &str) -> Error {
    Error::new(ErrorKind::Change, format!("container `{container}` has no {what} `{name}`"))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::text::Pointer;

    fn run(text: &str, op: Op<'_>) -> Result<String, String> {
        let before: TaskDefinition = serde_json::from_str(text).unwrap();
        let after = apply(&before, &[op]).map_err(|error| error.to_string())?;
        assert_eq!(before, serde_json::from_str(text).unwrap());
        Ok(serde_json::to_string(&after).unwrap())
    }

    /// `before` and `after` are members of the container `api`.
    #[track_caller]
    fn check_container(before: &str, op: Op<'_>, after: &str) {
        let task = |members: &str| format!(r#"{{"containerDefinitions":[{{"name":"api"{members}}}]}}"#);
        assert_eq!(run(&task(before), op), Ok(task(after)));
    }

    #[track_caller]
    fn check(before: &str, op: Op<'_>, after: &str) {
        assert_eq!(run(before, op).as_deref(), Ok(after));
    }

    #[track_caller]
    fn check_error(op: Op<'_>, message: &str) {
        let before = r#"{"containerDefinitions":[{"name":"api","environment":[]},{"image":"nameless"}]}"#;
        assert_eq!(run(before, op), Err(message.to_owned()));
    }

    fn api() -> Cow<'static, str> {
        Cow::Borrowed("api")
    }

    fn json(text: &str) -> Value<'static> {
        Value::parse(text).unwrap()
    }

    fn set_member<'a>(member: &'a str, value: &str) -> Op<'a> {
        Op::SetMember { container: api(), member: member.into(), value: json(value) }
    }

    fn remove_member(member: &str) -> Op<'_> {
        Op::RemoveMember { container: api(), member: member.into() }
    }

    #[test]
    fn containers() {
        let add = |text: &str| Op::AddContainer { definition: json(text) };
        check("{}", add(r#"{"name":"b"}"#), r#"{"containerDefinitions":[{"name":"b"}]}"#);
        check(
            r#"{"containerDefinitions":[{"name":"a"}]}"#,
            add(r#"{"new":1,"name":"b","cpu":0,"user":null}"#),
            r#"{"containerDefinitions":[{"name":"a"},{"name":"b","cpu":0,"new":1}]}"#,
        );

        let remove = || Op::RemoveContainer { container: api() };
        check(
            r#"{"containerDefinitions":[{"name":"api","cpu":1},{"name":"api","cpu":2}]}"#,
            remove(),
            r#"{"containerDefinitions":[{"name":"api","cpu":2}]}"#,
        );
        check(r#"{"containerDefinitions":[{"name":"api"}]}"#, remove(), r#"{"containerDefinitions":[]}"#);
    }

    #[test]
    fn members() {
        check_container("", set_member("cpu", "0"), r#","cpu":0"#);
        check_container(r#","cpu":1,"user":"u""#, set_member("cpu", "2"), r#","cpu":2,"user":"u""#);
        check_container(r#","cpu":1"#, set_member("cpu", "null"), "");
        check_container(r#","a":1,"b":2"#, set_member("a", r#"{"c":[null]}"#), r#","a":{"c":[null]},"b":2"#);
        check_container("", set_member("command", r#"["a","b"]"#), r#","command":["a","b"]"#);
        check_container(r#","cpu":1,"user":"u""#, remove_member("cpu"), r#","user":"u""#);
        check_container(r#","a":1,"b":2,"c":3"#, remove_member("a"), r#","b":2,"c":3"#);
        check_container("", remove_member("cpu"), "");
    }

    #[test]
    fn labels() {
        let set = || Op::SetLabel { container: api(), key: "k".into(), value: "v".into() };
        check_container("", set(), r#","dockerLabels":{"k":"v"}"#);
        check_container(r#","dockerLabels":{"a":"1","k":"2"}"#, set(), r#","dockerLabels":{"a":"1","k":"v"}"#);

        let remove = |when_empty| Op::RemoveLabel { container: api(), key: "k".into(), when_empty };
        let one = r#","dockerLabels":{"k":"v"}"#;
        check_container(one, remove(WhenEmpty::Remove), "");
        check_container(one, remove(WhenEmpty::Null), "");
        check_container(one, remove(WhenEmpty::Keep), r#","dockerLabels":{}"#);
        check_container(
            r#","dockerLabels":{"a":"1","k":"2"}"#,
            remove(WhenEmpty::Remove),
            r#","dockerLabels":{"a":"1"}"#,
        );
    }

    #[test]
    fn variables() {
        let add = || Op::AddVariable { container: api(), name: "K".into(), value: "v".into() };
        check_container("", add(), r#","environment":[{"name":"K","value":"v"}]"#);
        check_container(
            r#","environment":[{"name":"A"}]"#,
            add(),
            r#","environment":[{"name":"A"},{"name":"K","value":"v"}]"#,
        );

        let set = || Op::SetVariable { container: api(), name: "K".into(), value: "v".into() };
        check_container(
            r#","environment":[{"name":"K","value":"1"},{"name":"K","value":"2","new":3},{"name":"B"}]"#,
            set(),
            r#","environment":[{"name":"K","value":"1"},{"name":"K","value":"v","new":3},{"name":"B"}]"#,
        );

        let remove = |when_empty| Op::RemoveVariable { container: api(), name: "K".into(), when_empty };
        let one = r#","environment":[{"name":"K","value":"v"}]"#;
        check_container(one, remove(WhenEmpty::Remove), "");
        check_container(one, remove(WhenEmpty::Null), "");
        check_container(one, remove(WhenEmpty::Keep), r#","environment":[]"#);
        check_container(
            r#","environment":[{"name":"K","value":"1"},{"name":"K","value":"2"}]"#,
            remove(WhenEmpty::Remove),
            r#","environment":[{"name":"K","value":"1"}]"#,
        );
    }

    #[test]
    fn dependencies() {
        let add = |condition: &'static str| Op::AddDependency {
            container: api(),
            on: "db".into(),
            condition: condition.into(),
        };
        check_container("", add("START"), r#","dependsOn":[{"containerName":"db","condition":"START"}]"#);
        check_container(
            r#","dependsOn":[{"containerName":"a"}]"#,
            add("LATER"),
            r#","dependsOn":[{"containerName":"a"},{"containerName":"db","condition":"LATER"}]"#,
        );

        let remove = |when_empty| Op::RemoveDependency { container: api(), on: "db".into(), when_empty };
        let one = r#","dependsOn":[{"containerName":"db","condition":"START"}]"#;
        check_container(one, remove(WhenEmpty::Remove), "");
        check_container(one, remove(WhenEmpty::Null), "");
        check_container(one, remove(WhenEmpty::Keep), r#","dependsOn":[]"#);
        check_container(
            r#","dependsOn":[{"containerName":"db","condition":"START"},{"containerName":"db"},{"containerName":"a"}]"#,
            remove(WhenEmpty::Remove),
            r#","dependsOn":[{"containerName":"db","condition":"START"},{"containerName":"a"}]"#,
        );
    }

    #[test]
    fn volumes() {
        let definition = || json(r#"{"name":"v","host":{"sourcePath":"/v"}}"#);
        let add = || Op::AddVolume { definition: definition() };
        check("{}", add(), r#"{"volumes":[{"name":"v","host":{"sourcePath":"/v"}}]}"#);
        check(
            r#"{"volumes":[{"name":"a"}]}"#,
            add(),
            r#"{"volumes":[{"name":"a"},{"name":"v","host":{"sourcePath":"/v"}}]}"#,
        );

        let set = || Op::SetVolume { volume: "v".into(), definition: definition() };
        check(
            r#"{"volumes":[{"name":"a"},{"name":"v","configuredAtLaunch":true},{"name":"v"}]}"#,
            set(),
            r#"{"volumes":[{"name":"a"},{"name":"v","host":{"sourcePath":"/v"}},{"name":"v"}]}"#,
        );

        let remove = |when_empty| Op::RemoveVolume { volume: "v".into(), when_empty };
        let one = r#"{"volumes":[{"name":"v"}]}"#;
        check(one, remove(WhenEmpty::Remove), "{}");
        check(one, remove(WhenEmpty::Null), "{}");
        check(one, remove(WhenEmpty::Keep), r#"{"volumes":[]}"#);
        check(r#"{"volumes":[{"name":"v"},{"name":"a"}]}"#, remove(WhenEmpty::Remove), r#"{"volumes":[{"name":"a"}]}"#);
    }

    #[test]
    fn registration() {
        let remove = |member: &'static str| Op::RemoveTaskMember { member: member.into() };
        check(
            r#"{"family":"a","revision":7,"status":"ACTIVE"}"#,
            remove("revision"),
            r#"{"family":"a","status":"ACTIVE"}"#,
        );
        check(r#"{"family":"a","tags":[]}"#, remove("tags"), r#"{"family":"a"}"#);
        check(r#"{"family":"a"}"#, remove("cpu"), r#"{"family":"a"}"#);

        let tag = || Op::RemoveTag { key: "aws:x".into() };
        check(r#"{"tags":[{"key":"aws:x"},{"key":"b"},{"key":"aws:x"}]}"#, tag(), r#"{"tags":[{"key":"b"}]}"#);
        check(r#"{"tags":[{"key":"aws:x"}]}"#, tag(), r#"{"tags":[]}"#);
        check("{}", tag(), "{}");

        let unwrap = Op::Unwrap { dropped: vec!["ResponseMetadata".into()] };
        check(r#"{"family":"a","cpu":null}"#, unwrap, r#"{"family":"a"}"#);
        let null = Op::RemoveNull { pointer: Pointer::root().then("cpu") };
        check(r#"{"family":"a","cpu":null}"#, null, r#"{"family":"a"}"#);
    }

    #[test]
    fn names_that_do_not_exist() {
        let (name, value, when_empty) = (|| Cow::Borrowed("x"), || Cow::Borrowed("hunter2"), WhenEmpty::Remove);
        let missing = "the task definition has no container `x`";
        check_error(Op::RemoveContainer { container: name() }, missing);
        check_error(Op::SetMember { container: name(), member: "cpu".into(), value: json("1") }, missing);
        check_error(Op::RemoveMember { container: name(), member: "cpu".into() }, missing);
        check_error(Op::SetLabel { container: name(), key: name(), value: value() }, missing);
        check_error(Op::RemoveLabel { container: name(), key: name(), when_empty }, missing);
        check_error(Op::AddVariable { container: name(), name: name(), value: value() }, missing);
        check_error(Op::SetVariable { container: name(), name: name(), value: value() }, missing);
        check_error(Op::RemoveVariable { container: name(), name: name(), when_empty }, missing);
        check_error(Op::AddDependency { container: name(), on: name(), condition: "START".into() }, missing);
        check_error(Op::RemoveDependency { container: name(), on: name(), when_empty }, missing);

        let missing = "container `api` has no environment variable `x`";
        check_error(Op::SetVariable { container: api(), name: name(), value: value() }, missing);
        check_error(Op::RemoveVariable { container: api(), name: name(), when_empty }, missing);
        let missing = "container `api` has no label `x`";
        check_error(Op::RemoveLabel { container: api(), key: name(), when_empty }, missing);
        let missing = "container `api` has no dependency on `x`";
        check_error(Op::RemoveDependency { container: api(), on: name(), when_empty }, missing);

        let missing = "the task definition has no volume `x`";
        check_error(Op::SetVolume { volume: name(), definition: json("{}") }, missing);
        check_error(Op::RemoveVolume { volume: name(), when_empty }, missing);
    }

    #[test]
    fn values_of_the_wrong_type() {
        check_error(
            set_member("cpu", r#""256""#),
            "the new value does not fit container `api`: `cpu`: invalid type: string \"256\", expected i32",
        );
        check_error(
            set_member("environment", r#"["KEY=hunter2"]"#),
            "the new value does not fit container `api`: \
             `environment`: malformed; the details are hidden because they may contain secrets",
        );
        check_error(
            Op::AddContainer { definition: json(r#"{"name":"b","environment":[{"name":"KEY","value":1234}]}"#) },
            "container `b` cannot be read: \
             `environment`: malformed; the details are hidden because they may contain secrets",
        );
        check_error(
            Op::AddContainer { definition: json("[]") },
            "container `` cannot be read: invalid type: sequence, expected an object (ContainerDefinition)",
        );
        check_error(
            Op::AddVolume { definition: json(r#"{"name":"v","host":"/v"}"#) },
            "volume `v` cannot be read: \
             `host`: invalid type: string \"/v\", expected an object (HostVolumeProperties)",
        );
    }
}
