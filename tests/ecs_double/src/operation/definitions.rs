//! Task definitions.

use super::{answer, page};
use crate::model::State;
use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;

pub(super) fn register(state: &mut State, body: &str) -> Result<Json, Refusal> {
    let index = state.register(body)?;
    let definition = &state.definitions[index];
    let mut json = answer("taskDefinition", definition.describe(state.fills_defaults));
    json.set("tags", definition.tags.clone());
    Ok(json)
}

pub(super) fn describe(state: &State, request: &Json) -> Result<Json, Refusal> {
    let index = find(state, request, "Unable to describe task definition.")?;
    let definition = &state.definitions[index];
    let mut json = answer("taskDefinition", definition.describe(state.fills_defaults));
    let with_tags = request.list("include").iter().any(|name| name.str().as_deref() == Some("TAGS"));
    json.set("tags", if with_tags { definition.tags.clone() } else { Vec::new() });
    Ok(json)
}

pub(super) fn deregister(state: &mut State, request: &Json) -> Result<Json, Refusal> {
    let has_revision = request.get_str("taskDefinition").is_some_and(|wanted| wanted.contains(':'));
    if !has_revision {
        return Err(Refusal::client("Invalid revision number. Number: null"));
    }
    let index = find(state, request, "Unable to describe task definition.")?;
    state.deregister(index);
    Ok(answer("taskDefinition", state.definitions[index].describe(state.fills_defaults)))
}

pub(super) fn list(state: &State, request: &Json) -> Result<Json, Refusal> {
    let family = request.get_str("familyPrefix");
    let is_active = request.get_str("status").is_none_or(|status| status == "ACTIVE");
    let mut found: Vec<_> = state
        .definitions
        .iter()
        .filter(|known| known.is_active == is_active && family.as_ref().is_none_or(|family| known.family == *family))
        .collect();
    found.sort_by(|one, other| (&one.family, one.revision).cmp(&(&other.family, other.revision)));
    if request.get_str("sort").as_deref() == Some("DESC") {
        found.reverse();
    }
    page(request, "taskDefinitionArns", found.into_iter().map(|known| Json::string(&known.arn)).collect(), 100)
}

fn find(state: &State, request: &Json, message: &str) -> Result<usize, Refusal> {
    let Some(wanted) = request.get_str("taskDefinition") else {
        return Err(Refusal::client("taskDefinition should not be null or empty."));
    };
    state.find_definition(&wanted).ok_or_else(|| Refusal::client(message))
}
