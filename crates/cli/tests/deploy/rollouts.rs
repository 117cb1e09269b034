//! How deployments end, and how the program reports that.

use outrigger_ecs_double::Rollout;

use crate::shop::{CLUSTER, DEFINITION, SERVICE, Shop};

#[track_caller]
fn check(rollout: Rollout, arguments: &[&str], status: i32, message: &str) -> Shop {
    let shop = Shop::new();
    shop.ecs.rollout(rollout);
    let done = shop.deploy(arguments);
    assert_eq!(done.status, status, "{done:?}");
    assert!(done.stderr.contains(message), "{}", done.stderr);
    assert_eq!(shop.revisions(), 2);
    shop
}

#[test]
fn complete() {
    check(Rollout::Complete { after: 5 }, &[], 0, "done: it runs");
    check(Rollout::WithoutState { after: 3 }, &[], 0, "done: it runs");
    check(Rollout::Stuck, &["--no-wait"], 0, "started: the service was updated to");
}

#[test]
fn the_circuit_breaker() {
    let shop = check(Rollout::CircuitBreaker { after: 2 }, &[], 1, "ECS rolled back to");
    assert_eq!(shop.containers(), ["api"]);
    // ECS has already rolled back.
    let shop = check(Rollout::CircuitBreaker { after: 2 }, &["--rollback-on-failure"], 1, "ECS rolled back to");
    assert_eq!(shop.containers(), ["api"]);
}

#[test]
fn failures_are_rolled_back_if_asked() {
    let shop = check(Rollout::Failed { after: 2 }, &[], 1, "failed");
    assert_eq!(shop.containers(), ["api", "jaeger"]);
    let shop = Shop::new();
    let before = shop.arn();
    shop.ecs.rollout(Rollout::Failed { after: 2 });
    let ecs = shop.ecs.clone();
    // The rollback succeeds.
    shop.ecs.meanwhile("UpdateService", 2, move || ecs.rollout(Rollout::Complete { after: 2 }));
    let done = shop.deploy(&["--rollback-on-failure"]);
    assert!(done.status == 1 && done.stderr.contains("it runs its old task definition again"), "{done:?}");
    assert_eq!(shop.arn(), before);
}

#[test]
fn stuck() {
    let shop = check(Rollout::Stuck, &["--timeout", "2s"], 1, "was not complete after");
    assert_eq!(shop.containers(), ["api", "jaeger"]);
}

#[test]
fn somebody_elses_deployment() {
    let shop = Shop::new();
    let other = shop.ecs.register(&DEFINITION.replace("1.4.2", "1.5.0"));
    shop.ecs.rollout(Rollout::Overtaken { after: 2, by: other.clone() });
    let done = shop.deploy(&["--rollback-on-failure"]);
    assert!(done.status == 1 && done.stderr.contains("replaced by another one"), "{done:?}");
    assert_eq!(shop.arn(), other, "the other deployment is not changed");
}

#[test]
fn a_deployment_that_vanishes() {
    let shop = Shop::new();
    shop.ecs.rollout(Rollout::Vanish { after: 2 });
    let done = shop.deploy(&[]);
    assert_eq!(done.status, 1, "{done:?}");
}

#[test]
fn a_service_with_a_desired_count_of_0() {
    let shop = Shop::new();
    let arn = shop.arn();
    shop.ecs.service(CLUSTER, "idle", &arn).desired_count(0).create();
    let done = shop.run(&["deploy", "jaeger"], &["--service", "idle"]);
    assert!(done.status == 0 && done.stderr.contains("desiredCount is 0"), "{done:?}");
}

#[test]
fn somebody_changes_the_service_before_the_update() {
    let shop = Shop::new();
    let other = shop.ecs.register(&DEFINITION.replace("1.4.2", "1.5.0"));
    let (ecs, arn) = (shop.ecs.clone(), other.clone());
    shop.ecs.meanwhile("DescribeServices", 2, move || ecs.update(CLUSTER, SERVICE, &arn));
    let done = shop.deploy(&[]);
    assert!(done.status == 2 && done.stderr.contains("changed meanwhile"), "{done:?}");
    assert_eq!(shop.arn(), other);
    // The next run starts from their deployment.
    assert_eq!(shop.deploy(&[]).status, 0);
    assert!(shop.ecs.registered(&shop.arn()).unwrap().contains("1.5.0"));
    assert_eq!(shop.containers(), ["api", "jaeger"]);
}
