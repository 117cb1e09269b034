//! `outrigger deploy` and `rollback` against a test double of Amazon ECS, with scripted deployments and faults.

#![cfg(feature = "aws")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod crash;
mod faults;
mod fleet;
mod limits;
mod load_balancers;
mod moto;
mod permissions;
mod profiles;
mod races;
mod rollouts;
mod shop;
mod text;
mod verify;

use crate::shop::{SERVICE, Shop};

#[test]
fn deploy_remove_and_roll_back() {
    let shop = Shop::new();
    let before = shop.arn();

    let done = shop.deploy(&[]);
    assert_eq!(done.status, 0, "{done:?}");
    assert!(done.stdout.contains("+      \"name\": \"jaeger\""), "{}", done.stdout);
    assert!(done.stderr.contains("done: it runs"), "{}", done.stderr);
    assert_eq!(shop.revisions(), 2);
    assert_ne!(shop.arn(), before);
    assert_eq!(shop.containers(), ["api", "jaeger"]);
    assert!(shop.ecs.registered(&shop.arn()).unwrap().contains(r#"{"key":"team","value":"shop"}"#));

    // Again: nothing to do.
    let after = shop.arn();
    let again = shop.deploy(&[]);
    assert_eq!((again.status, again.stdout.as_str()), (0, ""), "{again:?}");
    assert!(again.stderr.contains("nothing to do"), "{}", again.stderr);
    assert_eq!((shop.revisions(), shop.arn()), (2, after));

    // The application is updated, with the sidecar.
    let next = shop.ecs.registered(&shop.arn()).unwrap().replace("shop-api:1.4.2", "shop-api:1.5.0");
    let next = shop.ecs.register(&next);
    shop.ecs.update(shop::CLUSTER, SERVICE, &next);

    let removed = shop.deploy(&["--remove"]);
    assert_eq!(removed.status, 0, "{removed:?}");
    assert_eq!((shop.containers(), shop.revisions()), (vec!["api".to_string()], 4));
    assert!(shop.ecs.registered(&shop.arn()).unwrap().contains("shop-api:1.5.0"));

    shop.ecs.update(shop::CLUSTER, SERVICE, &next);
    let back = shop.run(&["rollback"], &[]);
    assert_eq!(back.status, 0, "{back:?}");
    assert_eq!(shop.arn(), before);
    let none = shop.run(&["rollback"], &[]);
    assert!(none.status == 0 && none.stderr.contains("has no sidecar"), "{none:?}");
}

#[test]
fn a_dry_run_changes_nothing() {
    let shop = Shop::new();
    let before = shop.arn();
    let done = shop.deploy(&["--dry-run"]);
    assert_eq!(done.status, 0, "{done:?}");
    assert!(
        done.stdout.contains("+      \"name\": \"jaeger\"") && done.stderr.contains("would be deployed"),
        "{done:?}"
    );
    assert_eq!((shop.revisions(), shop.arn()), (1, before));
    assert_eq!(shop.ecs.actions(), ["ecs:DescribeServices", "ecs:DescribeTaskDefinition"]);
}

#[test]
fn a_rollback_needs_a_record() {
    let shop = Shop::new();
    let injected = shop.deploy(&[]);
    assert_eq!(injected.status, 0, "{injected:?}");
    let unrecorded = shop.ecs.registered(&shop.arn()).unwrap();
    let start = unrecorded.find(r#"\"previous\":"#).unwrap();
    let end = start + unrecorded[start..].find(',').unwrap() + 1;
    let arn = shop.ecs.register(&format!("{}{}", &unrecorded[..start], &unrecorded[end..]));
    shop.ecs.update(shop::CLUSTER, SERVICE, &arn);
    let refused = shop.run(&["rollback"], &[]);
    assert!(refused.status == 2 && refused.stderr.contains("does not name the revision"), "{refused:?}");
    assert_eq!(shop.arn(), arn);
}

#[test]
fn services_that_cannot_be_updated() {
    let shop = Shop::new();
    let arn = shop.arn();
    for (name, controller, message) in
        [("by-code-deploy", "CODE_DEPLOY", "CodeDeploy"), ("external", "EXTERNAL", "external")]
    {
        shop.ecs.service(shop::CLUSTER, name, &arn).controller(controller).create();
        let refused = shop.run(&["deploy", "jaeger"], &["--service", name]);
        assert!(refused.status == 2 && refused.stderr.contains(message), "{refused:?}");
    }
    let express = serde_json::Value::from("ECS");
    shop.ecs.service(shop::CLUSTER, "express", &arn).member("resourceManagementType", express).create();
    let refused = shop.run(&["deploy", "jaeger"], &["--service", "express"]);
    assert!(refused.status == 2 && refused.stderr.contains("Express"), "{refused:?}");
    let missing = shop.run(&["deploy", "jaeger"], &["--service", "missing"]);
    assert!(missing.status == 2 && missing.stderr.contains("there is no service"), "{missing:?}");
    assert_eq!(shop.revisions(), 1);
}

#[test]
fn the_owner_of_a_service_is_named() {
    let shop = Shop::new();
    let arn = shop.arn();
    shop.ecs.service(shop::CLUSTER, "stacked", &arn).tag("aws:cloudformation:stack-name", "shop").create();
    shop.ecs.service(shop::CLUSTER, "planned", &arn).tag("ManagedBy", "Terraform").create();
    for (name, owner) in [("stacked", "the CloudFormation stack `shop`"), ("planned", "Terraform owns")] {
        let done = shop.run(&["deploy", "jaeger"], &["--service", name, "--dry-run"]);
        assert!(done.status == 0 && done.stderr.contains(owner), "{done:?}");
    }
}
