//! Many services at once.

use outrigger_ecs_double::Rollout;

use crate::shop::{CLUSTER, DEFINITION, Shop};

fn fleet(count: usize) -> Shop {
    let shop = Shop::new();
    for n in 0..count {
        let arn =
            shop.ecs.register(&DEFINITION.replace(r#""family":"shop-api-prod""#, &format!(r#""family":"worker-{n}""#)));
        shop.ecs.service(CLUSTER, &format!("worker-{n}"), &arn).desired_count(1).create();
    }
    shop
}

#[test]
fn all_services() {
    let shop = fleet(12);
    shop.ecs.rollout_of("worker-3", Rollout::CircuitBreaker { after: 2 });
    let done = shop.deploy(&["--all-services", "--parallel", "5"]);
    assert_eq!(done.status, 1, "{done:?}");
    assert!(done.stderr.contains("12 of 13 services done, 1 failed"), "{}", done.stderr);
    assert_eq!(shop.ecs.revisions("worker-11").len(), 2);
    // The second run updates only the failed service.
    shop.ecs.rollout_of("worker-3", Rollout::Complete { after: 2 });
    shop.ecs.forget_calls();
    let again = shop.deploy(&["--all-services"]);
    assert_eq!(again.status, 0, "{again:?}");
    let updates: Vec<_> = shop.ecs.calls().into_iter().filter(|call| call.operation() == "UpdateService").collect();
    assert!(updates.len() == 1 && updates[0].body.contains("worker-3"), "{updates:?}");
    assert_eq!(shop.ecs.revisions("worker-3").len(), 2, "the registered revision is used again");
}

#[test]
fn with_fail_fast_no_service_starts_after_a_failure() {
    let shop = fleet(5);
    shop.ecs.rollout_of("shop-api-prod", Rollout::CircuitBreaker { after: 2 });
    let done = shop.deploy(&["--all-services", "--parallel", "1", "--fail-fast"]);
    assert!(done.status == 1 && done.stderr.contains("5 not started"), "{done:?}");
    assert_eq!(shop.ecs.revisions("worker-0").len(), 1);
}

#[test]
fn services_of_one_family_share_a_revision() {
    let shop = Shop::new();
    let arn = shop.arn();
    for name in ["a", "b", "c"] {
        shop.ecs.service(CLUSTER, name, &arn).desired_count(1).create();
    }
    let done = shop.deploy(&["--all-services"]);
    assert_eq!(done.status, 0, "{done:?}");
    assert_eq!(shop.revisions(), 2);
}
