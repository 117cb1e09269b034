//! Whether two values of a container definition's member mean the same to ECS.
//!
//! ECS fills in defaults and reorders lists that are sets when a definition is registered and described again
//! (observed with `DescribeTaskDefinition`; AWS API reference, `ContainerDefinition`: the defaults of `essential`,
//! `protocol`, `hostPort` and `cpu`). A comparison that took this for a difference would never be finished.

use crate::value::Value;

/// Whether the sidecar's value of a member and what stands there mean the same.
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

/// Whether an absent member means this value.
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

/// Whether two values are equal as JSON: members in any order, `null` members as absent ones, numbers by value.
pub(crate) fn same(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::Object(_), Value::Object(_)) => {
            let covers = |one: &Value<'_>, other: &Value<'_>| {
                one.members().iter().all(|(name, _)| match (one.get(name), other.get(name)) {
                    (Some(Value::Null) | None, Some(Value::Null) | None) => true,
                    (Some(one), Some(other)) => same(one, other),
                    (Some(_), None) | (None, Some(_)) => false,
                })
            };
            covers(left, right) && covers(right, left)
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Number(text), Value::Number(other)) => {
            text == other || matches!((number(left), number(right)), (Some(left), Some(right)) if left == right)
        }
        _ => left == right,
    }
}

/// Whether two lists have the same elements in any order.
fn same_set(left: &Value<'_>, right: &Value<'_>, same: fn(&Value<'_>, &Value<'_>) -> bool) -> bool {
    let (Value::Array(left), Value::Array(right)) = (left, right) else { return left == right };
    let mut rest: Vec<_> = right.iter().collect();
    left.len() == right.len()
        && left.iter().all(|element| match rest.iter().position(|other| same(element, other)) {
            Some(found) => {
                rest.swap_remove(found);
                true
            }
            None => false,
        })
}

/// `protocol` is `tcp` unless said otherwise; `hostPort` is the container's port in the network modes `awsvpc` and `host`.
fn same_port_mapping(left: &Value<'_>, right: &Value<'_>) -> bool {
    let port = |mapping: &Value<'_>, member: &str| {
        let stated = mapping.get(member).filter(|value| **value != Value::Null);
        stated.or_else(|| mapping.get("containerPort")).and_then(number)
    };
    let protocol = |mapping: &Value<'_>| match mapping.get("protocol") {
        None | Some(Value::Null) => Value::string("tcp"),
        Some(protocol) => protocol.clone().into_owned(),
    };
    let rest = |mapping: &Value<'_>| {
        let members =
            mapping.members().iter().filter(|(name, _)| !matches!(&**name, "containerPort" | "hostPort" | "protocol"));
        Value::Object(members.cloned().collect()).into_owned()
    };
    port(left, "containerPort") == port(right, "containerPort")
        && port(left, "hostPort") == port(right, "hostPort")
        && protocol(left) == protocol(right)
        && same(&rest(left), &rest(right))
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
        check("logConfiguration", r#"{"logDriver":"awslogs"}"#, r#"{"logDriver":"awslogs","options":{}}"#, false);
        check("memory", "512", "512", true);
        check("memory", "512", "\"512\"", false);
        check("image", "\"a\"", "[]", false);
    }
}
