//! Calls that fail: temporary failures are retried, others are reported, and nothing is done twice.

use std::time::Duration;

use outrigger_ecs_double::Fault;

use crate::shop::Shop;

const OPERATIONS: [&str; 4] = ["DescribeServices", "DescribeTaskDefinition", "RegisterTaskDefinition", "UpdateService"];

/// The faults, one of each for every call of it.
type Faults = &'static [fn() -> Fault];

/// Lets each operation go wrong in each way, all at the same time: most of it is waiting.
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
fn what_passes() {
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
        // Whatever it makes of it, the next run ends well.
        let first = shop.deploy(&[]);
        assert!(matches!(first.status, 0 | 2), "{what}: {first:?}");
        let second = shop.deploy(&[]);
        assert_eq!(second.status, 0, "{what}: {second:?}");
        assert_eq!((shop.revisions(), shop.containers().len()), (2, 2), "{what}");
    });
}

#[test]
fn several_who_register() {
    let shop = Shop::new();
    shop.ecs.faults("RegisterTaskDefinition", 1..=3, Fault::TooManyConcurrentAttempts);
    assert_eq!(shop.deploy(&[]).status, 0);
    assert_eq!(shop.revisions(), 2);
}

#[test]
fn what_does_not_pass() {
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
