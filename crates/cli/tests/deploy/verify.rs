//! `outrigger verify`: its output for people and programs, and its exit status.

use outrigger_ecs_double::{JaegerUi, Page};

use crate::load_balancers::balanced;
use crate::shop::Shop;

/// A shop with the sidecar, its user interface behind a load balancer.
fn deployed() -> (Shop, JaegerUi) {
    let (shop, group) = balanced();
    assert_eq!(shop.deploy(&["--target-group", &group]).status, 0);
    let ui = JaegerUi::start("/jaeger");
    ui.set_services(&["jaeger-all-in-one", "shop-api"]);
    shop.ecs.forget_calls();
    (shop, ui)
}

#[test]
fn all_is_well() {
    let (shop, ui) = deployed();
    let done = shop.run(&["verify", "jaeger"], &["--url", &ui.url()]);
    assert_eq!(done.status, 0, "{done:?}");
    assert!(done.stdout.contains("passed  traces") && !done.stdout.contains("FAILED"), "{}", done.stdout);
}

#[test]
fn a_sidecar_that_died() {
    let (shop, ui) = deployed();
    shop.ecs.script_tasks(|task| {
        if let Some(container) = task.container("jaeger") {
            container.last_status = "STOPPED".into();
            container.exit_code = Some(137);
        }
    });
    shop.ecs.log("/ecs/shop", "jaeger/jaeger/*", &["the last words"]);
    ui.set_page(Page::Unavailable);
    let done = shop.run(&["verify", "jaeger"], &["--url", &ui.url()]);
    assert_eq!(done.status, 1, "{done:?}");
    for message in ["FAILED  containers", "137", "the last words", "FAILED  ui"] {
        assert!(done.stdout.contains(message), "{message} is not in {}", done.stdout);
    }
}

#[test]
fn a_report_for_programs() {
    let (shop, ui) = deployed();
    ui.set_services(&[]);
    let done = shop.run(&["verify", "jaeger", "--report", "json"], &["--url", &ui.url()]);
    assert_eq!(done.status, 1, "{done:?}");
    let report: serde_json::Value = serde_json::from_str(&done.stderr).unwrap();
    assert_eq!((&report["service"], &report["task-definition"]), (&"shop-api-prod".into(), &shop.arn().into()));
    let checks = report["checks"].as_array().unwrap();
    let traces = checks.iter().find(|check| check["name"] == "traces").unwrap();
    assert_eq!(traces["status"], "failed");
}

#[test]
fn redirects() {
    let (shop, ui) = deployed();
    let elsewhere = JaegerUi::start("/jaeger");
    ui.set_page(Page::Moved(elsewhere.url().replace("http://", "http://bob:hunter2@")));
    let address = ui.url().replace("http://", "http://bob:hunter2@");
    let done = shop.run(&["verify", "jaeger"], &["--url", &address]);
    assert_eq!(done.status, 1, "{done:?}");
    let message = format!("FAILED  ui: {} redirects to {}, which is another server", ui.url(), elsewhere.root());
    assert!(done.stdout.contains(&message), "{message} is not in {}", done.stdout);
    assert!(!done.stdout.contains("hunter2") && !done.stderr.contains("hunter2"), "{done:?}");
    assert!(elsewhere.paths().is_empty());
}

#[test]
fn invalid_addresses() {
    let (shop, ui) = deployed();
    for (option, what) in [("--url", "the address of the UI"), ("--endpoint-url", "the address of the endpoint")] {
        for (address, message) in [
            ("http://bob:hunter2@127.0.0.1:99999/", "has the port `99999`"),
            ("127.0.0.1/jaeger", "is not an HTTP address"),
        ] {
            let done = shop.run(&["verify", "jaeger"], &[option, address]);
            assert_eq!(done.status, 2, "{done:?}");
            assert!(done.stderr.contains(&format!("{what} {message}")), "{}", done.stderr);
            assert!(!done.stderr.contains("hunter2"), "{}", done.stderr);
        }
    }
    assert!(shop.ecs.calls().is_empty() && ui.paths().is_empty());
}
