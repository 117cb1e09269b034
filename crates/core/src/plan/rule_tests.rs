//! Tests of rules that only an injection or a removal can break.

use crate::facts::View;
use crate::plan::{Policy, plan_injection, plan_removal};
use crate::rule::tests::shown;
use crate::sidecar::{Sidecar, Template};
use crate::text::Document;

/// Injects Jaeger, which listens on the ports 16686, 4317 and 4318, and compares the findings.
#[track_caller]
fn check_injection(definition: &str, expected: &[&str]) {
    let document = Document::scan(definition).unwrap();
    let view = View::read(document.root(), "jaeger").unwrap();
    let template = Template::built_in("jaeger").unwrap();
    let sidecar = template.sidecar([("log-group", "/ecs/api"), ("region", "eu-west-1")]).unwrap();
    assert_eq!(shown(&plan_injection(&view, &sidecar, &Policy::default()).findings), expected);
}

/// Removes Jaeger, and compares the findings.
#[track_caller]
fn check_removal(definition: &str, expected: &[&str]) {
    let document = Document::scan(definition).unwrap();
    let view = View::read(document.root(), "jaeger").unwrap();
    let sidecar = Sidecar::built_in("jaeger").unwrap();
    let plan = plan_removal(&view, &sidecar, &Policy::default());
    assert_eq!(shown(&plan.findings), expected);
}

#[test]
fn port_clashes() {
    let with = |mapping: &str| {
        format!(
            r#"{{"networkMode": "awsvpc", "memory": "1024", "containerDefinitions": [{{"name": "api", "portMappings": [{{"containerPort": 80}}, {mapping}]}}]}}"#
        )
    };
    let clash = |port: u32| {
        format!(
            "error[port-clash]: the containers `api` and `jaeger` both use the tcp port {port} at /containerDefinitions/0/portMappings/1"
        )
    };
    check_injection(&with(r#"{"containerPort": 4319}"#), &[]);
    check_injection(&with(r#"{"containerPort": 4318}"#), &[&clash(4318)]);
    check_injection(&with(r#"{"containerPort": 4318, "protocol": "udp"}"#), &[]);
    check_injection(&with(r#"{"containerPortRange": "16000-16685"}"#), &[]);
    check_injection(&with(r#"{"containerPortRange": "16000-16686"}"#), &[&clash(16686)]);
    check_injection(&with(r#"{"containerPort": "4318"}"#), &[]);
}

#[test]
fn references_that_a_removal_would_break() {
    let record = r#""dockerLabels": {"outrigger": "{\"version\":1,\"sidecar\":\"jaeger\",\"applications\":{\"web\":{\"dependsOn\":\"START\"}},\"volumes\":[\"data\"]}"}"#;
    let with = |member: &str, task: &str| {
        format!(
            r#"{{"memory": "512", "containerDefinitions": [{{"name": "api", {member}}}, {{"name": "web", "dependsOn": [{{"containerName": "jaeger", "condition": "START"}}]}}, {{"name": "jaeger", {record}}}], "volumes": [{{"name": "data"}}]{task}}}"#
        )
    };
    let error = |what: &str, member: &str, at: &str| {
        format!(
            "error[dangling-reference]: the container `api` refers in `{member}` to the {what}, which does not exist at /containerDefinitions/0/{at}"
        )
    };
    let jaeger = "container `jaeger`";
    check_removal(&with(r#""user": "x""#, ""), &[]);
    check_removal(
        &with(r#""dependsOn": [{"containerName": "jaeger", "condition": "HEALTHY"}]"#, ""),
        &[&error(jaeger, "dependsOn", "dependsOn/0")],
    );
    check_removal(&with(r#""links": ["jaeger:tracing"]"#, ""), &[&error(jaeger, "links", "links")]);
    check_removal(
        &with(r#""volumesFrom": [{"sourceContainer": "jaeger"}]"#, ""),
        &[&error(jaeger, "volumesFrom", "volumesFrom")],
    );
    check_removal(
        &with(r#""mountPoints": [{"sourceVolume": "data"}]"#, ""),
        &[&error("volume `data`", "mountPoints", "mountPoints")],
    );
}

#[test]
fn network_modes() {
    let with =
        |members: &str| format!(r#"{{{members}, "memory": "512", "containerDefinitions": [{{"name": "api"}}]}}"#);
    let unreached = |mode: &str| {
        format!(
            "error[bridge-network]: in the network mode `{mode}`, the application cannot reach the container `jaeger` through localhost at /networkMode"
        )
    };
    check_injection(&with(r#""networkMode": "awsvpc""#), &[]);
    check_injection(&with(r#""networkMode": "host""#), &[]);
    check_injection(&with(r#""networkMode": "bridge""#), &[&unreached("bridge")]);
    check_injection(
        &with(r#""networkMode": "none""#),
        &[
            &unreached("none"),
            "error[port-mapping-without-network]: the container `jaeger` has port mappings, but the network mode is `none` at /containerDefinitions/1/portMappings",
        ],
    );
    check_injection(
        &with(r#""requiresCompatibilities": ["EC2"]"#),
        &[
            "error[bridge-network]: no network mode is set, so Linux instances use `bridge`, where the application cannot reach the container `jaeger` through localhost at /networkMode",
        ],
    );
    let unstated = "warning[network-mode-unknown]: no network mode is set: Fargate requires `awsvpc`, and Linux instances use `bridge`, where the application cannot reach the sidecar through localhost at ";
    check_injection(&with(r#""family": "api""#), &[unstated]);
    check_injection(&with(r#""networkMode": null, "requiresCompatibilities": ["MANAGED_INSTANCES"]"#), &[unstated]);
    check_injection(
        &with(r#""networkMode": "{{mode}}""#),
        &[
            "warning[network-mode-unknown]: `{{mode}}` is not a known network mode: the application may not reach the sidecar through localhost at /networkMode",
        ],
    );
    check_injection(
        &with(r#""networkMode": 1"#),
        &["warning[unreadable-member]: the network mode is not a string at /networkMode"],
    );
    check_injection(r#"[{"name": "api"}]"#, &[]);
}

#[test]
fn operating_systems() {
    let on = |family: &str| {
        format!(
            r#"{{"networkMode": "awsvpc", "memory": "512", "runtimePlatform": {{"operatingSystemFamily": "{family}"}}, "containerDefinitions": [{{"name": "api"}}]}}"#
        )
    };
    check_injection(&on("LINUX"), &[]);
    check_injection(
        &on("WINDOWS_SERVER_2022_CORE"),
        &[
            "error[windows-task]: the task runs on `WINDOWS_SERVER_2022_CORE`, where the container `jaeger` cannot start and cannot be reached through localhost at /runtimePlatform/operatingSystemFamily",
        ],
    );
}
