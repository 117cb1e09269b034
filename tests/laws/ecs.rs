//! What ECS makes of a task definition that is registered and described again, written once.
//!
//! Source: observed answers of `DescribeTaskDefinition`, and the defaults in the Amazon ECS API reference
//! (`ContainerDefinition`: `essential`, `cpu`; `PortMapping`: `protocol`, `hostPort`). Lists that are sets come back in
//! another order; `null` members do not come back.

use serde_json::{Value, json};

/// The answer of `DescribeTaskDefinition` for a definition in the form that is registered.
pub(crate) fn normalised(registered: &Value) -> Value {
    let mut definition = registered.clone();
    strip_nulls(&mut definition);
    if let Some(containers) = definition.get_mut("containerDefinitions").and_then(Value::as_array_mut) {
        containers.iter_mut().for_each(normalise_container);
    }
    let Some(members) = definition.as_object_mut() else { return definition };
    let tags = members.remove("tags").unwrap_or_else(|| json!([]));
    for list in ["volumes", "placementConstraints"] {
        members.entry(list).or_insert_with(|| json!([]));
    }
    members.insert("taskDefinitionArn".into(), json!("arn:aws:ecs:eu-west-1:123456789012:task-definition/shop-api:8"));
    members.insert("revision".into(), json!(8));
    members.insert("status".into(), json!("ACTIVE"));
    members.insert("registeredAt".into(), json!(1_700_000_000.123));
    members.insert("compatibilities".into(), json!(["EC2", "FARGATE"]));
    json!({"taskDefinition": definition, "tags": tags})
}

fn normalise_container(container: &mut Value) {
    let Some(members) = container.as_object_mut() else { return };
    members.entry("cpu").or_insert(json!(0));
    members.entry("essential").or_insert(json!(true));
    for list in ["environment", "mountPoints", "volumesFrom", "portMappings", "systemControls"] {
        members.entry(list).or_insert_with(|| json!([]));
    }
    if let Some(mappings) = members.get_mut("portMappings").and_then(Value::as_array_mut) {
        for mapping in mappings.iter_mut().filter_map(Value::as_object_mut) {
            mapping.entry("protocol").or_insert(json!("tcp"));
            if let Some(port) = mapping.get("containerPort").cloned() {
                mapping.entry("hostPort").or_insert(port);
            }
        }
    }
    for set in ["environment", "portMappings", "secrets"] {
        if let Some(entries) = members.get_mut(set).and_then(Value::as_array_mut) {
            entries.reverse();
        }
    }
}

/// The value without `null` members of objects, which JSON readers of ECS take as absent.
pub(crate) fn strip_nulls(value: &mut Value) {
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(strip_nulls),
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null());
            members.values_mut().for_each(strip_nulls);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
