//! Two deployments of one service at the same time: no change is lost silently.

use outrigger_ecs_double::Rollout;

use crate::shop::{CLUSTER, DEFINITION, SERVICE, Shop};

/// A shop in which somebody else deploys just before the `nth` call of the operation, and the ARN that they deploy.
fn raced(operation: &str, nth: usize) -> (Shop, String) {
    let shop = Shop::new();
    let other = shop.ecs.register(&DEFINITION.replace("1.4.2", "1.5.0").replace("shop-api-prod", "other"));
    let (ecs, arn) = (shop.ecs.clone(), other.clone());
    shop.ecs.meanwhile(operation, nth, move || ecs.update(CLUSTER, SERVICE, &arn));
    (shop, other)
}

/// The revision that the program registered.
fn registered(shop: &Shop) -> String {
    shop.ecs.revisions(SERVICE).last().unwrap().clone()
}

#[track_caller]
fn assert_contains(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in:\n{message}");
    }
}

#[test]
fn before_the_update_nothing_is_updated() {
    let (shop, other) = raced("DescribeServices", 2);
    let done = shop.deploy(&[]);
    assert_eq!((done.status, shop.arn()), (2, other.clone()), "{done:?}");
    let own = registered(&shop);
    let tidy = format!("deregister-task-definition --task-definition {own}");
    assert_contains(
        &done.stderr,
        &["changed meanwhile", &other, &own, "was not updated", "run the command again", &tidy],
    );
    assert!(!shop.ecs.actions().contains(&"ecs:UpdateService".to_string()));
}

#[test]
fn somebody_deploys_the_same_task_definition_again() {
    let shop = Shop::new();
    let ecs = shop.ecs.clone();
    let again = serde_json::json!({"cluster": CLUSTER, "service": SERVICE, "forceNewDeployment": true});
    shop.ecs.meanwhile("DescribeServices", 2, move || drop(ecs.call("UpdateService", &again)));
    let done = shop.deploy(&[]);
    assert_eq!((done.status, shop.containers()), (2, vec!["api".to_string()]), "{done:?}");
    assert_contains(&done.stderr, &["changed meanwhile", "somebody else deployed it"]);
}

#[test]
fn after_the_update_the_loser_gets_an_error() {
    for (arguments, nth) in [(&["--no-wait"][..], 3), (&[], 3), (&["--rollback-on-failure"], 3)] {
        let (shop, other) = raced("DescribeServices", nth);
        let done = shop.deploy(arguments);
        assert_eq!((done.status, shop.arn()), (1, other.clone()), "{arguments:?}: {done:?}");
        let own = registered(&shop);
        let tidy = format!("deregister-task-definition --task-definition {own}");
        assert_contains(
            &done.stderr,
            &["was replaced by another one", &other, "deployment ecs-svc/", &own, "is unused", &tidy],
        );
        assert_contains(&done.stderr, &["run the command again"]);
    }
    let (shop, other) = raced("DescribeServices", 3);
    let done = shop.deploy(&["--no-wait", "--report", "json"]);
    let last = done.stderr.lines().next_back().unwrap();
    let report: serde_json::Value = serde_json::from_str(last).unwrap();
    assert_eq!((&report["rollout"]["state"], &report["rollout"]["by"]), (&"overtaken".into(), &other.into()));
    assert_eq!((&report["registered"], &report["taskDefinition"]), (&true.into(), &registered(&shop).into()));
}

#[test]
fn in_the_remaining_window_the_winner_is_warned() {
    for arguments in [&["--no-wait"][..], &[]] {
        let (shop, other) = raced("UpdateService", 1);
        let done = shop.deploy(arguments);
        assert_eq!((done.status, shop.arn()), (0, registered(&shop)), "{done:?}");
        assert_contains(&done.stderr, &["warning", "at the same time", &other, "this deployment replaced it"]);
    }
}

#[test]
fn two_programs_at_once() {
    let shop = Shop::new();
    // Neither deployment is complete before both are there.
    shop.ecs.rollout(Rollout::Stuck);
    shop.ecs.rollout(Rollout::Complete { after: 2 });
    let first = shop.ecs.hold_before("UpdateService", 1);
    let (winner, loser) = std::thread::scope(|scope| {
        let winner = scope.spawn(|| shop.deploy(&["--set", "base-path=/first"]));
        first.wait();
        let loser = scope.spawn(|| shop.deploy(&["--set", "base-path=/second"]));
        while shop.arn().ends_with(":1") && !loser.is_finished() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        first.release();
        (winner.join().unwrap(), loser.join().unwrap())
    });
    let revisions = shop.ecs.revisions(SERVICE);
    assert_eq!((winner.status, loser.status, revisions.len()), (0, 1, 3), "{winner:?} {loser:?}");
    assert_eq!(shop.arn(), revisions[1]);
    assert_contains(&winner.stderr, &["at the same time", &revisions[2]]);
    assert_contains(&loser.stderr, &["was replaced by another one", &revisions[1], &revisions[2]]);
}
