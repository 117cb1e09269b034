//! What is refused, and how that is said: always with status 2, and nothing on standard output.

use insta::assert_snapshot;

use crate::folder::{API, Folder, clashing};

#[test]
fn text_that_is_no_json() {
    let refuse = |text: &str| Folder::api(text).refuse("inject jaeger api.json");
    assert_snapshot!(refuse("{\n  \"cpu\": ${cpu}\n}\n"), @r#"
    error: an unquoted placeholder `${…}` is used where a value is expected
     --> api.json:2:10
      |
    2 |   "cpu": ***}
      |          ^
      |
      = help: fill the template in first, or put the placeholder in double quotes: in strings, placeholders are kept
    "#);
    assert_snapshot!(refuse("{\n  // the API\n  \"family\": \"api\"\n}\n"), @"
    error: this is a comment, and JSON has no comments
     --> api.json:2:3
      |
    2 |   ***
      |   ^
      |
      = help: take the comment out of the file
    ");
    assert_snapshot!(refuse("{\n  \"family\": \"é\"\n  \"cpu\": \"256\"\n}\n"), @r#"
    error: expected a comma before the next member
     --> api.json:3:3
      |
    3 |   "cpu": "***"
      |   ^
    "#);
    assert_snapshot!(refuse("{\"family\": \"api\",}"), @r#"
    error: expected a member after the comma
     --> api.json:1:18
      |
    1 | {"family": "***",}
      |                  ^
    "#);
    assert_snapshot!(refuse("[1] [2]"), @"
    error: expected the end of the text
     --> api.json:1:5
      |
    1 | [1] [2]
      |     ^
      |
      = help: read several documents one a line (--ndjson)
    ");
    assert_snapshot!(refuse(""), @"
    error: the text is empty
     --> api.json:1:1
      |
    1 |
      | ^
    ");
}

#[test]
fn json_that_is_no_task_definition() {
    let refuse = |text: &str| Folder::api(text).refuse("inject jaeger api.json");
    assert_snapshot!(refuse("{\"services\": []}"), @r#"
    error: this is not a task definition, an output of describe-task-definition or an array of container definitions
     --> api.json:1:1
      |
    1 | {"services": []}
      | ^^^^^^^^^^^^^^^^
      |
      = help: a task definition has a member `containerDefinitions`, the output of describe-task-definition has it in `taskDefinition`, and an array of container definitions has objects with `name` and `image`
    "#);
    assert_snapshot!(refuse("{\n  \"name\": \"api\",\n  \"image\": \"api:1\"\n}"), @"
    error: this is not a task definition, an output of describe-task-definition or an array of container definitions
     --> api.json:1:1
      |
    1 | {
      | ^
      |
      = help: this looks like a single container definition: put it into an array
    ");
    assert_snapshot!(refuse("{\"family\": \"api\", \"containerDefinitions\": {}}"), @r#"
    error: containerDefinitions must be an array of container definitions
     --> api.json:1:43
      |
    1 | {"family": "api", "containerDefinitions": {}}
      |                                           ^^
    "#);
}

#[test]
fn a_task_definition_that_would_break_a_rule() {
    assert_snapshot!(Folder::api(&clashing()).refuse("inject jaeger api.json"), @r#"
    error[port-clash]: the containers `api` and `jaeger` both use the tcp port 4318
     --> api.json:9:24
      |
    9 |       "portMappings": [{ "containerPort": 4318 }],
      |                        ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: the containers of a task share their ports: use another port for one of them
      = source: Amazon ECS API Reference, PortMapping
    "#);
    let bridge = API.replace("awsvpc", "bridge");
    assert_snapshot!(Folder::api(&bridge).refuse("inject jaeger api.json"), @r#"
    error[bridge-network]: in the network mode `bridge`, the application cannot reach the container `jaeger` through localhost
     --> api.json:3:18
      |
    3 |   "networkMode": "bridge",
      |                  ^^^^^^^^
      |
      = help: use the network mode awsvpc: containers then share localhost
      = source: Amazon ECS Developer Guide, Amazon ECS task networking options
    "#);
}

#[test]
fn files_that_cannot_be_read() {
    let folder = Folder::new(&[("deploy/api.json", API)]);
    folder.write("latin.json", b"{\n  \"family\": \"caf\xe9\"\n}");
    assert_snapshot!(folder.refuse("inject jaeger nowhere.json"), @"error: cannot read `nowhere.json`: there is no such file or folder");
    assert_snapshot!(folder.refuse("inject jaeger deploy"), @"
    error: `deploy` is a folder
      = help: folders are read with --in-place, --check or --emit diff
    ");
    assert_snapshot!(folder.refuse("inject jaeger latin.json"), @"
    error: cannot read `latin.json`: the byte at 2:17 (offset 18) is not valid UTF-8
    --> latin.json:2:17
     = help: save it as UTF-8
    ");
}

#[test]
fn a_sidecar_that_is_none() {
    let folder = Folder::new(&[
        ("api.json", API),
        ("member.json", "{\n  \"name\": \"cache\",\n  \"containers\": {}\n}"),
        (
            "parameter.json",
            "{\"name\": \"cache\",\n \"parameters\": {\"tag\": {}},\n \"container\": {\"image\": \"redis:${tga}\"}}",
        ),
        ("comma.json", "{\n  \"name\": \"cache\"\n  \"container\": {}\n}"),
    ]);
    assert_snapshot!(folder.refuse("inject jager api.json"), @"
    error: no built-in sidecar is named `jager`
      = help: the built-in sidecars are jaeger, jaeger-v2, otel-collector, adot, xray-daemon; for your own, use the path of its file
    ");
    assert_snapshot!(folder.refuse("inject ./jaeger api.json"), @"error: cannot read `./jaeger`: there is no such file or folder");
    assert_snapshot!(folder.refuse("inject member.json api.json"), @r#"
    error: a sidecar has no member `containers`
     --> member.json:3:17
      |
    3 |   "containers": {}
      |                 ^
      |
      = help: its members are name, description, parameters, container, application, volumes, logs, reservation
    "#);
    assert_snapshot!(folder.refuse("inject parameter.json api.json"), @r#"
    error: the sidecar `cache` has no parameter `tga`
     --> parameter.json:3:25
      |
    3 |  "container": {"image": "redis:${tga}"}}
      |                         ^
      |
      = help: its parameters are tag
    "#);
    assert_snapshot!(folder.refuse("inject comma.json api.json"), @r#"
    error: expected a comma before the next member
     --> comma.json:3:3
      |
    3 |   "container": {}
      |   ^
    "#);
}

#[test]
fn a_parameter_that_is_none() {
    let folder = Folder::api(API);
    assert_snapshot!(folder.refuse("inject jaeger api.json --set colour=red"), @"
    error: the sidecar `jaeger` has no parameter `colour`
      = help: its parameters are image, base-path, max-traces, memory, cpu, depends-on, log-group, region
    ");
    assert_snapshot!(folder.refuse("inject jaeger api.json --set memory=lots"), @"error: the parameter `memory` must be a whole number");
    assert_snapshot!(folder.refuse("inject otel-collector api.json"), @"
    error: the sidecar `otel-collector` needs the parameter `endpoint`
      = help: set it: base URL of the OTLP backend, such as http://jaeger.internal:4318 (--set endpoint=…)
    ");
}
