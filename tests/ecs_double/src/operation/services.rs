//! Services.

use serde_json::json;

use super::{answer, load_balancers, missing, page};
use crate::model::service::Service;
use crate::model::{State, arn};
use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;
use crate::registration;

/// Members of a request that are not settings of the service.
const NO_SETTINGS: [&str; 8] = [
    "cluster",
    "service",
    "serviceName",
    "taskDefinition",
    "desiredCount",
    "tags",
    "clientToken",
    "forceNewDeployment",
];

/// Settings whose change starts a deployment.
const DEPLOYED: [&str; 8] = [
    "loadBalancers",
    "serviceRegistries",
    "networkConfiguration",
    "platformVersion",
    "capacityProviderStrategy",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
];

pub(super) fn create(state: &mut State, request: &Json) -> Result<Json, Refusal> {
    let cluster = state.cluster(request)?;
    let Some(name) = request.get_str("serviceName") else {
        return Err(Refusal::parameter("Service name should not be null or empty."));
    };
    if state.find_service(&cluster, &name).is_some_and(|known| state.services[known].status == "ACTIVE") {
        return Err(Refusal::parameter("Creation of service was not idempotent."));
    }
    let mut settings = Json::from(json!({}));
    for (member, value) in request.members().iter().filter(|(member, _)| !NO_SETTINGS.contains(&member.as_str())) {
        settings.set(member, value.clone());
    }
    for list in ["loadBalancers", "serviceRegistries", "placementConstraints", "placementStrategy"] {
        settings.fill(list, Json::from(Vec::new()));
    }
    let defaults = json!({
        "launchType": "FARGATE",
        "platformVersion": "LATEST",
        "schedulingStrategy": "REPLICA",
        "deploymentConfiguration": {
            "deploymentCircuitBreaker": {"enable": false, "rollback": false},
            "maximumPercent": 200,
            "minimumHealthyPercent": 100,
            "strategy": "ROLLING",
        },
        "enableECSManagedTags": false,
        "propagateTags": "NONE",
        "enableExecuteCommand": false,
    });
    for (member, value) in Json::from(defaults).members() {
        settings.fill(member, value.clone());
    }
    let mut service = Service {
        arn: arn(&format!("service/{cluster}/{name}")),
        cluster,
        name,
        status: "ACTIVE".to_string(),
        definition: String::new(),
        desired: request.get("desiredCount").and_then(Json::int).unwrap_or(1),
        settings,
        tags: request.list("tags").to_vec(),
        deployments: Vec::new(),
        events: Vec::new(),
        progress: None,
        history: Vec::new(),
        created_at: state.now(),
    };
    if request.get("tags").is_some() {
        registration::tags(&service.tags)?;
    }
    if service.controller() != "EXTERNAL" {
        service.definition = definition(state, request)?.unwrap_or_default();
        load_balancers::check(state, &service)?;
    }
    state.services.push(service);
    let index = state.services.len() - 1;
    // A new service is already running, because tests begin after that.
    state.deploy(index);
    state.services[index].progress = None;
    state.complete(index);
    Ok(answer("service", state.services[index].describe(&state.scripted_tasks(), true)))
}

pub(super) fn update(state: &mut State, request: &Json) -> Result<Json, Refusal> {
    let index = find(state, request)?;
    let old = &state.services[index];
    if old.status != "ACTIVE" {
        return Err(Refusal::new("ServiceNotActiveException", "Service was not ACTIVE."));
    }
    let controller = old.controller();
    let forces = request.get("forceNewDeployment").and_then(Json::bool) == Some(true);
    for (member, words) in [("taskDefinition", "task definition"), ("loadBalancers", "load balancers")] {
        if controller != "ECS" && request.get(member).is_some() {
            let message = format!("Unable to update {words} on services with a {controller} deployment controller.");
            return Err(Refusal::parameter(message));
        }
    }
    if controller != "ECS" && forces {
        let message = format!("Cannot force a new deployment on services with a {controller} deployment controller.");
        return Err(Refusal::parameter(message));
    }
    if old.settings.get_str("resourceManagementType").as_deref() == Some("ECS") {
        return Err(Refusal::parameter("The service is managed by ECS."));
    }
    let mut settings = old.settings.clone();
    for (member, value) in request.members().iter().filter(|(member, _)| !NO_SETTINGS.contains(&member.as_str())) {
        if value.is_null() {
            return Err(Refusal::parameter(format!("{member} should not be null.")));
        }
        settings.set(member, value.clone());
    }
    let new_definition = definition(state, request)?.unwrap_or_else(|| state.services[index].definition.clone());
    let old = &state.services[index];
    let is_changed = |member: &str| old.settings.get(member).map(Json::value) != settings.get(member).map(Json::value);
    let deploys = forces || new_definition != old.definition || DEPLOYED.iter().any(|member| is_changed(member));
    let previous = (old.settings.clone(), old.definition.clone());
    let service = &mut state.services[index];
    (service.settings, service.definition) = (settings, new_definition);
    if controller == "ECS"
        && let Err(refusal) = load_balancers::check(state, &state.services[index])
    {
        let service = &mut state.services[index];
        (service.settings, service.definition) = previous;
        return Err(refusal);
    }
    if let Some(desired) = request.get("desiredCount").and_then(Json::int) {
        if deploys { state.services[index].desired = desired } else { state.scale(index, desired) }
    }
    if deploys {
        state.deploy(index);
    }
    Ok(answer("service", state.services[index].describe(&state.scripted_tasks(), true)))
}

pub(super) fn delete(state: &mut State, request: &Json) -> Result<Json, Refusal> {
    let index = find(state, request)?;
    state.scale(index, 0);
    let service = &mut state.services[index];
    service.status = "INACTIVE".to_string();
    service.progress = None;
    service.deployments.clear();
    Ok(answer("service", state.services[index].describe(&state.scripted_tasks(), true)))
}

pub(super) fn describe(state: &mut State, request: &Json) -> Result<Json, Refusal> {
    let cluster = state.cluster(request)?;
    let wanted: Vec<_> = request.list("services").iter().filter_map(Json::str).collect();
    if wanted.is_empty() {
        return Err(Refusal::parameter("Services cannot be empty."));
    }
    if wanted.len() > 10 {
        return Err(Refusal::parameter("Services cannot have more than 10 elements."));
    }
    let with_tags = request.list("include").iter().any(|name| name.str().as_deref() == Some("TAGS"));
    let (mut services, mut failures) = (Vec::new(), Vec::new());
    for wanted in wanted {
        match state.find_service(&cluster, &wanted) {
            Some(index) => {
                state.poll(index);
                services.push(state.services[index].describe(&state.scripted_tasks(), with_tags));
            }
            None => failures.push(Json::from(missing(&wanted, &format!("service/{cluster}/")))),
        }
    }
    let mut json = answer("services", services.into());
    json.set("failures", failures);
    Ok(json)
}

pub(super) fn list(state: &State, request: &Json) -> Result<Json, Refusal> {
    let cluster = state.cluster(request)?;
    let strategy = request.get_str("schedulingStrategy");
    let launch_type = request.get_str("launchType");
    let is_wanted = |service: &&Service| {
        let has = |member, wanted: &Option<String>| wanted.is_none() || service.settings.get_str(member) == *wanted;
        service.cluster == cluster
            && service.status != "INACTIVE"
            && has("schedulingStrategy", &strategy)
            && has("launchType", &launch_type)
    };
    let found = state.services.iter().filter(is_wanted).map(|service| Json::string(&service.arn)).collect();
    page(request, "serviceArns", found, 10)
}

/// The index of the service in a request.
pub(super) fn find(state: &State, request: &Json) -> Result<usize, Refusal> {
    let cluster = state.cluster(request)?;
    let wanted = request.get_str("service").unwrap_or_default();
    let found = state.find_service(&cluster, &wanted);
    found.ok_or_else(|| Refusal::new("ServiceNotFoundException", "Service not found."))
}

/// The ARN of the task definition in a request.
fn definition(state: &State, request: &Json) -> Result<Option<String>, Refusal> {
    let Some(wanted) = request.get_str("taskDefinition") else { return Ok(None) };
    let index = state.find_definition(&wanted).ok_or_else(|| Refusal::client("TaskDefinition not found."))?;
    let definition = &state.definitions[index];
    if !definition.is_active {
        return Err(Refusal::client("TaskDefinition is inactive"));
    }
    Ok(Some(definition.arn.clone()))
}
