//! References by name to containers and volumes.

use super::containers::is_essential;
use super::name;
use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;

pub(super) fn check(definition: &Json) -> Result<(), Refusal> {
    let containers = definition.list("containerDefinitions");
    let find = |wanted: &str| containers.iter().find(|container| name(container) == wanted);
    let volumes: Vec<_> = definition.list("volumes").iter().map(name).collect();
    if (1..volumes.len()).any(|index| volumes[..index].contains(&volumes[index])) {
        return Err(Refusal::client("Volume names must be unique within a Task Definition."));
    }
    for container in containers {
        for mount in container.list("mountPoints") {
            let volume = mount.get_str("sourceVolume").unwrap_or_default();
            if !volumes.contains(&volume) {
                return Err(Refusal::client(format!("Unknown volume '{volume}'.")));
            }
        }
        for from in container.list("volumesFrom") {
            let source = from.get_str("sourceContainer").unwrap_or_default();
            if find(&source).is_none() {
                return Err(Refusal::client(format!("Unknown container '{source}' in volumesFrom.")));
            }
        }
        for dependency in container.list("dependsOn") {
            let wanted = dependency.get_str("containerName").unwrap_or_default();
            let Some(target) = find(&wanted) else {
                return Err(Refusal::client(format!("Invalid dependsOn: container '{wanted}' does not exist.")));
            };
            match dependency.get_str("condition").as_deref() {
                Some("HEALTHY") if target.get("healthCheck").is_none() => {
                    let message = format!("Container '{wanted}' has no health check for the HEALTHY condition.");
                    return Err(Refusal::client(message));
                }
                Some("COMPLETE" | "SUCCESS") if is_essential(target) => {
                    let message = format!("Essential container '{wanted}' cannot be awaited by COMPLETE or SUCCESS.");
                    return Err(Refusal::client(message));
                }
                _ => {}
            }
        }
    }
    if containers.iter().any(|container| waits_for_itself(containers, container)) {
        return Err(Refusal::client("Invalid dependsOn: a container dependency cycle was found."));
    }
    let proxy = definition.get("proxyConfiguration").and_then(|proxy| proxy.get_str("containerName"));
    if proxy.is_some_and(|proxy| find(&proxy).is_none()) {
        return Err(Refusal::client("The proxyConfiguration container does not exist in the task definition."));
    }
    Ok(())
}

fn waits_for_itself(containers: &[Json], start: &Json) -> bool {
    let awaited = |wanted: &str| {
        let container = containers.iter().find(|container| name(container) == wanted);
        container.map_or(&[][..], |container| container.list("dependsOn")).iter()
    };
    let mut reached = vec![name(start)];
    let mut next = 0;
    while next < reached.len() {
        for dependency in awaited(&reached[next].clone()) {
            let wanted = dependency.get_str("containerName").unwrap_or_default();
            if wanted == reached[0] {
                return true;
            }
            if !reached.contains(&wanted) {
                reached.push(wanted);
            }
        }
        next += 1;
    }
    false
}
