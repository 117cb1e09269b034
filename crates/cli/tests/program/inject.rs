//! `inject` and `remove` on one file.

use insta::assert_snapshot;

use crate::folder::{API, Folder};

#[test]
fn a_sidecar_is_added() {
    let folder = Folder::api(API);
    assert_snapshot!(folder.run("inject jaeger api.json"), @r#"
    {
      "family": "api",
      "networkMode": "awsvpc",
      "memory": "512",
      "containerDefinitions": [
        {
          "name": "api",
          "image": "api:1",
          "environment": [{ "name": "DB_PASSWORD", "value": "not-a-real-password" }, { "name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://localhost:4318" }, { "name": "OTEL_EXPORTER_OTLP_PROTOCOL", "value": "http/protobuf" }, { "name": "OTEL_METRICS_EXPORTER", "value": "none" }, { "name": "OTEL_LOGS_EXPORTER", "value": "none" }],
          "logConfiguration": {
            "logDriver": "awslogs",
            "options": { "awslogs-group": "/ecs/api", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "api" }
          }
        },
        {
          "name": "jaeger",
          "image": "jaegertracing/all-in-one:latest",
          "essential": false,
          "portMappings": [
            {
              "containerPort": 16686,
              "protocol": "tcp"
            },
            {
              "containerPort": 4317,
              "protocol": "tcp"
            },
            {
              "containerPort": 4318,
              "protocol": "tcp"
            }
          ],
          "environment": [
            { "name": "COLLECTOR_ZIPKIN_HOST_PORT", "value": ":9411" },
            { "name": "COLLECTOR_OTLP_ENABLED", "value": "true" },
            { "name": "QUERY_BASE_PATH", "value": "/jaeger" }
          ],
          "logConfiguration": {
            "logDriver": "awslogs",
            "options": { "awslogs-group": "/ecs/api", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "jaeger" }
          },
          "dockerLabels": { "outrigger": "{\"version\":1,\"sidecar\":\"jaeger\",\"members\":[\"image\",\"essential\",\"portMappings\",\"environment\",\"logConfiguration\"],\"environment\":{\"OTEL_EXPORTER_OTLP_ENDPOINT\":\"http://localhost:4318\",\"OTEL_EXPORTER_OTLP_PROTOCOL\":\"http/protobuf\",\"OTEL_METRICS_EXPORTER\":\"none\",\"OTEL_LOGS_EXPORTER\":\"none\"},\"applications\":{\"api\":{\"environment\":[\"OTEL_EXPORTER_OTLP_ENDPOINT\",\"OTEL_EXPORTER_OTLP_PROTOCOL\",\"OTEL_METRICS_EXPORTER\",\"OTEL_LOGS_EXPORTER\"]}}}" }
        }
      ]
    }
    -- exit 0
    api.json: jaeger added, 1 container configured
    "#);
}

#[test]
fn a_second_time_there_is_nothing_to_do() {
    let folder = Folder::api(API);
    let once = folder.succeed("inject jaeger api.json").stdout;
    folder.write("once.json", &once);
    let twice = folder.succeed("inject jaeger once.json");
    assert_eq!(twice.stdout, once);
    assert_snapshot!(twice.stderr, @"once.json: nothing to do: jaeger is already as specified");
}

#[test]
fn a_change_of_a_parameter_is_an_update() {
    let folder = Folder::api(API);
    folder.succeed("inject jaeger api.json -o once.json");
    let run = folder.succeed("inject jaeger once.json -o twice.json --set memory=512");
    assert_snapshot!(run.stderr, @"once.json: jaeger updated");
    assert!(folder.read("twice.json").contains(r#""memory": 512"#));
}

#[test]
fn removal_gives_the_bytes_back() {
    let folder = Folder::api(API);
    folder.succeed("inject jaeger api.json -o injected.json");
    let run = folder.succeed("remove jaeger injected.json");
    assert_eq!(run.stdout, API);
    assert_snapshot!(run.stderr, @"injected.json: jaeger removed, 1 container restored");
    assert_snapshot!(folder.succeed("remove jaeger api.json").stderr, @"api.json: nothing to do: there is no jaeger");
}

#[test]
fn standard_input_to_standard_output() {
    let folder = Folder::api(API);
    let expected = folder.succeed("inject jaeger api.json").stdout;
    for arguments in ["inject jaeger", "inject jaeger -", "inject jaeger - -o -"] {
        let run = folder.pipe(arguments, API);
        assert_eq!((run.code(), run.stdout.as_str()), (0, expected.as_str()));
        assert_eq!(run.stderr, "<stdin>: jaeger added, 1 container configured\n");
    }
}

#[test]
fn a_described_task_definition_becomes_one_that_can_be_registered() {
    let described = API.replace("\"family\"", "\"revision\": 7, \"status\": \"ACTIVE\", \"family\"");
    let folder = Folder::api(&described);
    assert_snapshot!(folder.succeed("inject jaeger api.json -v -o new.json").stderr, @"
    api.json: jaeger added, 1 container configured, read-only fields removed
      removes `revision`, which cannot be registered
      removes `status`, which cannot be registered
      adds the container `jaeger`
      api: adds the variable `OTEL_EXPORTER_OTLP_ENDPOINT`
      api: adds the variable `OTEL_EXPORTER_OTLP_PROTOCOL`
      api: adds the variable `OTEL_METRICS_EXPORTER`
      api: adds the variable `OTEL_LOGS_EXPORTER`
    ");
    assert!(!folder.read("new.json").contains("revision"));
    folder.write("described.json", folder.read("new.json").replace("\"family\"", "\"revision\": 8, \"family\""));
    assert_snapshot!(folder.succeed("inject jaeger described.json -o again.json").stderr, @"described.json: nothing to do: jaeger is already as specified, read-only fields removed");
    assert_eq!(folder.read("again.json"), folder.read("new.json"));
}

#[test]
fn containers_that_are_named() {
    let two = r#"[{"name": "api", "image": "a"}, {"name": "worker", "image": "w", "essential": false}]"#;
    let folder = Folder::api(two);
    let stderr = folder.succeed("inject jaeger api.json -o new.json -v --container worker --allow all").stderr;
    assert!(stderr.contains("worker: adds the variable") && !stderr.contains("api: adds"), "{stderr}");
    assert_snapshot!(folder.refuse("inject jaeger api.json --container nobody --container api"), @r#"
    error[no-such-container]: no container is named `nobody`
     --> api.json:1:1
      |
    1 | [{"name": "api", "image": "a"}, {"name": "worker", "image": …
      | ^
      |
      = help: the containers are api, worker
    warning[no-awslogs-to-inherit]: the container `jaeger` gets no log configuration: none of the application's containers logs with awslogs
     --> api.json:1:1
      |
    1 | [{"name": "api", "image": "a"}, {"name": "worker", "image": …
      | ^
      |
      = help: set both parameters `log-group` and `region` (--set log-group=…)
    "#);
}

#[test]
fn without_a_record() {
    let folder = Folder::api(API);
    let run = folder.succeed("inject jaeger api.json --no-record");
    assert!(!run.stdout.contains("dockerLabels"));
    folder.write("new.json", &run.stdout);
    assert_eq!(folder.succeed("remove jaeger new.json").stdout, API);
}

#[test]
fn a_sidecar_of_ones_own() {
    let folder = Folder::new(&[
        ("api.json", API),
        ("cache.json", r#"{"name": "cache", "container": {"image": "redis:8", "essential": false}}"#),
        ("plain", r#"{"name": "plain", "container": {"image": "redis:8", "essential": false}}"#),
    ]);
    for typed in ["cache.json", "./cache.json"] {
        let run = folder.succeed(&format!("inject {typed} api.json"));
        assert!(run.stdout.contains(r#""image": "redis:8""#));
        assert_eq!(run.stderr, "api.json: cache added\n");
    }
    assert_eq!(folder.succeed("inject plain api.json").stderr, "api.json: plain added\n");
}
