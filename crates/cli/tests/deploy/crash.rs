//! The program is killed after each single call, and run again: it always ends the same.

use crate::shop::Shop;

/// Kills the command at its n-th call, before or after the call took effect; whether there was an n-th call.
fn kill(shop: &Shop, n: usize, is_before: bool, arguments: &[&str]) -> bool {
    let held = if is_before { shop.ecs.hold_before("*", n) } else { shop.ecs.hold("*", n) };
    let mut child = shop
        .command(&["deploy", "jaeger"], arguments)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let is_held = loop {
        if held.wait_at_most(std::time::Duration::from_millis(20)) {
            break true;
        }
        if child.try_wait().unwrap().is_some() {
            break false;
        }
    };
    let _ = child.kill();
    child.wait().unwrap();
    held.release();
    is_held
}

#[test]
fn a_deployment_killed_anywhere() {
    for is_before in [false, true] {
        let mut n = 1;
        loop {
            let shop = Shop::new();
            let is_held = kill(&shop, n, is_before, &[]);
            let again = shop.deploy(&[]);
            assert_eq!(again.status, 0, "killed at call {n}: {again:?}");
            assert_eq!((shop.revisions(), shop.containers().len()), (2, 2), "killed at call {n}");
            if !is_held {
                break;
            }
            n += 1;
        }
        assert!(n > 5, "the program made {n} calls");
    }
}
