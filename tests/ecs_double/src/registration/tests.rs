use serde_json::{Value, json};

/// A definition that ECS accepts.
fn base() -> Value {
    json!({
        "family": "shop-api-prod",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "512",
        "memory": "1024",
        "executionRoleArn": "arn:aws:iam::123456789012:role/execution",
        "containerDefinitions": [
            {
                "name": "api",
                "image": "shop/api:1",
                "portMappings": [{"containerPort": 8080, "hostPort": 8080}, {"containerPort": 8080, "protocol": "udp"}],
                "environment": [{"name": "A", "value": ""}],
                "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}],
                "dependsOn": [{"containerName": "jaeger", "condition": "START"}],
                "futureMember": {"a": [1, null]}
            },
            {
                "name": "jaeger",
                "image": "jaegertracing/jaeger:2.20.0",
                "essential": false,
                "memory": 256,
                "portMappings": [{"containerPort": 16686, "name": "ui"}]
            }
        ],
        "volumes": [{"name": "data"}],
        "tags": [{"key": "team", "value": "shop"}]
    })
}

/// The refusal of the definition with another value at this pointer; `null` removes the member.
fn said(pointer: &str, value: Value) -> String {
    let mut definition = base();
    definition["containerDefinitions"][0].as_object_mut().unwrap().remove("futureMember");
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    let parent = definition.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Object(members), Value::Null) => drop(members.remove(member).unwrap()),
        (Value::Object(members), value) => drop(members.insert(member.to_string(), value)),
        (Value::Array(elements), value) => elements.push(value),
        _ => panic!("{pointer} leads nowhere"),
    }
    match super::check(&definition.into()) {
        Ok(()) => "taken".to_string(),
        Err(refusal) => format!("{}: {}", refusal.kind, refusal.message),
    }
}

#[test]
fn what_ecs_takes_is_taken() {
    assert_eq!(said("/family", json!("shop-api-prod")), "taken");
    let taken = [
        ("/futureMember", json!({"a": [1, 2.50]})),
        ("/cpu", json!("0.5 vCPU")),
        ("/memory", json!("1 GB")),
        ("/enableFaultInjection", json!(true)),
        ("/tags", Value::Null),
        ("/containerDefinitions/0/cpu", json!(256)),
        ("/containerDefinitions/0/portMappings/-", json!({"containerPort": 4318})),
        ("/containerDefinitions/0/environment/-", json!({"name": "A", "value": "twice"})),
    ];
    for (pointer, value) in taken {
        assert_eq!(said(pointer, value), "taken", "{pointer}");
    }
}

#[test]
fn what_ecs_refuses_is_refused() {
    let one = "/containerDefinitions/0";
    let other = "/containerDefinitions/1";
    let many = json!(vec![json!({"name": "x", "image": "i", "memory": 10}); 11]);
    let awslogs = |options: Value| json!({"logDriver": "awslogs", "options": options});
    let refused = [
        // The document.
        (String::new(), "revision", json!(3), "Unknown parameter in input: \"revision\""),
        (String::new(), "taskDefinitionArn", json!("arn"), "Unknown parameter in input"),
        (String::new(), "family", json!("a b"), "Family contains invalid characters"),
        (String::new(), "family", Value::Null, "family should not be null or empty"),
        (String::new(), "cpu", json!(512), "512 can not be converted to a String"),
        (String::new(), "networkMode", json!("vpc"), "Invalid value \"vpc\""),
        (String::new(), "volumes", json!({}), "can not be converted to a List"),
        (String::new(), "futureMember", json!({"a": [null]}), "should not be null"),
        (String::new(), "futureMember", json!("x".repeat(65536)), "Max allowed length is '65536' bytes"),
        // Containers.
        (String::new(), "containerDefinitions", json!([]), "Container list cannot be empty"),
        (String::new(), "containerDefinitions", many, "exceeds the limit of 10"),
        (one.to_string(), "name", json!("jaeger"), "Container names must be unique"),
        (one.to_string(), "name", json!("a b"), "Container.name contains invalid characters"),
        (one.to_string(), "image", Value::Null, "Container.image should not be null"),
        (one.to_string(), "essential", json!(false), "At least one container must be marked as essential"),
        (one.to_string(), "essential", json!("true"), "can not be converted to a Boolean"),
        (one.to_string(), "cpu", json!("256"), "can not be converted to an Integer"),
        (one.to_string(), "cpu", json!(1.5), "can not be converted to an Integer"),
        (one.to_string(), "cpu", json!(1024), "greater than for the task"),
        (one.to_string(), "memory", json!(2048), "'memory' setting for container 'api' is greater"),
        (one.to_string(), "memory", json!(4), "at least 6 MiB"),
        (other.to_string(), "memoryReservation", json!(512), "greater than or equal to 'memoryReservation'"),
        (one.to_string(), "dockerLabels", json!({"a": 1}), "can not be converted to a String"),
        (one.to_string(), "environment/-", json!({"name": "", "value": "x"}), "should not be empty"),
        (one.to_string(), "secrets", json!([{"name": "A", "valueFrom": "arn"}]), "The secret name must be unique"),
        (one.to_string(), "secrets", json!([{"name": "B"}]), "valueFrom should not be null"),
        (one.to_string(), "privileged", json!(true), "Fargate does not support privileged"),
        (one.to_string(), "links", json!(["jaeger"]), "Links are not supported"),
        (one.to_string(), "startTimeout", json!(121), "between 2 and 120"),
        (
            other.to_string(),
            "restartPolicy",
            json!({"enabled": true, "restartAttemptPeriod": 10}),
            "between 60 and 1800",
        ),
        (other.to_string(), "healthCheck", json!({"command": []}), "HealthCheck.command"),
        (other.to_string(), "healthCheck", json!({"command": ["CMD"], "interval": 1}), "between 5 and 300"),
        (one.to_string(), "logConfiguration", json!({"logDriver": "syslog"}), "does not support log driver"),
        (
            one.to_string(),
            "logConfiguration",
            awslogs(json!({"awslogs-group": "g"})),
            "requires options: awslogs-region",
        ),
        // References.
        (one.to_string(), "mountPoints/-", json!({"sourceVolume": "x"}), "Unknown volume 'x'"),
        (one.to_string(), "volumesFrom", json!([{"sourceContainer": "x"}]), "Unknown container 'x'"),
        (String::new(), "volumes/-", json!({"name": "data"}), "Volume names must be unique"),
        (one.to_string(), "dependsOn", json!([{"containerName": "x", "condition": "START"}]), "'x' does not exist"),
        (one.to_string(), "dependsOn", json!([{"containerName": "jaeger", "condition": "HEALTHY"}]), "no health check"),
        (
            other.to_string(),
            "dependsOn",
            json!([{"containerName": "api", "condition": "SUCCESS"}]),
            "Essential container",
        ),
        (other.to_string(), "dependsOn", json!([{"containerName": "api", "condition": "START"}]), "cycle"),
        (String::new(), "proxyConfiguration", json!({"containerName": "x"}), "proxyConfiguration container"),
        // Ports.
        (
            other.to_string(),
            "portMappings/-",
            json!({"containerPort": 8080}),
            "TCP host port '8080' is mapped multiple",
        ),
        (other.to_string(), "portMappings/-", json!({"containerPortRange": "8000-8100"}), "'8000' is mapped multiple"),
        (
            other.to_string(),
            "portMappings/-",
            json!({"containerPort": 1, "hostPort": 2}),
            "ports in port mappings must match",
        ),
        (other.to_string(), "portMappings/-", json!({"containerPort": 0}), "Invalid container port"),
        (other.to_string(), "portMappings/-", json!({}), "Exactly one of containerPort"),
        (
            one.to_string(),
            "portMappings/-",
            json!({"containerPort": 1, "name": "ui"}),
            "must be unique within the task",
        ),
        // Sizes.
        (String::new(), "memory", json!("512"), "No Fargate configuration exists for given values"),
        (String::new(), "memory", json!("much"), "Invalid 'memory' setting for task"),
        (String::new(), "cpu", json!("500"), "Invalid 'cpu' setting for task"),
        (String::new(), "cpu", Value::Null, "Fargate requires that 'cpu' be defined"),
        (String::new(), "networkMode", json!("bridge"), "Fargate only supports network mode 'awsvpc'"),
        // Tags.
        (String::new(), "tags", json!([]), "Tags can not be empty"),
        (String::new(), "tags/-", json!({"key": "aws:x", "value": "y"}), "reserved for AWS use"),
        (String::new(), "tags/-", json!({"key": "team", "value": "y"}), "Duplicate tag key"),
    ];
    for (parent, member, value, words) in refused {
        let said = said(&format!("{parent}/{member}"), value);
        assert!(said.contains(words), "{parent}/{member}: {said}");
    }
}

#[test]
fn outside_of_fargate_containers_need_memory() {
    let mut definition = base();
    let members = definition.as_object_mut().unwrap();
    for member in ["requiresCompatibilities", "cpu", "memory"] {
        members.remove(member);
    }
    definition["containerDefinitions"][0].as_object_mut().unwrap().remove("futureMember");
    let refusal = super::check(&definition.clone().into()).unwrap_err();
    assert!(refusal.message.contains("At least one of 'memory' or 'memoryReservation'"), "{}", refusal.message);
    definition["containerDefinitions"][0]["memoryReservation"] = json!(128);
    assert_eq!(super::check(&definition.into()), Ok(()));
}
