//! Errors for programs: their kind, the setting to change, and the error that caused them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::error::Error as _;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use outrigger_aws::{Change, Client, Connection, Deployment, Direction, Error, ErrorKind, ServiceName, TargetGroup};
use outrigger_core::{Hint, Policy, Rule, Sidecar};
use outrigger_ecs_double::{Ecs, Fault};

use crate::common::config;

const CLUSTER: &str = "shop-cluster-prod";
const SERVICE: &str = "shop-api-prod";

fn client(ecs: &Ecs) -> Client {
    let limits = TimeoutConfig::builder().operation_timeout(Duration::from_millis(500));
    Client::from_sdk(&config(ecs, RetryConfig::disabled()).timeout_config(limits.build()).build())
}

fn service(name: &str) -> ServiceName {
    ServiceName { cluster: CLUSTER.to_string(), service: name.to_string() }
}

/// A double with a service whose task has this many containers.
fn shop(containers: usize) -> Ecs {
    let ecs = Ecs::start();
    let container = |n| format!(r#"{{"name": "c{n}", "image": "i", "memory": 64, "essential": true}}"#);
    let containers: Vec<_> = (0..containers).map(container).collect();
    let text = format!(
        r#"{{"family": "{SERVICE}", "networkMode": "awsvpc", "containerDefinitions": [{}]}}"#,
        containers.join(",")
    );
    ecs.service(CLUSTER, SERVICE, &ecs.register(&text)).create();
    ecs
}

fn change() -> Change {
    Change {
        sidecar: Sidecar::built_in("jaeger").unwrap(),
        policy: Policy::default(),
        direction: Direction::Inject,
        target_group: None,
    }
}

fn setting(error: &Error) -> &str {
    match error.hint() {
        Some(Hint::Setting(name)) => name,
        _ => "",
    }
}

#[tokio::test]
async fn failed_calls() {
    let ecs = shop(1);
    let client = client(&ecs);
    // The fault of the call, the kind of the error, the setting, and whether the call may succeed later.
    for (fault, kind, hint, is_transient) in [
        (Fault::Throttling, ErrorKind::Throttled, "", true),
        (Fault::TooManyConcurrentAttempts, ErrorKind::Throttled, "", true),
        (Fault::Error("AccessDeniedException", "no"), ErrorKind::PermissionDenied, "", false),
        (Fault::Error("ExpiredTokenException", "old"), ErrorKind::Credentials, "profile", false),
        (Fault::Error("ClusterNotFoundException", "?"), ErrorKind::NotFound, "cluster", false),
        (Fault::Error("ServiceNotFoundException", "?"), ErrorKind::NotFound, "service", false),
        (Fault::Error("InvalidParameterException", "?"), ErrorKind::Rejected, "", false),
        (Fault::InternalError, ErrorKind::Unavailable, "", true),
        (Fault::Unavailable, ErrorKind::Unavailable, "", true),
        (Fault::ResetBefore, ErrorKind::Unavailable, "region", true),
        (Fault::InvalidJson, ErrorKind::UnexpectedAnswer, "", true),
        (Fault::Silent, ErrorKind::TimedOut, "region", true),
    ] {
        ecs.fault("DescribeServices", 1, fault.clone());
        let error = client.describe_service(&service(SERVICE)).await.unwrap_err();
        assert_eq!(
            (error.kind(), setting(&error), error.is_transient()),
            (kind, hint, is_transient),
            "{fault:?}: {error:?}"
        );
        assert_eq!(error.action(), Some("ecs:DescribeServices"), "{fault:?}");
        assert!(error.source().is_some(), "{fault:?}: the error of the SDK is lost");
        if let Fault::Error(code, _) = fault {
            assert_eq!(error.code(), Some(code));
        }
    }
}

#[tokio::test]
async fn what_does_not_exist() {
    let ecs = shop(1);
    let client = client(&ecs);
    let error = client.describe_service(&service("other")).await.unwrap_err();
    assert_eq!((error.kind(), setting(&error)), (ErrorKind::NotFound, "service"));
    let error = client.describe_task_definition("other").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    let arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/none/1".to_string();
    let change = Change { target_group: Some(TargetGroup { arn, port: 16686 }), ..change() };
    let error = Deployment::prepare(&client, &service(SERVICE), &change).await.unwrap_err();
    assert_eq!((error.kind(), setting(&error)), (ErrorKind::NotFound, "target-group"), "{error}");
}

#[tokio::test]
async fn a_refused_plan_has_its_findings_and_changes_nothing() {
    let ecs = shop(10);
    let error = Deployment::prepare(&client(&ecs), &service(SERVICE), &change()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused, "{error:?}");
    let rules: Vec<_> = error.findings().iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, [Rule::TooManyContainers]);
    // It is the same error as that of the other targets.
    let cause = error.source().unwrap().downcast_ref::<outrigger_core::Error>().unwrap();
    assert_eq!((cause.kind(), cause.to_string()), (outrigger_core::ErrorKind::Refused, error.to_string()));
    assert_eq!(ecs.actions(), ["ecs:DescribeServices", "ecs:DescribeTaskDefinition"]);
}

#[tokio::test]
async fn a_service_that_changed_meanwhile() {
    let ecs = shop(1);
    let client = client(&ecs);
    let deployment = Deployment::prepare(&client, &service(SERVICE), &change()).await.unwrap();
    let other =
        ecs.register(r#"{"family": "other", "containerDefinitions": [{"name": "a", "image": "i", "memory": 64}]}"#);
    ecs.update(CLUSTER, SERVICE, &other);
    let error = deployment.carry_out(&client, None, &|_| {}).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ChangedMeanwhile, "{error:?}");
    let ecs = Ecs::start();
    let arn = ecs.register(r#"{"family": "f", "containerDefinitions": [{"name": "a", "image": "i", "memory": 64}]}"#);
    ecs.service(CLUSTER, SERVICE, &arn).controller("CODE_DEPLOY").create();
    let error = Deployment::prepare(&self::client(&ecs), &service(SERVICE), &change()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error:?}");
}

#[tokio::test]
async fn settings() {
    let region = || Some("eu-west-1".to_string());
    let endpoint_url = Some("127.0.0.1:5000".to_string());
    let error = Client::connect(&Connection { region: region(), endpoint_url, ..Connection::default() }).await;
    let error = error.unwrap_err();
    assert_eq!((error.kind(), setting(&error)), (ErrorKind::Setting, "endpoint-url"), "{error}");
    let profile = Some("there-is-no-such-profile".to_string());
    let error = Client::connect(&Connection { region: region(), profile, ..Connection::default() }).await.unwrap_err();
    assert_eq!((error.kind(), setting(&error)), (ErrorKind::Setting, "profile"), "{error}");
}

/// The answer of AWS is not shown, because a task definition may have secrets.
#[tokio::test]
async fn debug_output_has_no_answer() {
    let ecs = shop(1);
    let secret = "hunter2-not-a-real-password";
    let text = format!(
        r#"{{"family": "s", "containerDefinitions": [{{"name": "a", "image": "i", "memory": 64, "environment": [{{"name": "PASSWORD", "value": "{secret}"}}]}}]}}"#
    );
    ecs.register(&text);
    ecs.fault("DescribeTaskDefinition", 1, Fault::InvalidJson);
    let error = client(&ecs).describe_task_definition("s").await.unwrap_err();
    let shown = format!("{error} {error:?} {error:#?}");
    assert!(!shown.contains(secret), "{shown}");
}
