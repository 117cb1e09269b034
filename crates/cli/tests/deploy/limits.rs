//! Time limits: with no endpoint does the program take longer than `--timeout`.

use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

use outrigger_ecs_double::{Fault, Rollout};

use crate::shop::{CLUSTER, DEFINITION, SERVICE, Shop};

const EVER: std::ops::RangeInclusive<usize> = 1..=usize::MAX;

/// Long enough to start on a busy machine, and much shorter than the time that the program takes without it.
const TIMEOUT: &str = "2s";

/// Runs the program and asserts that the time limit ends it, with this status.
#[track_caller]
fn ends(shop: &Shop, command: &[&str], arguments: &[&str], status: i32) -> String {
    let begun = Instant::now();
    let done = shop.run(command, &[arguments, &["--timeout", TIMEOUT]].concat());
    let what = format!("{command:?} {arguments:?}: {done:?}");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}: {what}", begun.elapsed());
    assert_eq!(done.status, status, "{what}");
    format!("{}{}", done.stdout, done.stderr)
}

#[test]
fn silent_and_throttled_calls() {
    // The command, its options, the call that never succeeds, and the status.
    let table: [(&[&str], &[&str], &str, i32); 4] = [
        (&["deploy", "jaeger"], &["--all-services"], "ListServices", 2),
        (&["deploy", "jaeger"], &["--no-wait"], "UpdateService", 2),
        (&["rollback"], &["--dry-run"], "DescribeServices", 2),
        (&["verify", "jaeger"], &[], "ListTasks", 1),
    ];
    let faults = [(Fault::Silent, "no answer came within"), (Fault::Throttling, "Rate exceeded")];
    std::thread::scope(|scope| {
        for (command, arguments, operation, status) in table {
            for (fault, message) in faults.clone() {
                scope.spawn(move || {
                    let shop = Shop::new();
                    shop.ecs.faults(operation, EVER, fault);
                    let all = ends(&shop, command, arguments, status);
                    assert!(all.contains(message) && all.contains(operation), "{operation}: {all}");
                    let is_unsure = all.contains("the service may have been updated");
                    assert_eq!(is_unsure, operation == "UpdateService", "{operation}: {all}");
                });
            }
        }
    });
}

#[test]
fn an_endpoint_that_stops_answering_during_the_deployment() {
    let shop = Shop::new();
    shop.ecs.rollout(Rollout::Stuck);
    shop.ecs.faults("DescribeServices", 3..=usize::MAX, Fault::Silent);
    let all = ends(&shop, &["deploy", "jaeger"], &[], 1);
    assert!(all.contains("was not complete after"), "{all}");
    assert_eq!(shop.containers(), ["api", "jaeger"]);
}

#[test]
fn a_rollback_has_its_own_time_limit() {
    let shop = Shop::new();
    let before = shop.arn();
    shop.ecs.rollout(Rollout::Stuck);
    let ecs = shop.ecs.clone();
    shop.ecs.meanwhile("UpdateService", 2, move || ecs.rollout(Rollout::Complete { after: 2 }));
    let all = ends(&shop, &["deploy", "jaeger"], &["--rollback-on-failure"], 1);
    assert!(all.contains("it runs its old task definition again"), "{all}");
    assert_eq!(shop.arn(), before);
}

#[test]
fn services_that_do_not_start_in_time() {
    let shop = Shop::new();
    let arn = shop.ecs.register(&DEFINITION.replace(r#""family":"shop-api-prod""#, r#""family":"worker""#));
    for name in ["worker-1", "worker-2"] {
        shop.ecs.service(CLUSTER, name, &arn).create();
    }
    shop.ecs.faults("DescribeServices", EVER, Fault::Silent);
    let all = ends(&shop, &["deploy", "jaeger"], &["--all-services", "--parallel", "1"], 2);
    assert!(all.contains("the time limit was over before 2 services were started"), "{all}");
    assert!(all.contains("0 of 3 services done, 1 failed, 2 not started"), "{all}");
}

#[test]
fn lists_that_do_not_end() {
    for (tokens, command) in [(&["again"][..], "deploy"), (&["a", "b"], "verify")] {
        let shop = Shop::new();
        for (number, token) in (1..=50).zip(tokens.iter().cycle()) {
            shop.ecs.fault("ListServices", number, Fault::NextToken(token));
        }
        let all = ends(&shop, &[command, "jaeger"], &["--all-services"], 2);
        assert!(all.contains("ecs:ListServices: the list does not end"), "{all}");
        assert_eq!(shop.ecs.calls().len(), tokens.len() + 1);
    }
}

#[test]
fn a_credentials_endpoint_that_does_not_answer() {
    let shop = Shop::new();
    // Connections get no answer, because nobody accepts them.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/credentials", silent.local_addr().unwrap());
    let without_keys = || {
        let mut program = Command::new(env!("CARGO_BIN_EXE_outrigger"));
        program.envs(shop.ecs.environment()).env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
        program.args(["deploy", "jaeger", "--cluster", CLUSTER, "--service", SERVICE, "--timeout", TIMEOUT]);
        program
    };
    let check = |program: &mut Command| {
        let begun = Instant::now();
        let output = program.output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}: {message}", begun.elapsed());
        assert_eq!(output.status.code(), Some(2), "{message}");
        message
    };
    let message = check(without_keys().env("AWS_CONTAINER_CREDENTIALS_FULL_URI", &url));
    assert!(message.contains("ecs:DescribeServices"), "{message}");
    let instance = format!("http://{}", silent.local_addr().unwrap());
    let metadata = |program: &mut Command| {
        program.env("AWS_EC2_METADATA_DISABLED", "false").env("AWS_EC2_METADATA_SERVICE_ENDPOINT", &instance);
    };
    let mut program = without_keys();
    metadata(&mut program);
    check(&mut program);
    // The region is also looked up there.
    let mut program = without_keys();
    metadata(&mut program);
    let message = check(program.env_remove("AWS_REGION").env_remove("AWS_DEFAULT_REGION"));
    assert!(message.contains("region"), "{message}");
    assert!(shop.ecs.calls().is_empty());
}

#[test]
fn times_beyond_the_clock() {
    let shop = Shop::new();
    let done = shop.deploy(&["--timeout", "5000000000000000h"]);
    assert_eq!(done.status, 0, "{done:?}");
}
