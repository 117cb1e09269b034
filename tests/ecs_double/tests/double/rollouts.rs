//! Deployments after each poll.

use outrigger_ecs_double::{Ecs, Rollout};
use serde_json::{Value, json};

use crate::client::{CLUSTER, SERVICE, ask, definition, poll, shop};

/// The deployments of each poll: status, revision, state.
fn played(ecs: &Ecs, polls: usize) -> Vec<String> {
    let brief = |deployment: &Value| {
        let revision = deployment["taskDefinition"].as_str().unwrap().rsplit(':').next().unwrap().to_string();
        let state = deployment["rolloutState"].as_str().unwrap_or("-");
        format!("{} {revision} {state}", deployment["status"].as_str().unwrap())
    };
    let deployments = |service: Value| service["deployments"].as_array().unwrap().iter().map(brief).collect::<Vec<_>>();
    (0..polls).map(|_| deployments(poll(ecs)).join(", ")).collect()
}

fn deploy(ecs: &Ecs, rollout: Rollout) -> String {
    let second = ecs.register(&definition(None));
    ecs.rollout(rollout);
    let request = json!({"cluster": CLUSTER, "service": SERVICE, "taskDefinition": second});
    let answer = ask(ecs, "UpdateService", &request);
    assert_eq!(answer["service"]["deployments"][0]["rolloutState"].as_str().unwrap_or("IN_PROGRESS"), "IN_PROGRESS");
    answer["service"]["deployments"][0]["id"].as_str().unwrap().to_string()
}

const MOVING: &str = "PRIMARY 2 IN_PROGRESS, ACTIVE 1 COMPLETED";

#[test]
fn a_deployment_completes() {
    let (ecs, ..) = shop();
    let id = deploy(&ecs, Rollout::Complete { after: 3 });
    assert_eq!(played(&ecs, 4), [MOVING, MOVING, "PRIMARY 2 COMPLETED", "PRIMARY 2 COMPLETED"]);
    let service = poll(&ecs);
    assert_eq!(service["deployments"][0]["id"], id.as_str());
    assert_eq!((&service["runningCount"], &service["pendingCount"]), (&json!(2), &json!(0)));
    assert_eq!(service["events"][0]["message"], "(service shop-api-prod) has reached a steady state.");
    let deployments = ask(&ecs, "ListServiceDeployments", &json!({"cluster": CLUSTER, "service": SERVICE}));
    let newest = &deployments["serviceDeployments"][0];
    assert_eq!(newest["status"], "SUCCESSFUL");
    let described = json!({"serviceDeploymentArns": [newest["serviceDeploymentArn"], "arn:unknown"]});
    let described = ask(&ecs, "DescribeServiceDeployments", &described);
    assert_eq!(described["serviceDeployments"][0]["status"], "SUCCESSFUL");
    assert_eq!(described["failures"][0]["reason"], "MISSING");
}

#[test]
fn the_circuit_breaker_rolls_back() {
    let (ecs, ..) = shop();
    deploy(&ecs, Rollout::CircuitBreaker { after: 2 });
    let expected = [
        MOVING,
        "PRIMARY 1 IN_PROGRESS, ACTIVE 2 FAILED, ACTIVE 1 COMPLETED",
        "PRIMARY 1 COMPLETED",
        "PRIMARY 1 COMPLETED",
    ];
    assert_eq!(played(&ecs, 4), expected);
    let service = poll(&ecs);
    assert!(service["taskDefinition"].as_str().unwrap().ends_with(":1"));
    assert_eq!(service["runningCount"], 2);
    let events: Vec<_> =
        service["events"].as_array().unwrap().iter().map(|event| event["message"].as_str().unwrap()).collect();
    for words in ["deployment failed: tasks failed to start.", "rolling back to deployment ecs-svc/"] {
        assert!(events.iter().any(|event| event.contains(words)), "{words}: {events:?}");
    }
    let stopped = ecs.tasks().into_iter().filter(|task| task.stop_code.as_deref() == Some("EssentialContainerExited"));
    assert_eq!(stopped.count(), 2);
}

#[test]
fn a_deployment_fails_vanishes_or_is_stuck() {
    let table = [
        (Rollout::Failed { after: 1 }, ["PRIMARY 2 FAILED, ACTIVE 1 COMPLETED"; 2]),
        (Rollout::Vanish { after: 1 }, ["PRIMARY 1 COMPLETED"; 2]),
        (Rollout::Stuck, [MOVING; 2]),
        (Rollout::WithoutState { after: 2 }, ["PRIMARY 2 -, ACTIVE 1 COMPLETED", "PRIMARY 2 -"]),
    ];
    for (rollout, expected) in table {
        let (ecs, ..) = shop();
        let id = deploy(&ecs, rollout.clone());
        assert_eq!(played(&ecs, 2), expected, "{rollout:?}");
        let is_there =
            poll(&ecs)["deployments"].as_array().unwrap().iter().any(|deployment| deployment["id"] == id.as_str());
        assert_eq!(is_there, !matches!(rollout, Rollout::Vanish { .. }));
    }
}

#[test]
fn another_deployment_overtakes() {
    let (ecs, ..) = shop();
    let second = ecs.register(&definition(Some(16686)));
    ecs.rollout(Rollout::Overtaken { after: 1, by: second });
    let third = ecs.register(&definition(None));
    ecs.update(CLUSTER, SERVICE, &third);
    let expected = ["PRIMARY 2 IN_PROGRESS, ACTIVE 3 IN_PROGRESS, ACTIVE 1 COMPLETED", "PRIMARY 2 COMPLETED"];
    assert_eq!(played(&ecs, 2), expected);
}

#[test]
fn no_tasks_are_a_deployment_too() {
    let (ecs, ..) = shop();
    ask(&ecs, "UpdateService", &json!({"cluster": CLUSTER, "service": SERVICE, "desiredCount": 0}));
    assert_eq!(poll(&ecs)["runningCount"], 0);
    deploy(&ecs, Rollout::Complete { after: 1 });
    assert_eq!(played(&ecs, 1), ["PRIMARY 2 COMPLETED"]);
    assert_eq!(ecs.tasks().iter().filter(|task| !task.is_stopped()).count(), 0);
}

#[test]
fn what_changes_nothing_is_no_deployment() {
    let (ecs, ..) = shop();
    let before = poll(&ecs)["deployments"].clone();
    let first = ecs.revisions(SERVICE).remove(0);
    let request = json!({"cluster": CLUSTER, "service": SERVICE, "taskDefinition": first});
    assert_eq!(ask(&ecs, "UpdateService", &request)["service"]["deployments"], before);
}
