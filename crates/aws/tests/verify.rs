//! Verifies a deployed sidecar, against test doubles of AWS and of Jaeger's UI.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::time::Duration;

use aws_config::retry::RetryConfig;
use outrigger_aws::CheckStatus::{self, Failed, Passed, Skipped, Warning};
use outrigger_aws::{Check, Client, ServiceName, Verification, VerifyOptions, verify};
use outrigger_core::Sidecar;
use outrigger_ecs_double::{Ecs, Fault, JaegerUi, Page, REGION, Rollout, TargetGroup, Task};

use crate::common::config;

const CLUSTER: &str = "shop-cluster-prod";
const SERVICE: &str = "shop-api-prod";
const GROUP: &str = "/ecs/shop-api";

/// The names of all checks, in their order.
const NAMES: [&str; 15] = [
    "service",
    "rollout",
    "sidecar",
    "network",
    "ports",
    "variables",
    "storage",
    "containers",
    "task-count",
    "stopped-tasks",
    "sidecar-log",
    "target-health",
    "ui",
    "api",
    "traces",
];

fn client(ecs: &Ecs) -> Client {
    Client::from_sdk(&config(ecs, RetryConfig::disabled()).build())
}

/// A definition with Jaeger at this base path; `more` are members of the application's container.
fn definition(base_path: &str, network: &str, more: &str) -> String {
    format!(
        r#"{{
  "family": "{SERVICE}", "networkMode": "{network}", "cpu": "512", "memory": "1024",
  "executionRoleArn": "arn:aws:iam::123456789012:role/execution",
  "containerDefinitions": [
    {{"name": "api", "image": "shop/api:1", "essential": true, "portMappings": [{{"containerPort": 8080}}], "memory": 256 {more}}},
    {{"name": "jaeger", "image": "jaegertracing/jaeger:2.20.0", "essential": false, "memory": 512,
     "command": ["--set=extensions.jaeger_query.base_path={base_path}"],
     "portMappings": [{{"containerPort": 16686}}, {{"containerPort": 4317}}, {{"containerPort": 4318}}],
     "logConfiguration": {{"logDriver": "awslogs", "options": {{
       "awslogs-group": "{GROUP}", "awslogs-region": "{REGION}", "awslogs-stream-prefix": "sidecar"}}}}}}
  ]
}}"#
    )
}

const VARIABLES: &str = r#", "environment": [
    {"name": "OTEL_SERVICE_NAME", "value": "shop-api"},
    {"name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://localhost:4318"},
    {"name": "OTEL_EXPORTER_OTLP_PROTOCOL", "value": "http/protobuf"},
    {"name": "OTEL_METRICS_EXPORTER", "value": "none"},
    {"name": "OTEL_LOGS_EXPORTER", "value": "none"}]"#;

/// A service whose checks all pass, and a UI with its traces.
struct Shop {
    ecs: Ecs,
    ui: JaegerUi,
    url: Option<String>,
    timeout: Duration,
}

impl Shop {
    fn new() -> Self {
        Self::with(&definition("/jaeger", "awsvpc", VARIABLES), 1, TargetGroup::new("jaeger", 16686))
    }

    fn with(definition: &str, desired_count: u32, group: TargetGroup) -> Self {
        let ecs = Ecs::start();
        let revision = ecs.register(definition);
        let group = ecs.target_group(group);
        let network = serde_json::json!({"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]}});
        let service = ecs.service(CLUSTER, SERVICE, &revision).desired_count(desired_count);
        let service = service.member("networkConfiguration", network);
        let has_jaeger = definition.contains("16686");
        if has_jaeger {
            service.load_balancer(&group, "jaeger", 16686).create()
        } else {
            service.create()
        };
        let ui = JaegerUi::start("/jaeger");
        ui.set_services(&["jaeger", "shop-api"]);
        let url = Some(ui.url());
        Self { ecs, ui, url, timeout: Duration::from_secs(20) }
    }

    async fn verify(&self) -> Verification {
        let name = ServiceName { cluster: CLUSTER.to_string(), service: SERVICE.to_string() };
        let sidecar = Sidecar::built_in("jaeger-v2").unwrap();
        let options = VerifyOptions { url: self.url.clone(), timeout: self.timeout };
        let verification = verify(&client(&self.ecs), &name, &sidecar, &options).await.unwrap();
        let names: Vec<_> = verification.checks.iter().map(|check| check.name).collect();
        assert_eq!(names, NAMES);
        verification
    }
}

/// Asserts that these checks have these results, and that all others passed or had nothing to check.
#[track_caller]
fn expect(verification: &Verification, expected: &[(&str, CheckStatus)]) {
    let unusual: Vec<_> = verification
        .checks
        .iter()
        .filter(|check| check.status != Passed && (check.name, check.status) != ("sidecar-log", Skipped))
        .map(|check| (check.name, check.status))
        .collect();
    assert_eq!(unusual, expected, "{verification:#?}");
    assert_eq!(verification.is_passed(), expected.iter().all(|(_, status)| *status != Failed));
}

fn check<'v>(verification: &'v Verification, name: &str) -> &'v Check {
    verification.checks.iter().find(|check| check.name == name).unwrap()
}

#[track_caller]
fn assert_contains(verification: &Verification, name: &str, part: &str) {
    let check = check(verification, name);
    let text =
        format!("{}\n{}\n{}", check.message, check.evidence.join("\n"), check.help.as_deref().unwrap_or_default());
    assert!(text.contains(part), "{part:?} is not in:\n{text}");
}

fn die(task: &mut Task) {
    let Some(jaeger) = task.container("jaeger") else { return };
    jaeger.last_status = "STOPPED".to_string();
    jaeger.exit_code = Some(137);
    jaeger.reason = Some("OutOfMemoryError: Container killed due to memory usage".to_string());
}

#[tokio::test]
async fn all_is_well() {
    let shop = Shop::new();
    let verification = shop.verify().await;
    expect(&verification, &[]);
    assert!(verification.task_definition.ends_with("task-definition/shop-api-prod:1"));
    assert_eq!(shop.ui.paths(), ["/jaeger/", "/jaeger/api/services"]);
    assert_eq!(
        shop.ecs.actions(),
        [
            "ecs:DescribeServices",
            "ecs:DescribeTaskDefinition",
            "ecs:DescribeTasks",
            "ecs:ListTasks",
            "elasticloadbalancing:DescribeTargetHealth",
        ]
    );
}

#[tokio::test]
async fn without_an_address_the_ui_is_not_checked() {
    let shop = Shop { url: None, ..Shop::new() };
    expect(&shop.verify().await, &[("ui", Skipped), ("api", Skipped), ("traces", Skipped)]);
    assert!(shop.ui.paths().is_empty());
}

#[tokio::test]
async fn an_invalid_address_is_refused_before_the_first_call() {
    let shop = Shop::new();
    let name = ServiceName { cluster: CLUSTER.to_string(), service: SERVICE.to_string() };
    let options = VerifyOptions { url: Some("alb/jaeger".to_string()), ..VerifyOptions::default() };
    let error =
        verify(&client(&shop.ecs), &name, &Sidecar::built_in("jaeger-v2").unwrap(), &options).await.unwrap_err();
    assert_eq!(error.to_string(), "the address of the UI is not an HTTP address");
    assert!(shop.ecs.calls().is_empty());
}

#[tokio::test]
async fn the_last_log_lines_of_a_sidecar_that_died() {
    let shop = Shop::new();
    shop.ecs.script_tasks(die);
    let lines: Vec<_> = (1..=12).map(|number| format!("line {number}")).collect();
    let lines: Vec<_> = lines.iter().map(String::as_str).chain(["connecting with password=hunter2"]).collect();
    shop.ecs.log(GROUP, "sidecar/jaeger/*", &lines);
    shop.ecs.log(GROUP, "sidecar/api/*", &["a line of the application"]);
    let verification = shop.verify().await;
    expect(&verification, &[("containers", Failed), ("sidecar-log", Warning)]);
    assert_contains(&verification, "containers", "jaeger: STOPPED, exit code 137, OutOfMemoryError: Container killed");
    assert_contains(&verification, "containers", "memory");
    let evidence = &check(&verification, "sidecar-log").evidence;
    assert_eq!(evidence.len(), 10);
    assert_eq!(evidence[0], "line 4");
    assert_eq!(evidence[9], "connecting with password=***");
}

#[tokio::test]
async fn without_permission_a_check_is_skipped() {
    let denied = Fault::Error("AccessDeniedException", "User is not authorized to perform this action");
    for (operation, name, action) in [
        ("GetLogEvents", "sidecar-log", "logs:GetLogEvents"),
        ("ListTasks", "containers", "ecs:ListTasks"),
        ("DescribeTasks", "stopped-tasks", "ecs:DescribeTasks"),
        ("DescribeTaskDefinition", "sidecar", "ecs:DescribeTaskDefinition"),
    ] {
        let shop = Shop::new();
        shop.ecs.script_tasks(|task| {
            die(task);
            task.set_status("STOPPED");
        });
        shop.ecs.faults(operation, 1..=9, denied.clone());
        if operation == "DescribeTasks" {
            shop.ecs.script_tasks(|task| task.desired_status = "STOPPED".to_string());
        }
        let verification = shop.verify().await;
        let check = check(&verification, name);
        assert_eq!(check.status, Skipped, "{check:?}");
        assert_eq!(check.help.as_deref(), Some(format!("ask for {action}").as_str()));
        assert_eq!(verification.checks.last().map(|check| check.status), Some(Passed));
    }
    let shop = Shop::new();
    shop.ecs.fault("DescribeTargetHealth", 1, Fault::Error("AccessDenied", "not authorized"));
    let verification = shop.verify().await;
    expect(&verification, &[("target-health", Skipped)]);
    assert_contains(&verification, "target-health", "ask for elasticloadbalancing:DescribeTargetHealth");
}

#[tokio::test]
async fn another_error_of_a_call_is_a_failure_of_its_check() {
    let shop = Shop::new();
    shop.ecs.fault("DescribeTargetHealth", 1, Fault::ResetBefore);
    expect(&shop.verify().await, &[("target-health", Failed)]);
}

#[tokio::test]
async fn a_missing_service_is_an_error() {
    let ecs = Ecs::start();
    let name = ServiceName { cluster: "default".to_string(), service: "none".to_string() };
    let sidecar = Sidecar::built_in("jaeger-v2").unwrap();
    let error = verify(&client(&ecs), &name, &sidecar, &VerifyOptions::default()).await.unwrap_err();
    assert!(error.to_string().starts_with("there is no service none in default"), "{error}");
}

#[tokio::test]
async fn tasks_that_start() {
    let shop = Shop::new();
    shop.ecs.script_tasks(|task| task.set_status("PENDING"));
    let verification = shop.verify().await;
    let statuses = ["containers", "task-count"].map(|name| check(&verification, name).status);
    assert_eq!(statuses, [Failed, Failed]);
    assert_contains(&verification, "containers", "jaeger: PENDING");
    assert_contains(&verification, "containers", "wait");
    assert_contains(&verification, "task-count", "0 of 1");
}

#[tokio::test]
async fn a_rollout_in_progress_and_tasks_of_the_old_revision() {
    let shop = Shop::new();
    let newer = shop.ecs.register(&definition("/jaeger", "awsvpc", VARIABLES));
    shop.ecs.rollout(Rollout::Stuck);
    shop.ecs.update(CLUSTER, SERVICE, &newer);
    let verification = shop.verify().await;
    assert_eq!(verification.task_definition, newer);
    let statuses = ["rollout", "containers", "task-count"].map(|name| check(&verification, name).status);
    assert_eq!(statuses, [Failed; 3]);
    assert_contains(&verification, "task-count", "1 task of other revisions");
}

#[tokio::test]
async fn tasks_that_stopped_by_themselves() {
    let shop = Shop::new();
    let newer = shop.ecs.register(&definition("/jaeger", "awsvpc", VARIABLES));
    shop.ecs.rollout(Rollout::Failed { after: 1 });
    shop.ecs.log(GROUP, "sidecar/jaeger/*", &["out of memory"]);
    shop.ecs.script_tasks(move |task| {
        if task.definition == newer {
            die(task);
        }
    });
    let revision = shop.ecs.revisions(SERVICE)[1].clone();
    shop.ecs.update(CLUSTER, SERVICE, &revision);
    let verification = shop.verify().await;
    let statuses = ["rollout", "containers", "task-count", "stopped-tasks", "sidecar-log"];
    let statuses = statuses.map(|name| check(&verification, name).status);
    assert_eq!(statuses, [Failed, Skipped, Failed, Failed, Warning]);
    assert_contains(&verification, "rollout", "tasks failed to start");
    assert_contains(&verification, "stopped-tasks", "EssentialContainerExited, Essential container in task exited");
    assert_contains(&verification, "stopped-tasks", "api: STOPPED, exit code 1");
    assert_eq!(check(&verification, "sidecar-log").evidence, ["out of memory"]);
}

#[tokio::test]
async fn targets_that_are_not_healthy() {
    let group =
        TargetGroup::new("jaeger", 16686).target("10.0.0.7", "unhealthy", "Target.Timeout", "Request timed out");
    let shop = Shop::with(&definition("/jaeger", "awsvpc", VARIABLES), 1, group);
    let verification = shop.verify().await;
    expect(&verification, &[("target-health", Failed)]);
    assert_eq!(
        check(&verification, "target-health").evidence,
        ["10.0.0.7:16686: unhealthy, Target.Timeout, Request timed out"]
    );
    assert_contains(
        &verification,
        "target-health",
        "security group sg-1 must allow the load balancer to connect to port 16686",
    );
}

#[tokio::test]
async fn a_base_path_that_is_wrong() {
    let wrong = JaegerUi::start("");
    let shop = Shop { url: Some(format!("{}/jaeger/", wrong.root())), ..Shop::new() };
    let verification = shop.verify().await;
    expect(&verification, &[("api", Failed), ("traces", Skipped)]);
    assert_contains(&verification, "api", "text/html");
    assert_contains(&verification, "api", "/jaeger");
    // The definition has another base path than the address.
    let shop = Shop {
        url: Some(format!("{}/jaeger/", wrong.root())),
        ..Shop::with(&definition("", "awsvpc", VARIABLES), 1, TargetGroup::new("jaeger", 16686))
    };
    assert_contains(&shop.verify().await, "api", "has /, and the address has /jaeger");
    // Jaeger is at another path than the address says.
    let shop = Shop::new();
    let shop = Shop { url: Some(format!("{}/other/", shop.ui.root())), ..shop };
    let verification = shop.verify().await;
    expect(&verification, &[("ui", Failed), ("api", Skipped), ("traces", Skipped)]);
    assert_contains(&verification, "ui", "has /jaeger, and the address has /other");
}

#[tokio::test]
async fn the_page_of_the_application() {
    let shop = Shop::new();
    shop.ui.set_page(Page::Application);
    let verification = shop.verify().await;
    expect(&verification, &[("api", Failed), ("traces", Skipped)]);
    assert_contains(&verification, "api", "another service answers");
}

#[tokio::test]
async fn no_traces_of_the_application() {
    let shop = Shop::new();
    shop.ui.set_services(&["jaeger"]);
    let verification = shop.verify().await;
    expect(&verification, &[("traces", Failed)]);
    assert_contains(&verification, "traces", "no traces of shop-api arrive");
    // The task definition explains it.
    let shop = Shop::with(&definition("/jaeger", "awsvpc", ""), 1, TargetGroup::new("jaeger", 16686));
    shop.ui.set_services(&["jaeger"]);
    let verification = shop.verify().await;
    expect(&verification, &[("variables", Warning), ("traces", Failed)]);
    assert_contains(&verification, "variables", "api: OTEL_EXPORTER_OTLP_ENDPOINT is missing");
    assert_contains(&verification, "traces", "the environment variables of the application do not lead to `jaeger`");
}

#[tokio::test]
async fn a_ui_that_does_not_answer() {
    let answers = |status| [("ui", status), ("api", Skipped), ("traces", Skipped)];
    let shop = Shop { url: Some(JaegerUi::refused()), ..Shop::new() };
    let verification = shop.verify().await;
    expect(&verification, &answers(Failed));
    assert_contains(&verification, "ui", "refused");

    let shop = Shop::new();
    shop.ui.set_page(Page::Unavailable);
    let verification = shop.verify().await;
    expect(&verification, &answers(Failed));
    assert_contains(&verification, "ui", "503");
    assert_contains(&verification, "ui", "no healthy target");

    let shop = Shop { timeout: Duration::from_millis(300), ..shop };
    shop.ui.set_page(Page::Slow(Duration::from_secs(5)));
    let verification = shop.verify().await;
    expect(&verification, &answers(Failed));
    assert_contains(&verification, "ui", "no answer came in time");
    assert_contains(&verification, "ui", "sg-1");

    let shop = Shop { timeout: Duration::from_secs(20), ..shop };
    shop.ui.set_page(Page::Reset);
    expect(&shop.verify().await, &answers(Failed));
}

#[tokio::test]
async fn no_tasks_are_wanted() {
    let shop = Shop::with(&definition("/jaeger", "awsvpc", VARIABLES), 0, TargetGroup::new("jaeger", 16686));
    let shop = Shop { url: None, ..shop };
    let verification = shop.verify().await;
    let statuses = ["containers", "task-count", "target-health"].map(|name| check(&verification, name).status);
    assert_eq!(statuses, [Skipped, Warning, Skipped]);
    assert!(verification.is_passed());
}

#[tokio::test]
async fn several_tasks() {
    let shop = Shop::with(&definition("/jaeger", "awsvpc", VARIABLES), 2, TargetGroup::new("jaeger", 16686));
    let verification = shop.verify().await;
    expect(&verification, &[("storage", Warning)]);
    assert_contains(&verification, "containers", "2 tasks");
    assert_contains(&verification, "target-health", "2 targets");
}

#[tokio::test]
async fn no_sidecar() {
    let text = format!(
        r#"{{"family": "{SERVICE}", "networkMode": "awsvpc", "containerDefinitions": [{{"name": "api", "image": "i", "memory": 128}}]}}"#
    );
    let shop = Shop::with(&text, 1, TargetGroup::new("jaeger", 16686));
    shop.ui.set_page(Page::Application);
    let verification = shop.verify().await;
    assert!(!verification.is_passed());
    assert_contains(&verification, "sidecar", "no container `jaeger`");
    assert_contains(&verification, "sidecar", "its containers: api");
    let statuses = ["network", "ports", "variables", "storage", "target-health"];
    assert_eq!(statuses.map(|name| check(&verification, name).status), [Skipped; 5]);
    assert_contains(&verification, "api", "another service answers");
}
