//! Against moto, with the AWS CLI as second client.

use std::process::Command;

use outrigger_test_support::Moto;

const DEFINITION: &str = r#"{"family":"shop-api-prod","networkMode":"awsvpc","requiresCompatibilities":["FARGATE"],"cpu":"512","memory":"1024","containerDefinitions":[{"name":"api","image":"shop-api:1.4.2","essential":true,"memory":256}],"tags":[{"key":"team","value":"shop"}]}"#;

#[test]
fn the_service_of_the_tutorial() {
    let Some(moto) = Moto::start() else { return };
    let aws = moto.aws();
    let outrigger = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_outrigger"))
            .envs(moto.environment())
            .args(arguments)
            .args(["--cluster", "shop-cluster-prod", "--service", "shop-api-prod"])
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let service = || {
        let answer =
            aws.ask(&["ecs", "describe-services", "--cluster", "shop-cluster-prod", "--services", "shop-api-prod"]);
        answer["services"][0]["taskDefinition"].as_str().unwrap().to_string()
    };
    aws.write("definition.json", DEFINITION);
    let definition = aws.folder().join("definition.json");
    aws.ask(&["ecs", "create-cluster", "--cluster-name", "shop-cluster-prod"]);
    aws.ask(&["ecs", "register-task-definition", "--cli-input-json", &format!("file://{}", definition.display())]);
    #[rustfmt::skip]
    aws.ask(&["ecs", "create-service", "--cluster", "shop-cluster-prod", "--service-name", "shop-api-prod",
        "--task-definition", "shop-api-prod", "--desired-count", "1"]);
    let before = service();

    // Deployments never finish in moto, so the program does not wait.
    let (status, message) = outrigger(&["deploy", "jaeger", "--no-wait"]);
    assert_eq!(status, Some(0), "{message}");
    assert!(service().ends_with("shop-api-prod:2"), "{}", service());
    let described = aws.ask(&["ecs", "describe-task-definition", "--task-definition", &service(), "--include", "TAGS"]);
    assert_eq!(described["taskDefinition"]["containerDefinitions"][1]["name"], "jaeger");
    assert_eq!(described["tags"], serde_json::json!([{"key": "team", "value": "shop"}]));

    let (status, message) = outrigger(&["deploy", "jaeger", "--no-wait"]);
    assert!(status == Some(0) && message.contains("nothing to do"), "{message}");
    let (status, message) = outrigger(&["rollback", "--no-wait"]);
    assert_eq!((status, service()), (Some(0), before), "{message}");
    assert_eq!(outrigger(&["deploy", "jaeger", "--no-wait"]).0, Some(0));
    assert!(service().ends_with("shop-api-prod:2"), "{}", service());
    assert_eq!(outrigger(&["deploy", "jaeger", "--remove", "--no-wait"]).0, Some(0));
    assert!(service().ends_with("shop-api-prod:3"), "{}", service());
}
