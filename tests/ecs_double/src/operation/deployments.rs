//! Service deployments: the newer API for the deployments of a service.

use super::{answer, missing, page, services};
use crate::model::State;
use crate::model::service::ServiceDeployment;
use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;

pub(super) fn list(state: &State, request: &Json) -> Result<Json, Refusal> {
    let service = &state.services[services::find(state, request)?];
    let wanted: Vec<_> = request.list("status").iter().filter_map(Json::str).collect();
    let is_wanted =
        |known: &&ServiceDeployment| wanted.is_empty() || wanted.iter().any(|status| status == known.status);
    let found = service.history.iter().filter(is_wanted).map(|known| known.brief(service)).collect();
    page(request, "serviceDeployments", found, 20)
}

pub(super) fn describe(state: &State, request: &Json) -> Result<Json, Refusal> {
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for wanted in request.list("serviceDeploymentArns").iter().filter_map(Json::str) {
        let mut all =
            state.services.iter().flat_map(|service| service.history.iter().map(move |known| (service, known)));
        match all.find(|(_, known)| known.arn == wanted) {
            Some((service, known)) => found.push(known.describe(service)),
            None => failures.push(Json::from(missing(&wanted, "service-deployment/"))),
        }
    }
    let mut json = answer("serviceDeployments", found.into());
    json.set("failures", failures);
    Ok(json)
}
