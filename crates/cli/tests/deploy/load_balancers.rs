//! The target group of the sidecar is added and removed with it.

use outrigger_ecs_double::{Ecs, TargetGroup};

use crate::shop::{CLUSTER, DEFINITION, Shop};

pub(crate) fn balanced() -> (Shop, String) {
    let ecs = Ecs::start();
    let arn = ecs.register(DEFINITION);
    let main = ecs.target_group(TargetGroup::new("api", 8080));
    let ui = ecs.target_group(TargetGroup::new("ui", 16686).health_path("/jaeger/"));
    ecs.listener(80, &main);
    ecs.rule(80, 10, &["/jaeger", "/jaeger/*"], &ui);
    ecs.service(CLUSTER, crate::shop::SERVICE, &arn).desired_count(2).load_balancer(&main, "api", 8080).create();
    (Shop { ecs }, ui)
}

pub(crate) fn target_groups(shop: &Shop) -> Vec<String> {
    let service = shop.ecs.described(CLUSTER, crate::shop::SERVICE);
    let entries = service.list("loadBalancers");
    entries.iter().map(|entry| entry.get_str("containerName").unwrap_or_default().to_string()).collect()
}

#[test]
fn attached_and_detached_in_one_call() {
    let (shop, ui) = balanced();
    let done = shop.deploy(&["--target-group", &ui]);
    assert_eq!(done.status, 0, "{done:?}");
    assert!(done.stderr.contains("health check"), "{}", done.stderr);
    assert_eq!(target_groups(&shop), ["api", "jaeger"]);
    let updates = shop.ecs.calls().iter().filter(|call| call.operation() == "UpdateService").count();
    assert_eq!(updates, 1);

    let again = shop.deploy(&["--target-group", &ui]);
    assert!(again.status == 0 && again.stderr.contains("nothing to do"), "{again:?}");

    let removed = shop.deploy(&["--remove"]);
    assert_eq!(removed.status, 0, "{removed:?}");
    assert_eq!(target_groups(&shop), ["api"]);
}

#[test]
fn a_rollback_detaches() {
    let (shop, ui) = balanced();
    let before = shop.arn();
    assert_eq!(shop.deploy(&["--target-group", &ui]).status, 0);
    let back = shop.run(&["rollback"], &[]);
    assert_eq!(back.status, 0, "{back:?}");
    assert_eq!((shop.arn(), target_groups(&shop)), (before, vec!["api".to_string()]));
}

#[test]
fn target_groups_that_do_not_fit() {
    let (shop, _) = balanced();
    let unreached = TargetGroup { has_load_balancer: false, ..TargetGroup::new("lonely", 16686) };
    let instances = TargetGroup { target_type: "instance".into(), ..TargetGroup::new("instances", 16686) };
    let unreached = shop.ecs.target_group(unreached);
    let instances = shop.ecs.target_group(instances);
    for (group, message) in [
        (unreached.as_str(), "no load balancer"),
        (instances.as_str(), "of the type `ip`"),
        ("arn:aws:elasticloadbalancing:eu-central-1:000000000000:targetgroup/none/1", "TargetGroupNotFound"),
    ] {
        let refused = shop.deploy(&["--target-group", group]);
        assert!(refused.status == 2 && refused.stderr.contains(message), "{refused:?}");
    }
    assert_eq!(shop.revisions(), 1);
}
