//! The AWS command line takes what the program writes, and moto, in place of Amazon ECS, keeps it.
//!
//! Both come from PyPI into `venv` in the target folder. Where that cannot be had, the tests say `SKIPPED`.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::fs;

use outrigger_test_support::Moto;
use serde_json::{Value, json};

use support::outrigger;

const DESCRIBED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/api.described.json");

const FAMILY: &str = "shop-api-prod";

#[test]
fn a_described_definition_is_injected_registered_and_removed() {
    let Some(ecs) = Ecs::start() else { return };
    let (definition, tags) = api();
    ecs.write("first.json", &definition);
    assert_eq!(ecs.register("first.json")["taskDefinition"]["revision"], 1);
    let first = ecs.describe("described.json");

    // Neither the described output nor the task definition in it can be registered: this is why the program is needed.
    ecs.write("inner.json", &first["taskDefinition"]);
    for refused in ["described.json", "inner.json"] {
        let stderr = ecs.refuse(refused);
        assert!(stderr.contains("Unknown parameter in input"), "{refused}: {stderr}");
    }
    let stderr = ecs.refuse(DESCRIBED);
    assert!(stderr.contains("Unknown parameter in input"), "{stderr}");

    // What the console or `describe-task-definition` of a real account gives has tags that only AWS may set.
    let report = ecs.outrigger(&["inject", "jaeger", DESCRIBED, "-o", "real.json"], 0);
    assert!(report.contains("jaeger added, 1 container configured, read-only fields removed"), "{report}");
    assert_eq!(ecs.read("real.json")["tags"], tags);

    let report = ecs.outrigger(&["inject", "jaeger", "described.json", "-o", "new.json"], 0);
    assert!(report.contains("jaeger added, 1 container configured, read-only fields removed"), "{report}");
    assert_eq!(ecs.register("new.json")["taskDefinition"]["revision"], 2);
    let second = ecs.describe("described2.json");
    assert_eq!(second["tags"], tags);
    assert_eq!(without_record(container(&second, "jaeger")), jaeger("/jaeger", "/ecs/shop-api-prod", "eu-west-1"));
    let mut wired = container(&first, "api");
    wired["environment"].as_array_mut().unwrap().extend([
        json!({"name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://localhost:4318"}),
        json!({"name": "OTEL_EXPORTER_OTLP_PROTOCOL", "value": "http/protobuf"}),
        json!({"name": "OTEL_METRICS_EXPORTER", "value": "none"}),
        json!({"name": "OTEL_LOGS_EXPORTER", "value": "none"}),
    ]);
    assert_eq!(container(&second, "api"), wired);

    let report = ecs.outrigger(&["inject", "jaeger", "described2.json", "--check"], 0);
    assert!(report.contains("nothing to do"), "{report}");
    let report = ecs.outrigger(&["inject", "jaeger", "described2.json", "-o", "same.json"], 0);
    assert!(report.contains("nothing to do"), "{report}");
    assert_eq!(ecs.register("same.json")["taskDefinition"]["revision"], 3);
    assert_eq!(comparable(ecs.describe("described3.json")), comparable(second));

    // A parameter that is changed is a change of the container that is there.
    ecs.outrigger(&["inject", "jaeger", "described3.json", "--set", "base-path=", "--check"], 1);
    ecs.outrigger(&["inject", "jaeger", "described3.json", "--set", "base-path=", "-o", "no-path.json"], 0);
    let mut expected = jaeger("/jaeger", "/ecs/shop-api-prod", "eu-west-1");
    expected["environment"].as_array_mut().unwrap().pop();
    let registered = ecs.register("no-path.json");
    assert_eq!(without_record(container(&registered, "jaeger")), expected);
    assert_eq!(container(&registered, "api"), wired);

    let log = ["--set", "log-group=/x", "--set", "region=us-east-1"];
    ecs.outrigger(&[&["inject", "jaeger", "described.json", "-o", "logs.json"], &log[..]].concat(), 0);
    let registered = ecs.register("logs.json");
    assert_eq!(without_record(container(&registered, "jaeger")), jaeger("/jaeger", "/x", "us-east-1"));

    let report = ecs.outrigger(&["remove", "jaeger", "described3.json", "-o", "removed.json"], 0);
    assert!(report.contains("jaeger removed, 1 container restored, read-only fields removed"), "{report}");
    ecs.register("removed.json");
    assert_eq!(comparable(ecs.describe("described-removed.json")), comparable(first));
}

#[test]
fn every_built_in_sidecar_can_be_registered() {
    let Some(ecs) = Ecs::start() else { return };
    let names = outrigger().arg("sidecars").output().unwrap();
    let names = String::from_utf8(names.stdout).unwrap();
    let names: Vec<_> = names.lines().map(|line| line.split_once(' ').unwrap().0).collect();
    assert!(names.len() >= 5, "{names:?}");
    for name in names {
        let settings: &[&str] =
            if name == "otel-collector" { &["--set", "endpoint=http://jaeger.internal:4318"] } else { &[] };
        ecs.outrigger(&[&["inject", name, DESCRIBED, "-o", "injected.json"], settings].concat(), 0);
        let registered = ecs.register("injected.json");
        assert_eq!(registered["taskDefinition"]["containerDefinitions"].as_array().unwrap().len(), 2, "{name}");

        let log = ["--set", "log-group=/ecs/sidecar", "--set", "region=eu-west-1"];
        let arguments = [&["sidecars", name, "--standalone"], &log[..], settings].concat();
        let output = outrigger().args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        ecs.write("standalone.json", &serde_json::from_slice(&output.stdout).unwrap());
        let registered = ecs.register("standalone.json");
        assert_eq!(registered["taskDefinition"]["containerDefinitions"].as_array().unwrap().len(), 1, "{name}");
    }
}

/// The example as it was registered first, and its tags without those of AWS.
fn api() -> (Value, Value) {
    let described: Value = serde_json::from_str(&fs::read_to_string(DESCRIBED).unwrap()).unwrap();
    let mut definition = described["taskDefinition"].clone();
    let read_only = [
        "taskDefinitionArn",
        "revision",
        "status",
        "requiresAttributes",
        "compatibilities",
        "registeredAt",
        "registeredBy",
    ];
    for member in read_only {
        definition.as_object_mut().unwrap().remove(member).unwrap();
    }
    let tags = described["tags"].as_array().unwrap().iter();
    let tags: Vec<_> = tags.filter(|tag| !tag["key"].as_str().unwrap().starts_with("aws:")).collect();
    let tags = json!(tags);
    definition["tags"] = tags.clone();
    (definition, tags)
}

/// The container `jaeger`, as ECS describes it, without the record.
fn jaeger(base_path: &str, log_group: &str, region: &str) -> Value {
    json!({
        "name": "jaeger",
        "image": "jaegertracing/all-in-one:latest",
        "cpu": 0,
        "essential": false,
        "portMappings": [
            {"containerPort": 16686, "protocol": "tcp"},
            {"containerPort": 4317, "protocol": "tcp"},
            {"containerPort": 4318, "protocol": "tcp"}
        ],
        "environment": [
            {"name": "COLLECTOR_ZIPKIN_HOST_PORT", "value": ":9411"},
            {"name": "COLLECTOR_OTLP_ENABLED", "value": "true"},
            {"name": "QUERY_BASE_PATH", "value": base_path}
        ],
        "mountPoints": [],
        "volumesFrom": [],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": log_group,
                "awslogs-region": region,
                "awslogs-stream-prefix": "jaeger"
            }
        }
    })
}

#[track_caller]
fn container(answer: &Value, name: &str) -> Value {
    let containers = answer["taskDefinition"]["containerDefinitions"].as_array().unwrap();
    containers.iter().find(|container| container["name"] == name).unwrap().clone()
}

#[track_caller]
fn without_record(mut container: Value) -> Value {
    let labels = container.as_object_mut().unwrap().remove("dockerLabels").unwrap();
    let labels: Vec<_> = labels.as_object().unwrap().keys().cloned().collect();
    assert_eq!(labels, ["outrigger"]);
    container
}

/// What is the same for all revisions that say the same.
fn comparable(mut answer: Value) -> Value {
    let definition = answer["taskDefinition"].as_object_mut().unwrap();
    definition.remove("revision").unwrap();
    definition.remove("taskDefinitionArn").unwrap();
    answer
}

/// What plays Amazon ECS, and the AWS command line in front of it.
struct Ecs(Moto);

impl Ecs {
    /// `None` where Python or the packages cannot be had.
    fn start() -> Option<Self> {
        Moto::start().map(Self)
    }

    #[track_caller]
    fn register(&self, file: &str) -> Value {
        self.0.aws().ask(&["ecs", "register-task-definition", "--cli-input-json", &format!("file://{file}")])
    }

    /// What the AWS command line says that does not take the file.
    #[track_caller]
    fn refuse(&self, file: &str) -> String {
        self.0.aws().refuse(&["ecs", "register-task-definition", "--cli-input-json", &format!("file://{file}")])
    }

    /// Keeps what the AWS command line answers in a file.
    #[track_caller]
    fn describe(&self, file: &str) -> Value {
        let described =
            self.0.aws().ask(&["ecs", "describe-task-definition", "--task-definition", FAMILY, "--include", "TAGS"]);
        self.write(file, &described);
        described
    }

    /// What the program says that ends with this status.
    #[track_caller]
    fn outrigger(&self, arguments: &[&str], status: i32) -> String {
        let output = outrigger().args(arguments).current_dir(self.0.aws().folder()).output().unwrap();
        let report = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {report}");
        report
    }

    fn write(&self, file: &str, value: &Value) {
        self.0.aws().write(file, &value.to_string());
    }

    fn read(&self, file: &str) -> Value {
        serde_json::from_slice(&fs::read(self.0.aws().folder().join(file)).unwrap()).unwrap()
    }
}
