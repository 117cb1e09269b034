//! The AWS CLI, an independent client, works with the double.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use outrigger_ecs_double::{Ecs, Fault, Rollout, TargetGroup};
use outrigger_test_support::Aws;
use serde_json::json;

const CLUSTER: &str = "shop-cluster-prod";
const SERVICE: &str = "shop-api-prod";

const FIRST: &str = r#"{
  "family": "shop-api-prod", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "512", "memory": "1024",
  "containerDefinitions": [{"name": "api", "image": "shop/api:1", "portMappings": [{"containerPort": 8080}]}],
  "tags": [{"key": "team", "value": "shop"}]
}"#;

#[test]
fn a_service_is_created_updated_and_watched() {
    let ecs = Ecs::start();
    let Some(aws) = Aws::new(ecs.environment()) else { return };
    let own = |arguments: &[&str]| aws.ask(&[&["ecs"], arguments, &["--cluster", CLUSTER]].concat());
    ecs.service(CLUSTER, "other", &ecs.register(FIRST)).create();
    let main = ecs.target_group(TargetGroup::new("api", 8080));
    aws.write("first.json", FIRST);
    let registered = aws.ask(&["ecs", "register-task-definition", "--cli-input-json", "file://first.json"]);
    assert_eq!(registered["taskDefinition"]["revision"], 2);
    let balancer = format!("targetGroupArn={main},containerName=api,containerPort=8080");
    let network = "awsvpcConfiguration={subnets=[subnet-1],securityGroups=[sg-1]}";
    let created = own(&[
        "create-service",
        "--service-name",
        SERVICE,
        "--task-definition",
        SERVICE,
        "--desired-count",
        "2",
        "--load-balancers",
        &balancer,
        "--network-configuration",
        network,
        "--tags",
        "key=team,value=shop",
    ]);
    assert_eq!(created["service"]["status"], "ACTIVE");
    let described = own(&["describe-services", "--services", SERVICE, "unknown", "--include", "TAGS"]);
    let service = &described["services"][0];
    assert_eq!((&service["runningCount"], &service["tags"][0]["key"]), (&json!(2), &json!("team")));
    assert_eq!(described["failures"][0]["reason"], "MISSING");
    own(&["wait", "services-stable", "--services", SERVICE]);

    ecs.rollout(Rollout::Complete { after: 1 });
    let updated = own(&["update-service", "--service", SERVICE, "--force-new-deployment"]);
    assert_eq!(updated["service"]["deployments"][0]["rolloutState"], "IN_PROGRESS");
    let described = own(&["describe-services", "--services", SERVICE]);
    assert_eq!(described["services"][0]["deployments"][0]["rolloutState"], "COMPLETED");
    let message = described["services"][0]["events"][0]["message"].as_str().unwrap();
    assert_eq!(message, "(service shop-api-prod) has reached a steady state.");
    let tasks = own(&["list-tasks", "--service-name", SERVICE]);
    let tasks: Vec<_> = tasks["taskArns"].as_array().unwrap().iter().map(|arn| arn.as_str().unwrap()).collect();
    let described = own(&[&["describe-tasks", "--tasks"], &tasks[..]].concat());
    assert_eq!(described["tasks"][1]["containers"][0]["lastStatus"], "RUNNING");
    let deployments = own(&["list-service-deployments", "--service", SERVICE]);
    assert_eq!(deployments["serviceDeployments"][0]["status"], "SUCCESSFUL");
    let health = aws.ask(&["elbv2", "describe-target-health", "--target-group-arn", &main]);
    let health = health["TargetHealthDescriptions"].as_array().unwrap();
    assert_eq!((health.len(), &health[0]["TargetHealth"]["State"]), (2, &json!("healthy")));
    let described = aws.ask(&["ecs", "describe-task-definition", "--task-definition", SERVICE, "--include", "TAGS"]);
    assert_eq!((&described["tags"][0]["value"], &described["taskDefinition"]["revision"]), (&json!("shop"), &json!(2)));
}

#[test]
fn load_balancing_logs_and_identity() {
    let ecs = Ecs::start();
    let Some(aws) = Aws::new(ecs.environment()) else { return };
    let main = ecs.target_group(TargetGroup::new("api", 8080));
    let codes = "Health checks failed with these codes: [404] & no <more>";
    let ui = TargetGroup::new("jaeger-ui", 16686).health_path("/jaeger/");
    let ui = ecs.target_group(ui.target("10.0.1.5", "unhealthy", "Target.ResponseCodeMismatch", codes));
    ecs.listener(80, &main);
    ecs.rule(80, 10, &["/jaeger", "/jaeger/*"], &ui);
    let health = aws.ask(&["elbv2", "describe-target-health", "--target-group-arn", &ui]);
    let health = &health["TargetHealthDescriptions"][0];
    assert_eq!(health["Target"], json!({"Id": "10.0.1.5", "Port": 16686}));
    assert_eq!(
        (&health["TargetHealth"]["State"], &health["TargetHealth"]["Description"]),
        (&json!("unhealthy"), &json!(codes))
    );
    let group = aws.ask(&["elbv2", "describe-target-groups", "--target-group-arns", &ui]);
    let group = &group["TargetGroups"][0];
    assert_eq!((&group["HealthCheckPath"], &group["TargetType"]), (&json!("/jaeger/"), &json!("ip")));
    let listeners = aws.ask(&["elbv2", "describe-listeners"]);
    let listener = listeners["Listeners"][0]["ListenerArn"].as_str().unwrap();
    let rules = aws.ask(&["elbv2", "describe-rules", "--listener-arn", listener]);
    assert_eq!(rules["Rules"][0]["Conditions"][0]["Values"], json!(["/jaeger", "/jaeger/*"]));
    assert_eq!(rules["Rules"][1]["IsDefault"], true);
    let said = aws.refuse(&["elbv2", "describe-target-health", "--target-group-arn", "arn:unknown"]);
    assert!(said.contains("(TargetGroupNotFound)"), "{said}");

    ecs.log("/ecs/shop", "jaeger/jaeger/*", &["one", "two", "three"]);
    let stream = ["--log-group-name", "/ecs/shop", "--log-stream-name", "jaeger/jaeger/0123", "--limit", "2"];
    let events = aws.ask(&[&["logs", "get-log-events"], &stream[..]].concat());
    let lines: Vec<_> = events["events"].as_array().unwrap().iter().map(|event| &event["message"]).collect();
    assert_eq!(lines, ["two", "three"]);
    let filter =
        ["--log-group-name", "/ecs/shop", "--log-stream-names", "jaeger/jaeger/0123", "--filter-pattern", "one"];
    let events = aws.ask(&[&["logs", "filter-log-events"], &filter[..]].concat());
    assert_eq!(events["events"][0]["message"], "one");
    let said = aws.refuse(&["logs", "get-log-events", "--log-group-name", "x", "--log-stream-name", "y"]);
    assert!(said.contains("(ResourceNotFoundException)"), "{said}");
    assert_eq!(aws.ask(&["sts", "get-caller-identity"])["Account"], "123456789012");
    let actions = ecs.actions();
    assert!(actions.contains(&"elasticloadbalancing:DescribeRules".to_string()), "{actions:?}");
    assert_eq!(ecs.calls()[0].region(), Some("eu-west-1"));
}

#[test]
fn errors_are_understood_and_a_wrong_secret_is_noticed() {
    let ecs = Ecs::start();
    let Some(aws) = Aws::new(ecs.environment()) else { return };
    let said = aws.refuse(&["ecs", "describe-services", "--cluster", "unknown", "--services", "x"]);
    assert!(said.contains("(ClusterNotFoundException) when calling the DescribeServices"), "{said}");
    aws.write("twice.json", &FIRST.replace(r#""shop/api:1""#, r#""""#));
    let said = aws.refuse(&["ecs", "register-task-definition", "--cli-input-json", "file://twice.json"]);
    assert!(said.contains("(ClientException)") && said.contains("Container.image should not be null"), "{said}");
    // It tries again by itself.
    ecs.fault("ListServices", 1, Fault::Throttling);
    ecs.fault("ListServices", 2, Fault::InternalError);
    assert_eq!(aws.ask(&["ecs", "list-services"])["serviceArns"], json!([]));
    assert_eq!(ecs.calls().iter().filter(|call| call.operation() == "ListServices").count(), 3);

    let mut environment = ecs.environment();
    environment.push(("AWS_SECRET_ACCESS_KEY", "another".to_string()));
    let Some(aws) = Aws::new(environment) else { return };
    let said = aws.refuse(&["ecs", "list-services"]);
    assert!(said.contains("(InvalidSignatureException)"), "{said}");
}
