//! Services, their tasks, and refused requests.

use outrigger_ecs_double::{Ecs, TargetGroup};
use serde_json::{Value, json};

use crate::client::{CLUSTER, SERVICE, ask, definition, poll, refused, shop};

fn update(members: Value) -> Value {
    let mut request = json!({"cluster": CLUSTER, "service": SERVICE});
    request.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    request
}

#[test]
fn what_is_not_there_is_said() {
    let (ecs, ..) = shop();
    let described = ask(&ecs, "DescribeServices", &json!({"cluster": CLUSTER, "services": ["unknown"]}));
    assert_eq!(described["services"], json!([]));
    assert_eq!(described["failures"][0]["reason"], "MISSING");
    let described = ask(&ecs, "DescribeTasks", &json!({"cluster": CLUSTER, "tasks": ["unknown"]}));
    assert_eq!(described["failures"][0]["reason"], "MISSING");
    let said = refused(&ecs, "DescribeServices", &json!({"cluster": "unknown", "services": ["x"]}));
    assert_eq!(said, "ClusterNotFoundException: Cluster not found.");
    let said = refused(&ecs, "UpdateService", &json!({"cluster": CLUSTER, "service": "unknown"}));
    assert_eq!(said, "ServiceNotFoundException: Service not found.");
    let said = refused(&ecs, "DescribeServices", &json!({"cluster": CLUSTER, "services": vec!["x"; 11]}));
    assert!(said.contains("more than 10"), "{said}");
    ecs.call("DeleteService", &json!({"cluster": CLUSTER, "service": SERVICE}));
    assert_eq!(poll(&ecs)["status"], "INACTIVE");
    let said = refused(&ecs, "UpdateService", &update(json!({"desiredCount": 1})));
    assert_eq!(said, "ServiceNotActiveException: Service was not ACTIVE.");
}

#[test]
fn load_balancers_must_fit_the_definition() {
    let (ecs, main, ui) = shop();
    let second = ecs.register(&definition(Some(16686)));
    let inactive = ecs.register(&definition(Some(16686)));
    ecs.deregister(&inactive);
    let instance = ecs.target_group(TargetGroup { target_type: "instance".to_string(), ..TargetGroup::new("i", 1) });
    let alone = ecs.target_group(TargetGroup { has_load_balancer: false, ..TargetGroup::new("alone", 1) });
    let main = json!({"targetGroupArn": main, "containerName": "api", "containerPort": 8080});
    let jaeger =
        |group: &str, port: u16| json!({"targetGroupArn": group, "containerName": "jaeger", "containerPort": port});
    let wrong = [
        (json!({"taskDefinition": "unknown:1"}), "ClientException: TaskDefinition not found."),
        (json!({"taskDefinition": inactive}), "ClientException: TaskDefinition is inactive"),
        (json!({"loadBalancers": [jaeger(&ui, 16686)]}), "The container jaeger does not exist in the task definition."),
        (
            json!({"taskDefinition": second, "loadBalancers": [main, jaeger(&ui, 1)]}),
            "The container jaeger did not have a container port 1 defined.",
        ),
        (json!({"taskDefinition": second, "loadBalancers": [jaeger("arn:x", 16686)]}), "Unable to find target group"),
        (json!({"taskDefinition": second, "loadBalancers": [jaeger(&instance, 16686)]}), "target type instance"),
        (json!({"taskDefinition": second, "loadBalancers": [jaeger(&alone, 16686)]}), "associated load balancer"),
        (json!({"loadBalancers": vec![main.clone(); 6]}), "at most 5 items"),
        (json!({"loadBalancers": vec![main.clone(); 2]}), "Duplicate load balancers"),
    ];
    for (members, words) in wrong {
        let said = refused(&ecs, "UpdateService", &update(members.clone()));
        assert!(said.contains(words), "{members}: {said}");
    }
    let both = json!([main, jaeger(&ui, 16686)]);
    let updated = ask(&ecs, "UpdateService", &update(json!({"taskDefinition": second, "loadBalancers": both})));
    assert_eq!((&updated["service"]["loadBalancers"], &updated["service"]["taskDefinition"]), (&both, &json!(second)));
    // The sidecar cannot go while its target group stays.
    let first = ecs.revisions(SERVICE).remove(0);
    let said = refused(&ecs, "UpdateService", &update(json!({"taskDefinition": first})));
    assert!(said.contains("The container jaeger does not exist"), "{said}");
    ask(&ecs, "UpdateService", &update(json!({"taskDefinition": first, "loadBalancers": [main]})));
}

#[test]
fn other_controllers_take_no_task_definition() {
    let (ecs, ..) = shop();
    let arn = ecs.register(&definition(None));
    for (controller, words) in [("CODE_DEPLOY", "a CODE_DEPLOY deployment"), ("EXTERNAL", "a EXTERNAL deployment")] {
        ecs.service(CLUSTER, controller, &arn).controller(controller).create();
        let request = json!({"cluster": CLUSTER, "service": controller, "taskDefinition": arn});
        let said = refused(&ecs, "UpdateService", &request);
        assert!(said.contains(words) && said.contains("Unable to update task definition"), "{said}");
    }
}

#[test]
fn services_are_listed_page_by_page() {
    let ecs = Ecs::start();
    ecs.allow_unsigned();
    let arn = ecs.register(&definition(None));
    for number in 0..12 {
        ecs.service(CLUSTER, &format!("s{number}"), &arn).create();
    }
    let first = ask(&ecs, "ListServices", &json!({"cluster": CLUSTER}));
    assert_eq!(first["serviceArns"].as_array().unwrap().len(), 10);
    let second = ask(&ecs, "ListServices", &json!({"cluster": CLUSTER, "nextToken": first["nextToken"]}));
    assert_eq!(second["serviceArns"].as_array().unwrap().len(), 2);
    assert_eq!(second.get("nextToken"), None);
}

#[test]
fn tasks_say_what_was_scripted() {
    let (ecs, ..) = shop();
    let second = ecs.register(&definition(Some(16686)));
    ecs.update(CLUSTER, SERVICE, &second);
    poll(&ecs);
    poll(&ecs);
    ecs.script_tasks(|task| {
        let Some(jaeger) = task.container("jaeger") else { return };
        jaeger.last_status = "STOPPED".to_string();
        jaeger.exit_code = Some(137);
        jaeger.reason = Some("OutOfMemoryError".to_string());
    });
    let listed = ask(&ecs, "ListTasks", &json!({"cluster": CLUSTER, "serviceName": SERVICE}));
    let described = ask(&ecs, "DescribeTasks", &json!({"cluster": CLUSTER, "tasks": listed["taskArns"]}));
    let tasks = described["tasks"].as_array().unwrap();
    assert_eq!(tasks.len(), 2);
    for task in tasks {
        assert_eq!((&task["taskDefinitionArn"], &task["lastStatus"]), (&json!(second), &json!("RUNNING")));
        assert_eq!(
            (&task["containers"][0]["name"], &task["containers"][0]["lastStatus"]),
            (&json!("api"), &json!("RUNNING"))
        );
        assert_eq!(
            (&task["containers"][1]["exitCode"], &task["containers"][1]["reason"]),
            (&json!(137), &json!("OutOfMemoryError"))
        );
    }
    let stopped = json!({"cluster": CLUSTER, "serviceName": SERVICE, "desiredStatus": "STOPPED"});
    assert_eq!(ask(&ecs, "ListTasks", &stopped)["taskArns"].as_array().unwrap().len(), 2);
}
