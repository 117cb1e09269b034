//! Checks that the containers and ports in a service exist in its task definition.

use crate::model::State;
use crate::model::service::Service;
use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;

/// How many target groups a service may have.
const MAX_TARGET_GROUPS: usize = 5;

/// Checks that the load balancers, service registries and Service Connect of a service fit its task definition.
pub(super) fn check(state: &State, service: &Service) -> Result<(), Refusal> {
    let Some(index) = state.find_definition(&service.definition) else { return Ok(()) };
    let definition = &state.definitions[index];
    let containers = definition.containers();
    let balancers = service.settings.list("loadBalancers");
    if balancers.len() > MAX_TARGET_GROUPS {
        return Err(Refusal::parameter(format!("load balancers can have at most {MAX_TARGET_GROUPS} items.")));
    }
    for (index, balancer) in balancers.iter().enumerate() {
        let group = balancer.get_str("targetGroupArn");
        if balancer.get("loadBalancerName").is_none() || group.is_some() {
            let arn = group.unwrap_or_default();
            let Some(known) = state.balancers.group(&arn) else {
                return Err(Refusal::parameter(format!("Unable to find target group with targetGroupArn {arn}.")));
            };
            if !known.has_load_balancer {
                let message =
                    format!("The target group with targetGroupArn {arn} does not have an associated load balancer.");
                return Err(Refusal::parameter(message));
            }
            if definition.network_mode() == "awsvpc" && known.target_type != "ip" {
                let message = format!(
                    "The provided target group {arn} has target type {}, which is incompatible with the awsvpc network \
                     mode specified in the task definition.",
                    known.target_type
                );
                return Err(Refusal::parameter(message));
            }
        }
        if balancers[..index].contains(balancer) {
            return Err(Refusal::parameter("Duplicate load balancers are not allowed."));
        }
        maps(containers, balancer, true)?;
    }
    for registry in service.settings.list("serviceRegistries") {
        if registry.get("containerName").is_some() {
            maps(containers, registry, registry.get("containerPort").is_some())?;
        }
    }
    let connect = service.settings.get("serviceConnectConfiguration");
    for wanted in connect.map_or(&[][..], |connect| connect.list("services")) {
        let port = wanted.get_str("portName").unwrap_or_default();
        let mut mappings = containers.iter().flat_map(|container| container.list("portMappings"));
        if !mappings.any(|mapping| mapping.get_str("name").as_ref() == Some(&port)) {
            let message =
                format!("portName {port} in serviceConnectConfiguration does not exist in the task definition.");
            return Err(Refusal::parameter(message));
        }
    }
    Ok(())
}

/// Checks that the container exists and has the port.
fn maps(containers: &[Json], named: &Json, needs_port: bool) -> Result<(), Refusal> {
    let name = named.get_str("containerName").unwrap_or_default();
    let container = containers.iter().find(|container| container.get_str("name").as_ref() == Some(&name));
    let Some(container) = container else {
        return Err(Refusal::parameter(format!("The container {name} does not exist in the task definition.")));
    };
    let port = named.get("containerPort").and_then(Json::int);
    let is_mapped = |mapping: &Json| {
        let range = mapping.get_str("containerPortRange").unwrap_or_default();
        let range =
            range.split_once('-').and_then(|(first, last)| Some(first.parse::<i64>().ok()?..=last.parse().ok()?));
        let in_range = range.zip(port).is_some_and(|(range, port)| range.contains(&port));
        in_range || mapping.get("containerPort").and_then(Json::int) == port
    };
    if needs_port && (port.is_none() || !container.list("portMappings").iter().any(is_mapped)) {
        let port = port.map_or_else(|| "null".to_string(), |port| port.to_string());
        let message = format!("The container {name} did not have a container port {port} defined.");
        return Err(Refusal::parameter(message));
    }
    Ok(())
}
