//! The operations of Amazon ECS, a file for each kind of resource.

mod definitions;
mod deployments;
mod load_balancers;
mod services;
mod tags;
mod tasks;

use serde_json::json;

use crate::model::State;
use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;

/// Carries an operation out. Returns its answer.
pub(crate) fn carry_out(state: &mut State, operation: &str, body: &str) -> Result<Json, Refusal> {
    let text = if body.trim().is_empty() { "{}" } else { body };
    let request = Json::parse(text).map_err(|error| Refusal::new("SerializationException", error))?;
    match operation {
        "DescribeClusters" => Ok(describe_clusters(state, &request)),
        "RegisterTaskDefinition" => definitions::register(state, body),
        "DeregisterTaskDefinition" => definitions::deregister(state, &request),
        "DescribeTaskDefinition" => definitions::describe(state, &request),
        "ListTaskDefinitions" => definitions::list(state, &request),
        "CreateService" => services::create(state, &request),
        "UpdateService" => services::update(state, &request),
        "DeleteService" => services::delete(state, &request),
        "DescribeServices" => services::describe(state, &request),
        "ListServices" => services::list(state, &request),
        "ListServiceDeployments" => deployments::list(state, &request),
        "DescribeServiceDeployments" => deployments::describe(state, &request),
        "ListTasks" => tasks::list(state, &request),
        "DescribeTasks" => tasks::describe(state, &request),
        "TagResource" => tags::tag(state, &request),
        "UntagResource" => tags::untag(state, &request),
        "ListTagsForResource" => tags::list(state, &request),
        _ => Err(Refusal::new("UnknownOperationException", format!("The double does not know {operation}."))),
    }
}

fn describe_clusters(state: &State, request: &Json) -> Json {
    let mut wanted: Vec<_> = request.list("clusters").iter().filter_map(Json::str).collect();
    if wanted.is_empty() {
        wanted.push("default".to_string());
    }
    let (mut clusters, mut failures) = (Vec::new(), Vec::new());
    for wanted in wanted {
        match state.clusters.iter().find(|cluster| cluster.name == wanted || cluster.arn == wanted) {
            Some(cluster) => clusters.push(json!({
                "clusterArn": cluster.arn,
                "clusterName": cluster.name,
                "status": "ACTIVE",
                "activeServicesCount": state.services.iter().filter(|service| service.cluster == cluster.name).count(),
            })),
            None => failures.push(missing(&wanted, "cluster/")),
        }
    }
    json!({"clusters": clusters, "failures": failures}).into()
}

/// The entry in `failures[]` for a resource that does not exist.
fn missing(wanted: &str, resource: &str) -> serde_json::Value {
    let arn =
        if wanted.starts_with("arn:") { wanted.to_string() } else { crate::model::arn(&format!("{resource}{wanted}")) };
    json!({"arn": arn, "reason": "MISSING"})
}

/// One page of a list in the member `name`, with `nextToken` if there are more.
fn page(request: &Json, name: &str, all: Vec<Json>, default: usize) -> Result<Json, Refusal> {
    let size = request.get("maxResults").and_then(Json::int).map_or(default, |size| size.max(1) as usize);
    if size > 100 {
        return Err(Refusal::parameter("maxResults must be 100 at most."));
    }
    let start = match request.get_str("nextToken") {
        None => 0,
        Some(token) => {
            let start = token.strip_prefix("page-").and_then(|start| start.parse().ok());
            start.ok_or_else(|| Refusal::parameter("Invalid token."))?
        }
    };
    let mut json = Json::from(json!({}));
    let has_more = all.len() > start + size;
    json.set(name, all.into_iter().skip(start).take(size).collect::<Vec<_>>());
    if has_more {
        json.set("nextToken", format!("page-{}", start + size).as_str());
    }
    Ok(json)
}

/// An object of one member.
fn answer(name: &str, value: Json) -> Json {
    let mut json = Json::from(json!({}));
    json.set(name, value);
    json
}
