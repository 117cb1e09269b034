//! Failing calls: transient errors are tried again, other errors are reported, and no step is repeated.

use std::time::Duration;

use outrigger_ecs_double::Fault;

use crate::shop::Shop;

const OPERATIONS: [&str; 4] = ["DescribeServices", "DescribeTaskDefinition", "RegisterTaskDefinition", "UpdateService"];

/// The faults, one of each for every call of it.
type Faults = &'static [fn() -> Fault];

/// Checks each fault of each operation, all at the same time, because most of the time is spent waiting.
fn for_each_fault(faults: Faults, check: fn(&'static str, Fault)) {
    std::thread::scope(|scope| {
        for operation in OPERATIONS {
            for fault in faults {
                scope.spawn(move || check(operation, fault()));
            }
        }
    });
}

#[test]
fn transient_errors() {
    let faults: Faults = &[
        || Fault::Throttling,
        || Fault::InternalError,
        || Fault::Unavailable,
        || Fault::ResetBefore,
        || Fault::ResetAfter,
        || Fault::Slow(Duration::from_millis(200)),
    ];
    for_each_fault(faults, |operation, fault| {
        let shop = Shop::new();
        let what = format!("{operation}, {fault:?}");
        shop.ecs.fault(operation, 1, fault);
        let done = shop.deploy(&[]);
        assert_eq!(done.status, 0, "{what}: {done:?}");
        assert_eq!((shop.revisions(), shop.containers().len()), (2, 2), "{what}");
    });
}

#[test]
fn answers_that_are_cut_short_lose_no_revision() {
    for_each_fault(&[|| Fault::Truncated, || Fault::InvalidJson], |operation, fault| {
        let shop = Shop::new();
        let what = format!("{operation}, {fault:?}");
        shop.ecs.fault(operation, 1, fault);
        // The first run may fail; the second one succeeds.
        let first = shop.deploy(&[]);
        assert!(matches!(first.status, 0 | 2), "{what}: {first:?}");
        let second = shop.deploy(&[]);
        assert_eq!(second.status, 0, "{what}: {second:?}");
        assert_eq!((shop.revisions(), shop.containers().len()), (2, 2), "{what}");
    });
}

#[test]
fn concurrent_registrations() {
    let shop = Shop::new();
    shop.ecs.faults("RegisterTaskDefinition", 1..=3, Fault::TooManyConcurrentAttempts);
    assert_eq!(shop.deploy(&[]).status, 0);
    assert_eq!(shop.revisions(), 2);
}

#[test]
fn permanent_errors() {
    for (operation, code) in
        [("RegisterTaskDefinition", "AccessDeniedException"), ("UpdateService", "AccessDeniedException")]
    {
        let shop = Shop::new();
        shop.ecs.fault(operation, 1, Fault::Error(code, "User is not authorized"));
        let refused = shop.deploy(&[]);
        assert!(refused.status == 2 && refused.stderr.contains(&format!("ask for ecs:{operation}")), "{refused:?}");
    }
    let shop = Shop::new();
    shop.ecs.fault("DescribeServices", 1, Fault::Failures("MISSING"));
    let refused = shop.deploy(&[]);
    assert!(refused.status == 2 && refused.stderr.contains("there is no service"), "{refused:?}");
    assert_eq!(shop.revisions(), 1);
}

#[test]
fn the_help_names_the_option() {
    // The fault of `DescribeServices`, and the option.
    for (fault, option) in [
        (Fault::Failures("MISSING"), "(--service)"),
        (Fault::Error("ClusterNotFoundException", "Cluster not found."), "(--cluster)"),
        (Fault::Error("ExpiredTokenException", "The token has expired."), "(--profile)"),
    ] {
        let shop = Shop::new();
        shop.ecs.fault("DescribeServices", 1, fault.clone());
        let refused = shop.deploy(&[]);
        assert!(refused.status == 2 && refused.stderr.contains(option), "{fault:?}: {refused:?}");
    }
    let shop = Shop::new();
    let verified = shop.run(&["verify", "jaeger", "--report", "json"], &[]);
    assert!(verified.stdout.contains("help: set it: http://alb.example.com/jaeger/ (--url)"), "{verified:?}");
    let report: serde_json::Value = serde_json::from_str(&verified.stderr).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let ui = checks.iter().find(|check| check["name"] == "ui").unwrap();
    assert_eq!((&ui["help"], ui.get("hint")), (&"set it: http://alb.example.com/jaeger/ (--url)".into(), None));
}
