//! Something else already exists in the place of the sidecar.

use insta::assert_snapshot;

use crate::folder::{API, Folder, clashing};

fn occupied() -> Folder {
    let other = r#"  "containerDefinitions": [
    { "name": "jaeger", "image": "not-jaeger:1", "essential": false },"#;
    let folder = Folder::api(&API.replace("  \"containerDefinitions\": [", other));
    folder.write("clash.json", clashing());
    folder
}

#[test]
fn a_container_of_that_name() {
    let folder = occupied();
    assert_snapshot!(folder.refuse("inject jaeger api.json"), @r#"
    error[name-conflict]: a container named `jaeger` exists that no injection added, and it differs in image, portMappings, environment, logConfiguration
     --> api.json:6:5
      |
    6 |     { "name": "jaeger", "image": "not-jaeger:1", "essential": fa…
      |     ^
      |
      = help: `keep` changes only a label of it, `replace` turns it into the sidecar (--on-conflict keep|replace)
    "#);
    assert_snapshot!(folder.succeed("inject jaeger api.json --on-conflict keep -v -o kept.json").stderr, @"
    api.json: 1 container configured
      api: adds the variable `OTEL_EXPORTER_OTLP_ENDPOINT`
      api: adds the variable `OTEL_EXPORTER_OTLP_PROTOCOL`
      api: adds the variable `OTEL_METRICS_EXPORTER`
      api: adds the variable `OTEL_LOGS_EXPORTER`
      jaeger: sets the label `outrigger`
      skipped jaeger: the existing container of that name is kept, although it differs in image, portMappings, environment, logConfiguration
    ");
    assert_snapshot!(folder.succeed("inject jaeger api.json --on-conflict replace -o replaced.json").stderr, @"api.json: jaeger updated, 1 container configured");
    let restored = folder.succeed("remove jaeger replaced.json");
    assert_eq!(restored.stdout, folder.read("api.json"));
    assert_eq!(restored.stderr, "replaced.json: jaeger restored, 1 container restored\n");
}

#[test]
fn a_variable_of_that_name() {
    let folder = Folder::api(&API.replace("DB_PASSWORD", "OTEL_EXPORTER_OTLP_ENDPOINT"));
    assert_snapshot!(folder.succeed("inject jaeger api.json -o new.json").stderr, @"api.json: jaeger added, 1 container configured, 1 skipped (-v says what)");
    assert_snapshot!(folder.succeed("inject jaeger api.json -o new.json -v").stderr, @"
    api.json: jaeger added, 1 container configured
      adds the container `jaeger`
      api: adds the variable `OTEL_EXPORTER_OTLP_PROTOCOL`
      api: adds the variable `OTEL_METRICS_EXPORTER`
      api: adds the variable `OTEL_LOGS_EXPORTER`
      skipped api: OTEL_EXPORTER_OTLP_ENDPOINT: the container already has a variable of that name with another value
    ");
}

#[test]
fn rules_that_are_allowed_and_denied() {
    let folder = occupied();
    assert_snapshot!(folder.refuse("inject jaeger clash.json"), @r#"
    error[port-clash]: the containers `api` and `jaeger` both use the tcp port 4318
     --> clash.json:9:24
      |
    9 |       "portMappings": [{ "containerPort": 4318 }],
      |                        ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: the containers of a task share their ports: use another port for one of them
      = source: Amazon ECS API Reference, PortMapping
    "#);
    let warned = folder.succeed("inject jaeger clash.json --allow port-clash -o new.json").stderr;
    assert!(warned.contains("warning[port-clash]"), "{warned}");
    folder.succeed("inject jaeger clash.json --allow all -o new.json");

    let unlogged = "inject jaeger-v2 clash.json --set log-group= --allow port-clash --container api -o new.json";
    folder.write("clash.json", folder.read("clash.json").replace("\"awslogs\"", "\"json-file\""));
    let warned = folder.succeed(unlogged).stderr;
    assert!(warned.contains("warning[no-awslogs-to-inherit]"), "{warned}");
    for denied in ["--deny no-awslogs-to-inherit", "--deny all"] {
        let refused = folder.refuse(&format!("{unlogged} {denied}"));
        assert!(refused.contains("error[no-awslogs-to-inherit]"), "{refused}");
        assert!(refused.contains("warning[port-clash]"), "{refused}");
    }
    // The sidecar's own findings are reported only on request.
    let refused = folder.refuse(&format!("{unlogged} --deny all --allow no-awslogs-to-inherit"));
    assert!(refused.contains("error[unbounded-memory]"), "{refused}");
    assert!(!refused.contains("no-awslogs-to-inherit"), "{refused}");
    folder.succeed(&format!("{unlogged} --set memory=512 --deny all --allow no-awslogs-to-inherit"));
}

#[test]
fn a_member_that_stands_twice() {
    let folder = Folder::api(&API.replace("\"family\": \"api\",", "\"family\": \"api\", \"family\": \"web\","));
    assert_snapshot!(folder.succeed("inject jaeger api.json -o new.json").stderr, @r#"
    warning[duplicate-member]: the member `family` appears more than once; only the last value counts
     --> api.json:2:30
      |
    2 |   "family": "api", "family": "web",
      |                              ^^^^^
      |
      = help: remove one of them
      = source: RFC 8259, section 4
    api.json: jaeger added, 1 container configured
    "#);
    let refused = folder.refuse("inject jaeger api.json --deny duplicate-member");
    assert!(refused.contains("error[duplicate-member]"), "{refused}");
}

#[test]
fn an_allowed_error_that_still_prevents_the_injection() {
    let folder = Folder::api(API);
    folder.succeed("inject jaeger api.json -i");
    folder.write("api.json", folder.read("api.json").replace("\\\"version\\\":1", "\\\"version\\\":99"));
    assert!(folder.refuse("inject jaeger api.json").starts_with("error[unreadable-record]"));
    let run = folder.succeed("inject jaeger api.json --allow unreadable-record");
    assert_eq!(run.stdout, folder.read("api.json"));
    assert!(
        run.stderr.ends_with("api.json: nothing done: the record of the injection cannot be read\n"),
        "{}",
        run.stderr
    );
}
