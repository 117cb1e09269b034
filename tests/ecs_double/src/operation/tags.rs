//! Tags of clusters, services and task definitions.

use serde_json::json;

use super::answer;
use crate::model::State;
use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;
use crate::registration;

pub(super) fn tag(state: &mut State, request: &Json) -> Result<Json, Refusal> {
    registration::tags(request.list("tags"))?;
    let tags = tags(state, request)?;
    for tag in request.list("tags") {
        match tags.iter_mut().find(|known| known.get_str("key") == tag.get_str("key")) {
            Some(known) => *known = tag.clone(),
            None => tags.push(tag.clone()),
        }
    }
    Ok(json!({}).into())
}

pub(super) fn untag(state: &mut State, request: &Json) -> Result<Json, Refusal> {
    let keys: Vec<_> = request.list("tagKeys").iter().filter_map(Json::str).collect();
    tags(state, request)?.retain(|tag| tag.get_str("key").is_none_or(|key| !keys.contains(&key)));
    Ok(json!({}).into())
}

pub(super) fn list(state: &mut State, request: &Json) -> Result<Json, Refusal> {
    Ok(answer("tags", tags(state, request)?.clone().into()))
}

fn tags<'s>(state: &'s mut State, request: &Json) -> Result<&'s mut Vec<Json>, Refusal> {
    let arn = request.get_str("resourceArn").unwrap_or_default();
    let definitions = state.definitions.iter_mut().map(|known| (&known.arn, &mut known.tags));
    let services = state.services.iter_mut().map(|known| (&known.arn, &mut known.tags));
    let clusters = state.clusters.iter_mut().map(|known| (&known.arn, &mut known.tags));
    let found = definitions.chain(services).chain(clusters).find(|(known, _)| **known == arn);
    found.map(|(_, tags)| tags).ok_or_else(|| Refusal::parameter("The specified resource was not found."))
}
