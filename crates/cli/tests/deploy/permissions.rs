//! The documentation lists exactly the permissions that the commands need.

use outrigger_ecs_double::{Ecs, TargetGroup};

use crate::shop::{CLUSTER, DEFINITION, SERVICE, Shop};

/// The actions in the rows of a command, without `iam:PassRole` and `ecs:TagResource`, which are not calls.
fn documented(command: &str) -> Vec<String> {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/aws.md")).unwrap();
    let mut is_meant = false;
    let mut actions = Vec::new();
    for row in page.lines().filter(|line| line.starts_with('|')) {
        let name = row.split('|').nth(1).unwrap_or_default();
        if !name.trim().is_empty() {
            is_meant = name.contains(&format!("`{command}`"));
        }
        if is_meant {
            let quoted = row.split('`').skip(1).step_by(2).filter(|word| word.contains(':')).map(String::from);
            actions.extend(quoted.filter(|action| !matches!(&**action, "iam:PassRole" | "ecs:TagResource")));
        }
    }
    actions.sort_unstable();
    actions.dedup();
    actions
}

fn check(arguments: &[&str], command: &str, also: &[&str]) {
    let ecs = Ecs::start();
    let arn = ecs.register(DEFINITION);
    let ui = ecs.target_group(TargetGroup::new("ui", 16686));
    ecs.rule(80, 10, &["/jaeger/*"], &ui);
    ecs.service(CLUSTER, SERVICE, &arn).desired_count(1).create();
    let shop = Shop { ecs };
    if arguments[0] == "rollback" {
        assert_eq!(shop.deploy(&[]).status, 0);
    }
    shop.ecs.forget_calls();
    let mut all: Vec<&str> = arguments.to_vec();
    all.push("--all-services");
    if arguments[0] == "deploy" {
        all.extend(["--target-group", &ui]);
    }
    let (command_line, options): (Vec<&str>, Vec<&str>) =
        all.into_iter().partition(|argument| arguments.contains(argument) && !argument.starts_with('-'));
    let done = shop.run(&command_line, &options);
    assert_eq!(done.status, 0, "{done:?}");
    let mut expected = documented(command);
    expected.extend(also.iter().flat_map(|other| documented(other)));
    expected.sort_unstable();
    expected.dedup();
    assert_eq!(shop.ecs.actions(), expected);
}

#[test]
fn least_privilege() {
    check(&["deploy", "jaeger", "--dry-run"], "deploy --dry-run", &[]);
    check(&["deploy", "jaeger"], "deploy", &["deploy --dry-run"]);
    check(&["rollback"], "rollback", &[]);

    let (shop, group) = crate::load_balancers::balanced();
    assert_eq!(shop.deploy(&["--target-group", &group]).status, 0);
    shop.ecs.script_tasks(|task| {
        if let Some(container) = task.container("jaeger") {
            container.last_status = "STOPPED".into();
        }
    });
    shop.ecs.forget_calls();
    assert_eq!(shop.run(&["verify", "jaeger"], &["--all-services"]).status, 1);
    assert_eq!(shop.ecs.actions(), documented("verify"));
}
