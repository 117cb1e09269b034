//! Compares values as ECS does.
//!
//! When a definition is registered and described again, ECS has filled in defaults and reordered lists that are sets
//! (observed with `DescribeTaskDefinition`; AWS API reference, `ContainerDefinition`: the defaults of `essential`,
//! `protocol`, `hostPort` and `cpu`). If these counted as differences, every run would find something to update.

use crate::text::Value;

/// Whether the value that a member is to have and its actual value mean the same to ECS.
pub(crate) fn equivalent(member: &str, wanted: &Value<'_>, actual: Option<&Value<'_>>) -> bool {
    let actual = actual.filter(|value| **value != Value::Null);
    match (is_default(member, wanted), actual) {
        (true, None) => true,
        (false, None) => false,
        (_, Some(actual)) => match member {
            "environment" | "secrets" | "mountPoints" | "volumesFrom" | "systemControls" | "ulimits" => {
                same_set(wanted, actual, same)
            }
            "portMappings" => same_set(wanted, actual, same_port_mapping),
            _ => same(wanted, actual),
        },
    }
}

/// Whether this value means the same as an absent member.
fn is_default(member: &str, value: &Value<'_>) -> bool {
    match member {
        "cpu" => number(value) == Some(0),
        "essential" => *value == Value::Bool(true),
        "environment" | "mountPoints" | "volumesFrom" | "portMappings" | "systemControls" => {
            *value == Value::Array(Vec::new())
        }
        _ => *value == Value::Null,
    }
}

/// Whether two task definitions mean the same to ECS. Both have the form that `RegisterTaskDefinition` takes.
///
/// Defaults that ECS fills in do not count as differences, and neither does the order of lists that are sets.
///
/// ```
/// use outrigger_core::{Value, equivalent_definitions};
///
/// let registered = Value::parse(r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#)?;
/// let described = Value::parse(r#"{
///   "family": "api",
///   "volumes": [],
///   "containerDefinitions": [{"name": "api", "image": "api:1", "cpu": 0, "essential": true, "environment": []}]
/// }"#)?;
/// assert!(equivalent_definitions(&registered, &described));
/// # Ok::<(), outrigger_core::Error>(())
/// ```
pub fn equivalent_definitions(left: &Value<'_>, right: &Value<'_>) -> bool {
    every_member(left, right, |member, left, right| match (left, right) {
        (Some(left), Some(right)) => match member {
            "containerDefinitions" => {
                let (left, right) = (left.elements(), right.elements());
                left.len() == right.len()
                    && left.iter().zip(right).all(|(left, right)| equivalent_containers(left, right))
            }
            "tags" | "volumes" | "placementConstraints" | "requiresCompatibilities" => same_set(left, right, same),
            _ => same(left, right),
        },
        (one, other) => is_empty(one) && is_empty(other),
    })
}

fn equivalent_containers(left: &Value<'_>, right: &Value<'_>) -> bool {
    every_member(left, right, |member, left, right| match (left, right) {
        (Some(left), right) => equivalent(member, left, right) || (is_empty(Some(left)) && is_empty(right)),
        (None, Some(right)) => is_default(member, right) || is_empty(Some(right)),
        (None, None) => true,
    })
}

/// Whether a condition holds for each member that at least one of two objects has. `null` counts as absent.
fn every_member(
    left: &Value<'_>,
    right: &Value<'_>,
    holds: impl Fn(&str, Option<&Value<'_>>, Option<&Value<'_>>) -> bool,
) -> bool {
    let names = left.members().iter().chain(right.members()).map(|(name, _)| name);
    names.into_iter().all(|name| holds(name, stated(left, name), stated(right, name)))
}

/// The member of this name, if it is not `null`.
fn stated<'v, 'a>(object: &'v Value<'a>, name: &str) -> Option<&'v Value<'a>> {
    object.get(name).filter(|value| **value != Value::Null)
}

/// Whether a value is absent, `null`, an empty array or an empty object.
fn is_empty(value: Option<&Value<'_>>) -> bool {
    value.is_none_or(|value| matches!(value, Value::Null) || (value.is_composite() && size(value) == 0))
}

fn size(value: &Value<'_>) -> usize {
    value.members().len() + value.elements().len()
}

/// Whether two values are equal as JSON.
///
/// Members may be in any order, `null` and empty arrays count as absent members, and numbers are compared by value.
pub(crate) fn same(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::Object(_), Value::Object(_)) => same_members(left, right, |_| true),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Number(text), Value::Number(other)) => {
            text == other || matches!((number(left), number(right)), (Some(left), Some(right)) if left == right)
        }
        _ => left == right,
    }
}

/// Whether two objects have the same members. Only names for which `counts` is true are compared.
fn same_members(left: &Value<'_>, right: &Value<'_>, counts: fn(&str) -> bool) -> bool {
    let covers = |one: &Value<'_>, other: &Value<'_>| {
        let names = one.members().iter().map(|(name, _)| name).filter(|name| counts(name));
        names.into_iter().all(|name| match (one.get(name), other.get(name)) {
            (Some(one), Some(other)) if same(one, other) => true,
            (one, other) => is_unstated(one) && is_unstated(other),
        })
    };
    covers(left, right) && covers(right, left)
}

/// Whether a member is `null`, an empty array or absent: ECS returns `"secretOptions": []` if none was set.
fn is_unstated(value: Option<&Value<'_>>) -> bool {
    value.is_none_or(|value| *value == Value::Null || *value == Value::Array(Vec::new()))
}

/// Whether two lists have the same elements in any order.
fn same_set(left: &Value<'_>, right: &Value<'_>, same: fn(&Value<'_>, &Value<'_>) -> bool) -> bool {
    let (Value::Array(left), Value::Array(right)) = (left, right) else { return left == right };
    if left.len() != right.len() {
        return false;
    }
    // Usually they are in the same order.
    if left.iter().zip(right).all(|(left, right)| same(left, right)) {
        return true;
    }
    let mut rest: Vec<_> = right.iter().collect();
    left.iter().all(|element| match rest.iter().position(|other| same(element, other)) {
        Some(found) => {
            rest.swap_remove(found);
            true
        }
        None => false,
    })
}

/// Whether two port mappings mean the same.
///
/// The default of `protocol` is `tcp`. The default of `hostPort` is the container's port, as in the network modes `awsvpc`
/// and `host`.
fn same_port_mapping(left: &Value<'_>, right: &Value<'_>) -> bool {
    let port = |mapping: &Value<'_>, member: &str| {
        let stated = mapping.get(member).filter(|value| **value != Value::Null);
        stated.or_else(|| mapping.get("containerPort")).and_then(number)
    };
    let same_protocol = match (stated(left, "protocol"), stated(right, "protocol")) {
        (Some(left), Some(right)) => left == right,
        (Some(stated), None) | (None, Some(stated)) => stated.as_str() == Some("tcp"),
        (None, None) => true,
    };
    port(left, "containerPort") == port(right, "containerPort")
        && port(left, "hostPort") == port(right, "hostPort")
        && same_protocol
        && same_members(left, right, |name| !matches!(name, "containerPort" | "hostPort" | "protocol"))
}

fn number(value: &Value<'_>) -> Option<i64> {
    if let Value::Number(text) = value { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(member: &str, wanted: &str, actual: &str, expected: bool) {
        let wanted = Value::parse(wanted).unwrap();
        let actual = (!actual.is_empty()).then(|| Value::parse(actual).unwrap());
        assert_eq!(equivalent(member, &wanted, actual.as_ref()), expected);
    }

    #[test]
    fn defaults_that_ecs_fills_in() {
        check("cpu", "0", "", true);
        check("cpu", "0", "null", true);
        check("cpu", "1", "", false);
        check("essential", "true", "", true);
        check("essential", "false", "", false);
        check("environment", "[]", "", true);
        check("command", "[]", "", false);
        check(
            "portMappings",
            r#"[{"containerPort": 80}]"#,
            r#"[{"containerPort": 80, "hostPort": 80, "protocol": "tcp"}]"#,
            true,
        );
        check(
            "portMappings",
            r#"[{"containerPort": 80}]"#,
            r#"[{"containerPort": 80, "hostPort": 81, "protocol": "tcp"}]"#,
            false,
        );
        check("portMappings", r#"[{"containerPort": 80}]"#, r#"[{"containerPort": 80, "protocol": "udp"}]"#, false);
        check("portMappings", r#"[{"containerPort": 80}]"#, r#"[{"containerPort": 80, "name": "ui"}]"#, false);
    }

    #[test]
    fn sets_and_sequences() {
        check(
            "environment",
            r#"[{"name":"A","value":"1"},{"name":"B","value":"2"}]"#,
            r#"[{"value":"2","name":"B"},{"name":"A","value":"1"}]"#,
            true,
        );
        check(
            "environment",
            r#"[{"name":"A","value":"1"}]"#,
            r#"[{"name":"A","value":"1"},{"name":"A","value":"1"}]"#,
            false,
        );
        check("command", r#"["a","b"]"#, r#"["b","a"]"#, false);
        check("environment", r#"[{"name":"A","value":""}]"#, r#"[{"name":"A"}]"#, false);
    }

    #[test]
    fn values() {
        check(
            "logConfiguration",
            r#"{"logDriver":"awslogs","options":{"a":"1","b":"2"}}"#,
            r#"{"options":{"b":"2","a":"1"},"secretOptions":null,"logDriver":"awslogs"}"#,
            true,
        );
        check("logConfiguration", r#"{"logDriver":"awslogs"}"#, r#"{"logDriver":"awslogs","secretOptions":[]}"#, true);
        check("logConfiguration", r#"{"logDriver":"awslogs"}"#, r#"{"logDriver":"awslogs","options":{}}"#, false);
        check("memory", "512", "512", true);
        check("memory", "512", "\"512\"", false);
        check("image", "\"a\"", "[]", false);
    }

    #[track_caller]
    fn check_definitions(left: &str, right: &str, expected: bool) {
        let (left, right) = (Value::parse(left).unwrap(), Value::parse(right).unwrap());
        assert_eq!(equivalent_definitions(&left, &right), expected);
        assert_eq!(equivalent_definitions(&right, &left), expected);
    }

    #[test]
    fn definitions() {
        let registered = r#"{"family": "api", "cpu": "256", "tags": [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}],
            "containerDefinitions": [{"name": "api", "portMappings": [{"containerPort": 80}], "command": ["a"], "dockerLabels": {}}]}"#;
        let described = r#"{"tags": [{"key": "b", "value": "2"}, {"value": "1", "key": "a"}], "cpu": "256", "family": "api",
            "volumes": [], "placementConstraints": [], "ipcMode": null, "containerDefinitions": [{"name": "api", "cpu": 0,
            "essential": true, "command": ["a"], "environment": [], "secrets": [],
            "portMappings": [{"containerPort": 80, "hostPort": 80, "protocol": "tcp"}]}]}"#;
        check_definitions(registered, described, true);
        for (from, to) in [
            ("\"256\"", "\"512\""),
            ("\"a\"]", "\"b\"]"),
            ("\"value\": \"2\"", "\"value\": \"3\""),
            ("\"containerPort\": 80", "\"containerPort\": 81"),
            ("\"cpu\": 0", "\"cpu\": 1"),
            ("\"volumes\": []", "\"volumes\": [{\"name\": \"v\"}]"),
            ("\"ipcMode\": null", "\"future\": false"),
            ("\"essential\": true", "\"essential\": false"),
        ] {
            let (one, other) = (registered.replacen(from, to, 1), described.replacen(from, to, 1));
            let changed = if one == registered { registered } else { &one };
            check_definitions(changed, if one == registered { &other } else { described }, false);
        }
    }
}
