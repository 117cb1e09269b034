//! Task definitions at the edge of each rule that both programs know, and beyond it, one mistake or two at a time.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::definition::Definition;

/// A task definition for Fargate without a fault.
fn fargate() -> Value {
    json!({
        "family": "api",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
        "executionRoleArn": "arn:aws:iam::123456789012:role/execution",
        "containerDefinitions": [{"name": "api", "image": "api:1"}]
    })
}

/// `definition` with these members of the task, and these of its first container; `null` takes a member out.
fn with(mut definition: Value, task: &Value, container: &Value) -> Value {
    for (at, members) in [("", task), ("/containerDefinitions/0", container)] {
        let Some(holder) = definition.pointer_mut(at).and_then(Value::as_object_mut) else { continue };
        for (member, value) in members.as_object().into_iter().flatten() {
            holder.insert(member.clone(), value.clone());
        }
        holder.retain(|_, value| !value.is_null());
    }
    definition
}

fn of_task(task: &Value) -> Value {
    with(fargate(), task, &json!({}))
}

fn of_container(container: &Value) -> Value {
    with(fargate(), &json!({}), container)
}

pub(crate) fn definitions() -> Vec<Definition> {
    let mut definitions = Vec::new();
    let groups = [sizes, written_sizes, fargate_only, host_ports, essential, awslogs, variables, tags, pairs];
    groups.into_iter().for_each(|group| group(&mut definitions));
    let roles = json!({"executionRoleArn": "execution", "taskRoleArn": "task"});
    definitions.push(Definition::new("roles by their names", of_task(&roles)));
    definitions
}

/// The sizes of Fargate: CPU units, and memory in MiB from, to, and in which steps.
const SIZES: [(usize, usize, usize, usize); 10] = [
    (256, 512, 1024, 512),
    (256, 2048, 2048, 1024),
    (512, 1024, 4096, 1024),
    (1024, 2048, 8192, 1024),
    (2048, 4096, 16384, 1024),
    (4096, 8192, 30720, 1024),
    (8192, 16384, 61440, 4096),
    (16384, 32768, 122_880, 8192),
    (32768, 61440, 122_880, 61440),
    (32768, 249_856, 249_856, 4096),
];

/// Every size, with every neighbour of its memory, and the neighbours of each CPU.
fn sizes(definitions: &mut Vec<Definition>) {
    let mut sizes = BTreeSet::new();
    for (cpu, first, last, step) in SIZES {
        sizes
            .extend((first..=last).step_by(step).flat_map(|memory| [memory - 1, memory, memory + 1].map(|m| (cpu, m))));
        sizes.extend([first - step, last + step].map(|memory| (cpu, memory)));
        sizes.extend([cpu - 1, cpu + 1, cpu / 2, cpu * 2].map(|cpu| (cpu, first)));
    }
    definitions.extend(sizes.into_iter().map(|(cpu, memory)| {
        let size = json!({"cpu": cpu.to_string(), "memory": memory.to_string()});
        Definition::new(format!("size {cpu} {memory}"), of_task(&size))
    }));
}

/// Sizes as people write them.
fn written_sizes(definitions: &mut Vec<Definition>) {
    for (cpu, memory) in [
        ("1 vCPU", "2 GB"),
        ("1vCPU", "2GB"),
        ("1 vcpu", "2 gb"),
        ("1 VCPU", "2048"),
        (".25 vCPU", "0.5 GB"),
        ("0.25 vCPU", "0.5 GB"),
        (".25 vCPU", ".5 GB"),
        ("0.5 vCPU", "1 GB"),
        ("1 vCPU", "2.0 GB"),
        ("1 vCPU", "1 GB"),
        ("1 vCPU", "9 GB"),
        ("3 vCPU", "8 GB"),
        ("32 vCPU", "244 GB"),
        ("32 vCPU", "243 GB"),
        ("1024", "2 GB"),
        ("1024", "2 MB"),
        ("one", "2 GB"),
        ("1024", "much"),
        ("", "2048"),
        ("1024.0", "2048"),
        ("01024", "2048"),
        (" 1024", "2048"),
    ] {
        let size = json!({"cpu": cpu, "memory": memory});
        definitions.push(Definition::new(format!("size `{cpu}` `{memory}`"), of_task(&size)));
    }
    for (name, size) in [
        ("size in numbers", json!({"cpu": 256, "memory": 512})),
        ("size in numbers that is none", json!({"cpu": 256, "memory": 513})),
        ("size without CPU", json!({"cpu": null})),
        ("size without memory", json!({"memory": null})),
        ("size without both", json!({"cpu": null, "memory": null})),
        (
            "size of Windows",
            json!({"cpu": "1024", "memory": "2048", "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}),
        ),
        ("size of Linux only", json!({"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}})),
        (
            "size that is none, for Fargate and EC2",
            json!({"memory": "513", "requiresCompatibilities": ["EC2", "FARGATE"]}),
        ),
        ("size that is none, for EC2", json!({"memory": "513", "requiresCompatibilities": ["EC2"]})),
        ("size that is none, for whatever", json!({"memory": "513", "requiresCompatibilities": null})),
    ] {
        definitions.push(Definition::new(name, of_task(&size)));
    }
}

/// What Fargate takes, and what others do.
fn fargate_only(definitions: &mut Vec<Definition>) {
    for launch in ["FARGATE", "EC2", "EXTERNAL", "MANAGED_INSTANCES"] {
        let mut add = |what: String, task: Value, container: Value| {
            let on = with(of_task(&json!({"requiresCompatibilities": [launch]})), &task, &container);
            definitions.push(Definition::new(format!("{launch} with {what}"), on));
        };
        for mode in ["awsvpc", "bridge", "host", "none"] {
            add(format!("the network mode {mode}"), json!({"networkMode": mode}), json!({}));
        }
        add("no network mode".to_string(), json!({"networkMode": null}), json!({}));
        for driver in
            ["awslogs", "splunk", "awsfirelens", "json-file", "syslog", "journald", "gelf", "fluentd", "none", ""]
        {
            let options =
                json!({"awslogs-group": "/ecs/api", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "api"});
            let options = if driver == "awslogs" { options } else { json!({}) };
            let logs = json!({"logConfiguration": {"logDriver": driver, "options": options}});
            add(format!("the log driver `{driver}`"), json!({}), logs);
        }
        let constraint = json!({"type": "memberOf", "expression": "attribute:ecs.os-type == linux"});
        add("a placement constraint".to_string(), json!({"placementConstraints": [constraint]}), json!({}));
        add("no placement constraint".to_string(), json!({"placementConstraints": []}), json!({}));
    }
}

fn host_ports(definitions: &mut Vec<Definition>) {
    for mode in ["awsvpc", "host", "bridge"] {
        for (what, mapping) in [
            ("no host port", json!({"containerPort": 8080})),
            ("the same host port", json!({"containerPort": 8080, "hostPort": 8080})),
            ("the next host port", json!({"containerPort": 8080, "hostPort": 8081})),
            ("the host port before", json!({"containerPort": 8080, "hostPort": 8079})),
            ("the host port 0", json!({"containerPort": 8080, "hostPort": 0})),
            ("only a host port", json!({"hostPort": 8080})),
        ] {
            let task = json!({"networkMode": mode, "requiresCompatibilities": ["EC2"]});
            let definition = with(of_task(&task), &json!({}), &json!({"portMappings": [mapping]}));
            definitions.push(Definition::new(format!("{what} in the mode {mode}"), definition));
        }
    }
}

/// Up to three containers, each with and without `essential`.
fn essential(definitions: &mut Vec<Definition>) {
    let states = [json!(null), json!(true), json!(false)];
    for count in 0..=3u32 {
        for number in 0..states.len().pow(count) {
            let state = |at: u32| &states[number / states.len().pow(at) % states.len()];
            let container = |at| {
                let essential = state(at);
                let mut container = json!({"name": format!("c{at}"), "image": "api:1", "essential": essential});
                if essential.is_null() {
                    container.as_object_mut().and_then(|container| container.remove("essential"));
                }
                container
            };
            let containers: Vec<_> = (0..count).map(container).collect();
            let named: Vec<_> = (0..count).map(|at| state(at).to_string()).collect();
            let definition = of_task(&json!({"containerDefinitions": containers}));
            definitions.push(Definition::new(format!("essential: [{}]", named.join(", ")), definition));
        }
    }
}

/// Every choice of the options that matter.
fn awslogs(definitions: &mut Vec<Definition>) {
    let options = [
        ("awslogs-group", "/ecs/api"),
        ("awslogs-region", "eu-west-1"),
        ("awslogs-stream-prefix", "api"),
        ("awslogs-datetime-format", "%Y"),
        ("awslogs-multiline-pattern", "^a"),
    ];
    for launch in ["EC2", "FARGATE"] {
        for choice in 0..1 << options.len() {
            let chosen = options.iter().enumerate().filter(|(index, _)| choice >> index & 1 == 1);
            let chosen: Map<_, _> = chosen.map(|(_, (name, value))| ((*name).to_string(), json!(value))).collect();
            let names: Vec<_> = chosen.keys().map(|name| name.trim_start_matches("awslogs-")).collect();
            let name = format!("awslogs on {launch} with [{}]", names.join(", "));
            let logs = json!({"logConfiguration": {"logDriver": "awslogs", "options": chosen}});
            definitions.push(Definition::new(
                name,
                with(of_task(&json!({"requiresCompatibilities": [launch]})), &json!({}), &logs),
            ));
        }
    }
    let group_and = |more: &str, value: &str| {
        json!({"logConfiguration": {"logDriver": "awslogs", "options": {
            "awslogs-group": "/ecs/api", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "api", more: value
        }}})
    };
    for (option, value) in [
        ("awslogs-create-group", "true"),
        ("awslogs-create-group", "false"),
        ("mode", "non-blocking"),
        ("max-buffer-size", "10m"),
        ("awslogs-group", "a group"),
        ("awslogs-grp", "/ecs/api"),
        ("tag", "api"),
    ] {
        let definition = of_container(&group_and(option, value));
        definitions.push(Definition::new(format!("awslogs with {option}={value}"), definition));
    }
    let secret = json!([{"name": "awslogs-group", "valueFrom": "/api/group"}]);
    let logs = json!({"logConfiguration": {"logDriver": "awslogs", "secretOptions": secret,
        "options": {"awslogs-region": "eu-west-1", "awslogs-stream-prefix": "api"}}});
    definitions.push(Definition::new("awslogs with a secret group", of_container(&logs)));
    let logs = json!({"logConfiguration": {"logDriver": "awslogs"}});
    definitions.push(Definition::new("awslogs without options", of_container(&logs)));
}

fn variables(definitions: &mut Vec<Definition>) {
    for (what, environment) in [
        ("two", json!([{"name": "A", "value": "1"}, {"name": "B", "value": "1"}])),
        ("twice the same name", json!([{"name": "A", "value": "1"}, {"name": "A", "value": "2"}])),
        ("twice the same", json!([{"name": "A", "value": "1"}, {"name": "A", "value": "1"}])),
        ("names of another case", json!([{"name": "A", "value": "1"}, {"name": "a", "value": "2"}])),
        ("an empty value", json!([{"name": "A", "value": ""}])),
        ("none", json!([])),
    ] {
        let definition = of_container(&json!({"environment": environment}));
        definitions.push(Definition::new(format!("variables: {what}"), definition));
    }
}

fn tags(definitions: &mut Vec<Definition>) {
    let many = |count: usize| -> Value {
        (0..count).map(|number| json!({"key": format!("k{number}"), "value": "v"})).collect()
    };
    for (what, tags) in [
        ("50", many(50)),
        ("51", many(51)),
        ("none", many(0)),
        ("twice the same key", json!([{"key": "a", "value": "1"}, {"key": "a", "value": "2"}])),
        ("keys of another case", json!([{"key": "a", "value": "1"}, {"key": "A", "value": "2"}])),
        ("a key of AWS", json!([{"key": "aws:team", "value": "1"}])),
        ("a value of AWS", json!([{"key": "team", "value": "aws:api"}])),
        ("a key of 128", json!([{"key": "k".repeat(128), "value": "1"}])),
        ("a key of 129", json!([{"key": "k".repeat(129), "value": "1"}])),
        ("an empty key", json!([{"key": "", "value": "1"}])),
        ("a value of 256", json!([{"key": "k", "value": "v".repeat(256)}])),
        ("a value of 257", json!([{"key": "k", "value": "v".repeat(257)}])),
        ("an empty value", json!([{"key": "k", "value": ""}])),
        ("all characters that there may be", json!([{"key": "aé1 +-=._:/@", "value": "aé1 +-=._:/@"}])),
        ("a character that may not be", json!([{"key": "a#b", "value": "1"}])),
        ("a character in a value that may not be", json!([{"key": "a", "value": "a,b"}])),
    ] {
        definitions.push(Definition::new(format!("tags: {what}"), of_task(&json!({"tags": tags}))));
    }
}

/// Two faults in one task definition hide nothing of each other.
fn pairs(definitions: &mut Vec<Definition>) {
    let faults = [
        ("a type", json!({"executionRoleArn": ["role"]}), json!({})),
        ("a type in the container", json!({}), json!({"interactive": "text"})),
        ("an unknown member", json!({"bogus": "text"}), json!({})),
        ("an unknown member of the container", json!({}), json!({"bogus": "text"})),
        ("a missing member", json!({}), json!({"image": null})),
        ("a value", json!({"pidMode": "bogus"}), json!({})),
        ("a size", json!({"memory": "513"}), json!({})),
        ("a network mode", json!({"networkMode": "bridge"}), json!({})),
        ("a log driver", json!({}), json!({"logConfiguration": {"logDriver": "syslog"}})),
        ("a placement constraint", json!({"placementConstraints": [{"type": "memberOf"}]}), json!({})),
        ("a host port", json!({}), json!({"portMappings": [{"containerPort": 8080, "hostPort": 80}]})),
        ("no essential container", json!({}), json!({"essential": false})),
        (
            "a variable twice",
            json!({}),
            json!({"environment": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]}),
        ),
        ("a tag twice", json!({"tags": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]}), json!({})),
    ];
    for (index, (one, task, container)) in faults.iter().enumerate() {
        for (other, other_task, other_container) in &faults[index + 1..] {
            let definition = with(with(fargate(), task, container), other_task, other_container);
            definitions.push(Definition::new(format!("pair: {one} and {other}"), definition));
        }
    }
}
