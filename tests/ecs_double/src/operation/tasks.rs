//! Tasks.

use super::{answer, missing, page};
use crate::model::State;
use crate::model::task::Task;
use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;

pub(super) fn list(state: &State, request: &Json) -> Result<Json, Refusal> {
    let cluster = state.cluster(request)?;
    let service = request.get_str("serviceName");
    if let Some(service) = &service
        && state.find_service(&cluster, service).is_none()
    {
        return Err(Refusal::new("ServiceNotFoundException", "Service not found."));
    }
    let name = service.as_ref().map(|service| service.rsplit('/').next().unwrap_or_default());
    let family = request.get_str("family");
    let started_by = request.get_str("startedBy");
    let status = request.get_str("desiredStatus").unwrap_or_else(|| "RUNNING".to_string());
    let is_wanted = |task: &Task| {
        let own_family = task.definition.rsplit('/').next().and_then(|name| name.split(':').next());
        task.cluster == cluster
            && task.desired_status == status
            && name.is_none_or(|name| task.service == name)
            && family.as_ref().is_none_or(|family| own_family == Some(family))
            && started_by.as_ref().is_none_or(|by| task.deployment == *by)
    };
    let tasks = state.scripted_tasks();
    let found = tasks.iter().filter(|task| is_wanted(task)).map(|task| Json::string(&task.arn)).collect();
    page(request, "taskArns", found, 100)
}

pub(super) fn describe(state: &State, request: &Json) -> Result<Json, Refusal> {
    let cluster = state.cluster(request)?;
    let wanted: Vec<_> = request.list("tasks").iter().filter_map(Json::str).collect();
    if wanted.is_empty() {
        return Err(Refusal::parameter("Tasks cannot be empty."));
    }
    if wanted.len() > 100 {
        return Err(Refusal::parameter("Tasks cannot have more than 100 elements."));
    }
    let tasks = state.scripted_tasks();
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for wanted in wanted {
        let is_wanted = |task: &&Task| task.cluster == cluster && (task.arn == wanted || task.id() == wanted);
        match tasks.iter().find(is_wanted) {
            Some(task) => found.push(task.describe()),
            None => failures.push(Json::from(missing(&wanted, &format!("task/{cluster}/")))),
        }
    }
    let mut json = answer("tasks", found.into());
    json.set("failures", failures);
    Ok(json)
}
