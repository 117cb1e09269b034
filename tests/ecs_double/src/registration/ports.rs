//! Port mappings, in the network mode of the task.

use super::name;
use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;

pub(super) fn check(definition: &Json) -> Result<(), Refusal> {
    let mode = definition.get_str("networkMode").unwrap_or_else(|| "bridge".to_string());
    let is_shared = mode == "awsvpc" || mode == "host";
    // Protocol, first and last port, and the container.
    let mut taken: Vec<(String, i64, i64, String)> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for container in definition.list("containerDefinitions") {
        for mapping in container.list("portMappings") {
            if mode == "none" {
                return Err(Refusal::client("Port mappings are not supported when networkMode=none."));
            }
            let (first, last) = ports(mapping)?;
            let host = mapping.get("hostPort").and_then(Json::int);
            if is_shared && host.is_some_and(|host| host != first) {
                let message =
                    format!("When networkMode={mode}, the host ports and container ports in port mappings must match.");
                return Err(Refusal::client(message));
            }
            let protocol = mapping.get_str("protocol").unwrap_or_else(|| "tcp".to_string());
            let own = name(container);
            let clashes = |(other, from, to, holder): &(String, i64, i64, String)| {
                *other == protocol && *from <= last && first <= *to && (is_shared || *holder == own)
            };
            if taken.iter().any(clashes) {
                let upper = protocol.to_uppercase();
                return Err(Refusal::client(format!("{upper} host port '{first}' is mapped multiple times in task")));
            }
            taken.push((protocol, first, last, own));
            let Some(name) = mapping.get_str("name") else { continue };
            if names.contains(&name) {
                return Err(Refusal::client(format!("The port name '{name}' must be unique within the task.")));
            }
            names.push(name);
        }
    }
    let has_faults = definition.get("enableFaultInjection").and_then(Json::bool) == Some(true);
    if has_faults && !is_shared {
        return Err(Refusal::client("enableFaultInjection is only supported when networkMode is awsvpc or host."));
    }
    Ok(())
}

fn ports(mapping: &Json) -> Result<(i64, i64), Refusal> {
    let range = mapping.get_str("containerPortRange");
    let port = mapping.get("containerPort").and_then(Json::int);
    let (first, last) = match (&range, port) {
        (Some(range), None) => {
            let (first, last) = range.split_once('-').unwrap_or_default();
            (first.parse().unwrap_or(0), last.parse().unwrap_or(0))
        }
        (None, Some(port)) => (port, port),
        _ => return Err(Refusal::client("Exactly one of containerPort and containerPortRange must be specified.")),
    };
    if first < 1 || last > 65535 || first > last {
        return Err(Refusal::client(format!("Invalid container port {first}.")));
    }
    Ok((first, last))
}
