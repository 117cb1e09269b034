//! The program is killed at each call and run again: the result is always the same.

use crate::load_balancers::{balanced, target_groups};
use crate::shop::Shop;

/// Kills the command at its n-th call, before or after the effect of the call. Returns whether there was an n-th call.
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

/// Kills the command at each of its calls; `set_up` returns the shop and the options of the command.
#[track_caller]
fn check(set_up: fn() -> (Shop, Vec<String>), revisions: usize, containers: &[&str], balanced: &[&str]) {
    for is_before in [false, true] {
        for n in 1.. {
            let (shop, options) = set_up();
            let options: Vec<_> = options.iter().map(String::as_str).collect();
            let is_held = kill(&shop, n, is_before, &options);
            let again = shop.deploy(&options);
            assert_eq!(again.status, 0, "killed at call {n}: {again:?}");
            assert_eq!((shop.revisions(), shop.containers()), (revisions, owned(containers)), "killed at call {n}");
            assert_eq!(target_groups(&shop), balanced, "killed at call {n}");
            if !is_held {
                assert!(n > 5, "the program made {n} calls");
                break;
            }
        }
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

#[test]
fn a_deployment_killed_anywhere() {
    check(|| (Shop::new(), Vec::new()), 2, &["api", "jaeger"], &[]);
}

#[test]
fn a_deployment_with_a_target_group_killed_anywhere() {
    let set_up = || {
        let (shop, ui) = balanced();
        (shop, vec!["--target-group".to_string(), ui])
    };
    check(set_up, 2, &["api", "jaeger"], &["api", "jaeger"]);
}

#[test]
fn a_removal_killed_anywhere() {
    let set_up = || {
        let (shop, ui) = balanced();
        assert_eq!(shop.deploy(&["--target-group", &ui]).status, 0);
        (shop, vec!["--remove".to_string()])
    };
    check(set_up, 3, &["api"], &["api"]);
}
