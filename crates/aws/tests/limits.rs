//! No call takes longer than its time limits, whatever the endpoint does.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::time::{Duration, Instant};

use aws_config::Region;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use outrigger_aws::{Change, Client, Deployment, Direction, Error, Rollout, ServiceName, VerifyOptions, Wait, verify};
use outrigger_core::{Policy, Sidecar};
use outrigger_ecs_double::{Ecs, Fault};

use crate::common::config;

const CLUSTER: &str = "shop-cluster-prod";
const SERVICE: &str = "shop-api-prod";
const EVER: std::ops::RangeInclusive<usize> = 1..=usize::MAX;

/// Nothing here takes longer, even on a slow machine.
const SOON: Duration = Duration::from_secs(10);

fn shop() -> (Ecs, ServiceName) {
    let ecs = Ecs::start();
    let text = format!(
        r#"{{"family": "{SERVICE}", "networkMode": "awsvpc", "containerDefinitions": [{{"name": "api", "image": "i", "memory": 512}}]}}"#
    );
    let arn = ecs.register(&text);
    ecs.service(CLUSTER, SERVICE, &arn).create();
    (ecs, ServiceName { cluster: CLUSTER.to_string(), service: SERVICE.to_string() })
}

async fn deploy(client: &Client, name: &ServiceName) -> Result<Rollout, Error> {
    let change = Change {
        sidecar: Sidecar::built_in("jaeger").unwrap(),
        policy: Policy::default(),
        direction: Direction::Inject,
        target_group: None,
    };
    let wait = Wait { interval: Duration::from_millis(5), ..Wait::default() };
    let deployment = Deployment::prepare(client, name, &change).await?;
    Ok(deployment.carry_out(client, Some(&wait), &|_| {}).await?.rollout)
}

/// The calls of a deployment and of listing services, with the effect that a call without an answer may have had.
const OPERATIONS: [(&str, Option<&str>); 5] = [
    ("ListServices", None),
    ("DescribeServices", None),
    ("DescribeTaskDefinition", None),
    ("RegisterTaskDefinition", Some("a revision may have been registered")),
    ("UpdateService", Some("the service may have been updated")),
];

const FAULTS: [(Fault, &str); 3] = [
    (Fault::Silent, "no answer came within the time limit"),
    (Fault::Throttling, "Rate exceeded (ThrottlingException)"),
    (Fault::InternalError, "Please try again later"),
];

#[tokio::test]
async fn a_time_limit_for_everything() {
    // All at the same time, because most of the time is spent waiting.
    let mut all = tokio::task::JoinSet::new();
    for (operation, effect) in OPERATIONS {
        for (fault, message) in FAULTS {
            all.spawn(check(operation, effect, fault, message));
        }
    }
    all.join_all().await;
}

/// Asserts that a call that never succeeds ends at the time limit, and reports why.
async fn check(operation: &str, effect: Option<&str>, fault: Fault, message: &str) {
    let what = format!("{operation}, {fault:?}");
    let (ecs, name) = shop();
    let is_throttled = fault == Fault::Throttling;
    ecs.faults(operation, EVER, fault);
    // The SDK slows all clients of a region down if one of them is throttled.
    let region = Region::new(what.replace(|c: char| !c.is_ascii_alphabetic(), "-"));
    let config = config(&ecs, RetryConfig::adaptive().with_max_attempts(50)).region(region);
    let client = Client::from_sdk(&config.build());
    let begun = Instant::now();
    let client = client.until(begun + Duration::from_millis(1500));
    let result = match operation {
        "ListServices" => client.list_services(CLUSTER).await.map(|_| ()),
        _ => deploy(&client, &name).await.map(|_| ()),
    };
    assert!(begun.elapsed() < SOON, "{what}: {:?}", begun.elapsed());
    let error = result.unwrap_err().to_string();
    assert!(error.contains(message) && error.contains(operation), "{what}: {error}");
    // A throttled call had no effect, if no attempt is in progress.
    let is_sure = operation == "RegisterTaskDefinition" && is_throttled;
    let says = |effect: &str| error.contains(effect);
    assert_eq!(effect.is_some_and(says), effect.is_some() && !is_sure, "{what}: {error}");
    // After the time limit no call is made.
    ecs.forget_calls();
    let error = client.until(begun).list_services(CLUSTER).await.unwrap_err().to_string();
    assert!(error.contains("not called, because the time limit is over") && ecs.calls().is_empty(), "{error}");
}

#[tokio::test]
async fn limits_of_each_attempt_and_call() {
    let millis = Duration::from_millis;
    let limits = TimeoutConfig::builder();
    for (what, limits) in [
        ("first byte", limits.clone().read_timeout(millis(100))),
        ("attempt", limits.clone().operation_attempt_timeout(millis(100))),
        ("call", limits.clone().operation_timeout(millis(100))),
    ] {
        let (ecs, name) = shop();
        ecs.faults("DescribeServices", EVER, Fault::Silent);
        let config = config(&ecs, RetryConfig::disabled()).timeout_config(limits.build());
        let begun = Instant::now();
        let error = Client::from_sdk(&config.build()).describe_service(&name).await.unwrap_err();
        assert!(begun.elapsed() < SOON, "{what}: {:?}", begun.elapsed());
        assert!(error.is_transient(), "{what}: {error}");
    }
}

#[tokio::test]
async fn a_silent_attempt_is_tried_again() {
    let (ecs, name) = shop();
    ecs.fault("DescribeServices", 1, Fault::Silent);
    let limits = TimeoutConfig::builder().operation_attempt_timeout(Duration::from_millis(100));
    let config = config(&ecs, RetryConfig::standard()).timeout_config(limits.build());
    assert!(Client::from_sdk(&config.build()).describe_service(&name).await.is_ok());
}

#[tokio::test]
async fn a_verification_ends_with_the_results_so_far() {
    let (ecs, name) = shop();
    ecs.faults("ListTasks", EVER, Fault::Silent);
    let client = Client::from_sdk(&config(&ecs, RetryConfig::disabled()).build());
    let begun = Instant::now();
    let client = client.until(begun + Duration::from_millis(500));
    let sidecar = Sidecar::built_in("jaeger").unwrap();
    let verification = verify(&client, &name, &sidecar, &VerifyOptions::default()).await.unwrap();
    assert!(begun.elapsed() < SOON);
    let message = |name: &str| verification.checks.iter().find(|check| check.name == name).unwrap().message.clone();
    assert!(message("service").contains("is active"));
    assert!(message("containers").contains("ecs:ListTasks: no answer came within the time limit"));
    assert!(message("stopped-tasks").contains("not called"));
}
