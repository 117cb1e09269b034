//! Requests have the text that ECS returned, except for the change.

use crate::shop::{SECRET, Shop};

#[test]
fn unknown_members_are_kept_byte_for_byte() {
    let shop = Shop::new();
    assert_eq!(shop.deploy(&[]).status, 0);
    let sent = shop.ecs.calls().into_iter().find(|call| call.operation() == "RegisterTaskDefinition").unwrap().body;
    for kept in [
        r#""futureMember":{"b": 1.50, "a": 12345678901234567890123, "text":"\u00e9"}"#,
        r#""futureMember":{"x" : [ 1.0,2 ]}"#,
        SECRET,
    ] {
        assert!(sent.contains(kept), "{kept} is not in {sent}");
    }
    assert_eq!(shop.deploy(&["--remove"]).status, 0);
    let back = shop.ecs.registered(&shop.arn()).unwrap();
    assert!(back.contains(r#""futureMember":{"x" : [ 1.0,2 ]}"#) && !back.contains("jaeger"), "{back}");
}

#[test]
fn an_unchanged_list_of_load_balancers_is_not_sent() {
    let shop = Shop::new();
    let sent = |shop: &Shop| {
        let calls = shop.ecs.calls();
        calls.into_iter().rfind(|call| call.operation() == "UpdateService").unwrap().body
    };
    assert_eq!(shop.deploy(&[]).status, 0);
    assert!(!sent(&shop).contains("loadBalancers"), "the list does not change");
}

#[test]
fn a_report_for_programs() {
    let shop = Shop::new();
    let done = shop.deploy(&["--report", "json"]);
    let report: serde_json::Value = serde_json::from_str(&done.stderr).unwrap();
    assert_eq!(report["rollout"]["state"], "completed");
    assert_eq!(report["changed"], true);
    assert_eq!(report["taskDefinition"], shop.arn());
}
