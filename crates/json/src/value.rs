//! Applies edits to a [`serde_json::Value`], for programs that already have one.
//!
//! Nothing here depends on whether serde_json's `preserve_order` or `arbitrary_precision` is on: with the first,
//! members keep their order, and with the second, numbers keep their text.

use outrigger_core::{
    Action, Edit, Error, ErrorKind, Plan, Pointer, Policy, Sidecar, Token, Value, View, lower, plan_injection,
    plan_removal,
};

/// Adds a sidecar to a task definition, or updates it; the plan has the changes, the skipped changes and the findings.
///
/// ```
/// use outrigger_core::{Policy, Sidecar};
/// use outrigger_json::inject_value;
/// use serde_json::json;
///
/// let task = json!({"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api"}]});
/// let sidecar = Sidecar::built_in("jaeger")?;
/// let (task, plan) = inject_value(&task, &sidecar, &Policy::default())?;
/// assert_eq!(task["containerDefinitions"][1]["name"], "jaeger");
/// assert!(!plan.is_empty());
/// # Ok::<(), outrigger_core::Error>(())
/// ```
///
/// # Errors
///
/// A value that holds no container definitions (`{"services": []}`), and a plan with errors among its findings (an
/// eleventh container).
pub fn inject_value<'p>(
    value: &'p serde_json::Value,
    sidecar: &'p Sidecar,
    policy: &Policy,
) -> Result<(serde_json::Value, Plan<'p>), Error> {
    change(value, sidecar, |view| plan_injection(view, sidecar, policy))
}

/// Removes a sidecar from a task definition; the plan has the changes, the skipped changes and the findings.
///
/// ```
/// use outrigger_core::{Policy, Sidecar};
/// use outrigger_json::{inject_value, remove_value};
/// use serde_json::json;
///
/// let (jaeger, policy) = (Sidecar::built_in("jaeger")?, Policy::default());
/// let before = json!({"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api"}]});
/// let (with, _) = inject_value(&before, &jaeger, &policy)?;
/// let (without, _) = remove_value(&with, &jaeger, &policy)?;
/// assert_eq!(without, before);
/// # Ok::<(), outrigger_core::Error>(())
/// ```
///
/// # Errors
///
/// A value that holds no container definitions (`{"services": []}`), and a plan with errors among its findings (the
/// sidecar is the only essential container).
pub fn remove_value<'p>(
    value: &'p serde_json::Value,
    sidecar: &'p Sidecar,
    policy: &Policy,
) -> Result<(serde_json::Value, Plan<'p>), Error> {
    change(value, sidecar, |view| plan_removal(view, sidecar, policy))
}

fn change<'p>(
    value: &'p serde_json::Value,
    sidecar: &Sidecar,
    plan: impl FnOnce(&View<'p>) -> Plan<'p>,
) -> Result<(serde_json::Value, Plan<'p>), Error> {
    let view = View::read(value, sidecar.container_name())?;
    let plan = plan(&view);
    plan.accepted()?;
    let result = apply_to_value(value, &lower(&view, &plan.ops))?;
    Ok((result, plan))
}

/// Applies edits, one after the other, to a copy of a value.
///
/// ```
/// use outrigger_core::{Action, Edit, Pointer, Value};
/// use outrigger_json::apply_to_value;
/// use serde_json::json;
///
/// let value = json!({"volumes": [{"name": "data"}], "cpu": "256"});
/// let volume = Value::object([("name", Value::string("tmp"))]);
/// let edits = [
///     Edit { pointer: Pointer::root().then("volumes"), action: Action::Append(vec![volume.into()]) },
///     Edit { pointer: Pointer::root().then("cpu"), action: Action::Remove },
/// ];
/// assert_eq!(apply_to_value(&value, &edits)?, json!({"volumes": [{"name": "data"}, {"name": "tmp"}]}));
/// # Ok::<(), outrigger_core::Error>(())
/// ```
///
/// # Errors
///
/// An edit of what is not there (`/volumes/2` of two volumes), or that does not fit what is there (an element appended
/// to an object), and a new value that `serde_json` cannot hold, as with [`to_serde_json`].
pub fn apply_to_value(value: &serde_json::Value, edits: &[Edit<'_>]) -> Result<serde_json::Value, Error> {
    let mut result = value.clone();
    for Edit { pointer, action } in edits {
        let done = match action {
            Action::Set(value) => set(&mut result, pointer, to_serde_json(value)?),
            Action::Append(values) => {
                let new = values.iter().map(|value| to_serde_json(value)).collect::<Result<Vec<_>, _>>()?;
                append(&mut result, pointer, new)
            }
            Action::Remove => remove(&mut result, pointer),
            Action::Unwrap => unwrap(&mut result, pointer),
        };
        done.ok_or_else(|| {
            Error::new(ErrorKind::Change, "an edit is about a value that does not exist").at_pointer(pointer.clone())
        })?;
    }
    Ok(result)
}

/// The same value, as `serde_json` holds it: of members with one name the last, and numbers as it reads them.
///
/// ```
/// use outrigger_core::Value;
/// use outrigger_json::to_serde_json;
///
/// let value = Value::parse(r#"{"name": "api", "cpu": 256}"#)?;
/// assert_eq!(to_serde_json(&value)?, serde_json::json!({"name": "api", "cpu": 256}));
/// # Ok::<(), outrigger_core::Error>(())
/// ```
///
/// # Errors
///
/// A number that `serde_json` cannot hold (`1e400`, unless the host turned `arbitrary_precision` on).
pub fn to_serde_json(value: &Value<'_>) -> Result<serde_json::Value, Error> {
    value.try_into()
}

fn set(root: &mut serde_json::Value, pointer: &Pointer, value: serde_json::Value) -> Option<()> {
    match pointer.tokens().split_last() {
        None => *root = value,
        Some((Token::Member(name), parent)) => {
            at(root, parent)?.as_object_mut()?.insert(name.to_string(), value);
        }
        Some((Token::Index(index), parent)) => *at(root, parent)?.as_array_mut()?.get_mut(*index)? = value,
    }
    Some(())
}

fn append(root: &mut serde_json::Value, pointer: &Pointer, new: Vec<serde_json::Value>) -> Option<()> {
    at(root, pointer.tokens())?.as_array_mut()?.extend(new);
    Some(())
}

fn remove(root: &mut serde_json::Value, pointer: &Pointer) -> Option<()> {
    match pointer.tokens().split_last()? {
        (Token::Member(name), parent) => {
            let members = at(root, parent)?.as_object_mut()?;
            members.get(&**name)?;
            // `Map::remove` would put the last member into the gap where the host turned `preserve_order` on.
            members.retain(|key, _| key != name);
        }
        (Token::Index(index), parent) => {
            let elements = at(root, parent)?.as_array_mut()?;
            elements.get(*index)?;
            elements.remove(*index);
        }
    }
    Some(())
}

/// Where both have a member of one name, the root's stays.
fn unwrap(root: &mut serde_json::Value, pointer: &Pointer) -> Option<()> {
    let [Token::Member(wrapper)] = pointer.tokens() else { return None };
    let members = root.as_object_mut()?;
    members.get(&**wrapper)?.as_object()?;
    for (key, value) in std::mem::take(members) {
        if key == *wrapper
            && let serde_json::Value::Object(wrapped) = value
        {
            for (key, value) in wrapped {
                members.entry(key).or_insert(value);
            }
        } else {
            members.insert(key, value);
        }
    }
    Some(())
}

fn at<'v>(root: &'v mut serde_json::Value, tokens: &[Token]) -> Option<&'v mut serde_json::Value> {
    tokens.iter().try_fold(root, |value, token| match token {
        Token::Member(name) => value.as_object_mut()?.get_mut(&**name),
        Token::Index(index) => value.as_array_mut()?.get_mut(*index),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointer(tokens: &[Token]) -> Pointer {
        tokens.iter().fold(Pointer::root(), |pointer, token| pointer.then(token.clone()))
    }

    fn run(before: &str, tokens: &[Token], action: Action<'_>) -> Result<String, String> {
        let before: serde_json::Value = serde_json::from_str(before).unwrap();
        let after = apply_to_value(&before, &[Edit { pointer: pointer(tokens), action }]);
        after.map(|value| value.to_string()).map_err(|error| error.pointer().unwrap().to_string())
    }

    #[track_caller]
    fn check(before: &str, tokens: &[Token], action: Action<'_>, after: &str) {
        assert_eq!(run(before, tokens, action).as_deref(), Ok(after));
    }

    #[track_caller]
    fn refuses(before: &str, tokens: &[Token], action: Action<'_>) {
        assert_eq!(run(before, tokens, action), Err(pointer(tokens).to_string()));
    }

    fn one() -> Value<'static> {
        Value::parse("1").unwrap()
    }

    #[test]
    fn each_action() {
        let set = || Action::Set(one().into());
        check("{}", &["a".into()], set(), r#"{"a":1}"#);
        check(r#"{"a":null,"b":2}"#, &["a".into()], set(), r#"{"a":1,"b":2}"#);
        check(r#"{"a":[{"b":0},5]}"#, &["a".into(), 0.into(), "b".into()], set(), r#"{"a":[{"b":1},5]}"#);
        check("[0,2]", &[0.into()], set(), "[1,2]");
        check("{}", &[], set(), "1");

        check("[]", &[], Action::Append(vec![one().into()]), "[1]");
        check(r#"{"a":[0]}"#, &["a".into()], Action::Append(vec![one().into()]), r#"{"a":[0,1]}"#);

        check(r#"{"a":1,"b":2,"c":3}"#, &["a".into()], Action::Remove, r#"{"b":2,"c":3}"#);
        check(r#"{"a":[1,2]}"#, &["a".into(), 0.into()], Action::Remove, r#"{"a":[2]}"#);

        check(r#"{"a":0,"w":{"x":1,"y":2},"z":3}"#, &["w".into()], Action::Unwrap, r#"{"a":0,"x":1,"y":2,"z":3}"#);
        check(r#"{"a":0,"w":{"a":1,"z":2},"z":3}"#, &["w".into()], Action::Unwrap, r#"{"a":0,"z":3}"#);
        check(r#"{"w":{"w":1}}"#, &["w".into()], Action::Unwrap, r#"{"w":1}"#);
    }

    #[test]
    fn what_is_not_there() {
        refuses("{}", &["a".into(), "b".into()], Action::Set(one().into()));
        refuses("[0]", &[1.into()], Action::Set(one().into()));
        refuses("[0]", &["a".into()], Action::Set(one().into()));
        refuses(r#"{"0":0}"#, &[0.into()], Action::Set(one().into()));
        refuses("{}", &[], Action::Append(vec![one().into()]));
        refuses("{}", &["a".into()], Action::Append(vec![one().into()]));
        refuses("{}", &["a".into()], Action::Remove);
        refuses("[0]", &[1.into()], Action::Remove);
        refuses("{}", &[], Action::Remove);
        refuses("{}", &["a".into()], Action::Unwrap);
        refuses(r#"{"a":[]}"#, &["a".into()], Action::Unwrap);
        refuses(r#"{"a":{"b":{}}}"#, &["a".into(), "b".into()], Action::Unwrap);
    }

    #[test]
    fn one_edit_after_the_other() {
        let value = serde_json::json!({"a": [0, 1, 2]});
        let element = |index: usize| pointer(&["a".into(), index.into()]);
        let edits = [
            Edit { pointer: pointer(&["a".into()]), action: Action::Append(vec![one().into()]) },
            Edit { pointer: element(2), action: Action::Remove },
            Edit { pointer: element(0), action: Action::Remove },
        ];
        assert_eq!(apply_to_value(&value, &edits), Ok(serde_json::json!({"a": [1, 1]})));
    }

    #[test]
    fn values_are_read_as_serde_json_reads_them() {
        for text in ["null", "true", "-0", "1.10", "18446744073709551615", "1e30", r#"["é",{"b":{},"a":[]}]"#] {
            let expected: serde_json::Value = serde_json::from_str(text).unwrap();
            assert_eq!(to_serde_json(&Value::parse(text).unwrap()), Ok(expected));
        }
        assert_eq!(
            to_serde_json(&Value::parse(r#"{"a":1,"a":2}"#).unwrap()),
            Ok(serde_json::json!({"a": 2})),
            "the last of two members counts"
        );
    }

    #[test]
    fn a_number_that_serde_json_cannot_hold() {
        // Cargo unifies features, so another crate of the build may have turned `arbitrary_precision` on.
        let holds = serde_json::from_str::<serde_json::Number>("1e400").is_ok();
        let result = to_serde_json(&Value::parse("[1e400]").unwrap()).map(|value| value.to_string());
        let refused = "serde_json cannot hold the number `1e400`".to_string();
        let result = result.map_err(|error| error.to_string());
        assert_eq!(result, if holds { Ok("[1e+400]".to_string()) } else { Err(refused) });
    }

    #[test]
    fn refused_plans_and_documents() {
        let (jaeger, policy) = (Sidecar::built_in("jaeger").unwrap(), Policy::default());
        let bridge = serde_json::json!({"networkMode": "bridge", "containerDefinitions": [{"name": "api"}]});
        assert_eq!(inject_value(&bridge, &jaeger, &policy).unwrap_err().findings().len(), 1);
        assert!(inject_value(&serde_json::json!({"services": []}), &jaeger, &policy).is_err());
        let mut container = jaeger_container(&jaeger);
        container["essential"] = true.into();
        let only = serde_json::json!({"containerDefinitions": [container]});
        let policy = Policy { on_conflict: outrigger_core::OnConflict::Replace, ..policy };
        let error = remove_value(&only, &jaeger, &policy).unwrap_err();
        assert_eq!(error.to_string(), "refused: no container of the task is essential, but ECS requires one");
    }

    fn jaeger_container(jaeger: &Sidecar) -> serde_json::Value {
        to_serde_json(&jaeger.definition()).unwrap()
    }
}
