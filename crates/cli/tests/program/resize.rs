//! `--resize`.

use insta::assert_snapshot;

use crate::folder::{API, Folder};

#[test]
fn a_task_grows_and_shrinks() {
    let fargate = API.replace("\"memory\": \"512\"", "\"requiresCompatibilities\": [\"FARGATE\"],\n  \"executionRoleArn\": \"execution\",\n  \"cpu\": \"256\",\n  \"memory\": \"0.5 GB\"");
    let folder = Folder::api(&fargate);
    assert_snapshot!(folder.succeed("inject jaeger --resize -v -i api.json").stderr, @"
    api.json: jaeger added, 1 container configured, task resized (cpu 256 to 512, memory 0.5 GB to 1 GB)
      adds the container `jaeger`
      api: adds the variable `OTEL_EXPORTER_OTLP_ENDPOINT`
      api: adds the variable `OTEL_EXPORTER_OTLP_PROTOCOL`
      api: adds the variable `OTEL_METRICS_EXPORTER`
      api: adds the variable `OTEL_LOGS_EXPORTER`
      resizes the task: cpu 256 to 512
      resizes the task: memory 0.5 GB to 1 GB
    ");
    assert!(folder.read("api.json").contains("\"cpu\": \"512\",\n  \"memory\": \"1 GB\""));
    assert_snapshot!(folder.succeed("inject jaeger --resize -i api.json").stderr, @"api.json: nothing to do: jaeger is already as specified");
    assert_snapshot!(folder.succeed("remove jaeger -i api.json").stderr, @"api.json: jaeger removed, 1 container restored, task resized (cpu 512 to 256, memory 1 GB to 0.5 GB)");
    assert_eq!(folder.read("api.json"), fargate);
}

#[test]
fn what_cannot_grow() {
    let folder = Folder::api(r#"[{"name": "api", "image": "api:1"}]"#);
    assert_snapshot!(folder.refuse("inject xray-daemon --resize api.json"), @r#"
    warning[no-awslogs-to-inherit]: the container `xray-daemon` gets no log configuration: none of the application's containers logs with awslogs
     --> api.json:1:1
      |
    1 | [{"name": "api", "image": "api:1"}]
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: set both parameters `log-group` and `region` (--set log-group=…)
    error[no-fitting-size]: a bare array of container definitions has no size that could grow
     --> api.json:1:1
      |
    1 | [{"name": "api", "image": "api:1"}]
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: state `cpu` and `memory` of the task, or keep its size
      = source: Amazon ECS Developer Guide, Troubleshoot Amazon ECS task definition invalid CPU or memory errors
    "#);
}
