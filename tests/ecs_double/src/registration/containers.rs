//! The rules for each container.

use super::{is_fargate, is_name, name};
use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;

const MAX_CONTAINERS: usize = 10;

pub(super) fn check(definition: &Json) -> Result<(), Refusal> {
    let containers = definition.list("containerDefinitions");
    if containers.is_empty() {
        return Err(Refusal::client("Container list cannot be empty."));
    }
    if containers.len() > MAX_CONTAINERS {
        let message = format!("Number of containers {} exceeds the limit of {MAX_CONTAINERS}.", containers.len());
        return Err(Refusal::client(message));
    }
    for (index, container) in containers.iter().enumerate() {
        if !is_name(&name(container)) {
            return Err(Refusal::client("Container.name contains invalid characters."));
        }
        if containers[..index].iter().any(|other| name(other) == name(container)) {
            return Err(Refusal::client("Container names must be unique within a Task Definition."));
        }
        if container.get_str("image").unwrap_or_default().is_empty() {
            return Err(Refusal::client("Container.image should not be null or empty."));
        }
        variables(container)?;
        health_check(container)?;
        log_configuration(definition, container)?;
        limits(definition, container)?;
    }
    if !containers.iter().any(is_essential) {
        return Err(Refusal::client("At least one container must be marked as essential."));
    }
    Ok(())
}

pub(super) fn is_essential(container: &Json) -> bool {
    container.get("essential").and_then(Json::bool).unwrap_or(true)
}

fn variables(container: &Json) -> Result<(), Refusal> {
    let names = |list| container.list(list).iter().map(|entry| entry.get_str("name").unwrap_or_default());
    let secrets: Vec<_> = names("secrets").collect();
    let is_shared = |secret: &String| names("environment").any(|name| name == *secret);
    let is_twice = (1..secrets.len()).any(|index| secrets[..index].contains(&secrets[index]));
    if is_twice || secrets.iter().any(is_shared) {
        let message = "The secret name must be unique and not shared with any new or existing environment variables \
                       set on the container, such as ";
        return Err(Refusal::client(format!("{message}{secrets:?}.")));
    }
    if names("environment").any(|name| name.is_empty()) {
        return Err(Refusal::client("Environment variable name should not be empty."));
    }
    Ok(())
}

fn health_check(container: &Json) -> Result<(), Refusal> {
    let Some(check) = container.get("healthCheck") else { return Ok(()) };
    if check.list("command").is_empty() {
        return Err(Refusal::client("HealthCheck.command should not be null or empty."));
    }
    for (member, low, high) in [("interval", 5, 300), ("timeout", 2, 60), ("retries", 1, 10), ("startPeriod", 0, 300)] {
        if check.get(member).and_then(Json::int).is_some_and(|value| !(low..=high).contains(&value)) {
            return Err(Refusal::client(format!("HealthCheck.{member} must be between {low} and {high}.")));
        }
    }
    Ok(())
}

fn log_configuration(definition: &Json, container: &Json) -> Result<(), Refusal> {
    let Some(log) = container.get("logConfiguration") else { return Ok(()) };
    let driver = log.get_str("logDriver").unwrap_or_default();
    let fargate = is_fargate(definition);
    if fargate && !["awslogs", "splunk", "awsfirelens"].contains(&driver.as_str()) {
        return Err(Refusal::client(format!("Fargate does not support log driver '{driver}'.")));
    }
    if driver != "awslogs" {
        return Ok(());
    }
    let option = |name: &str| log.get("options").and_then(|options| options.get_str(name)).unwrap_or_default();
    let prefix: &[&str] = if fargate { &["awslogs-stream-prefix"] } else { &[] };
    for needed in ["awslogs-group", "awslogs-region"].iter().chain(prefix) {
        if option(needed).is_empty() {
            let message = format!("Log driver awslogs requires options: {needed}");
            return Err(Refusal::client(message));
        }
    }
    if fargate && definition.get("executionRoleArn").is_none() {
        let message = "Fargate requires task definition to have execution role ARN to support log driver awslogs.";
        return Err(Refusal::client(message));
    }
    Ok(())
}

fn limits(definition: &Json, container: &Json) -> Result<(), Refusal> {
    let number = |member| container.get(member).and_then(Json::int);
    if is_fargate(definition) {
        if container.get("privileged").and_then(Json::bool) == Some(true) {
            return Err(Refusal::client("Fargate does not support privileged containers."));
        }
        if !container.list("links").is_empty() {
            return Err(Refusal::client("Links are not supported when networkMode=awsvpc."));
        }
        for member in ["startTimeout", "stopTimeout"] {
            if number(member).is_some_and(|seconds| !(2..=120).contains(&seconds)) {
                return Err(Refusal::client(format!("Container.{member} must be between 2 and 120 for Fargate.")));
            }
        }
    }
    let period = container.get("restartPolicy").and_then(|policy| policy.get("restartAttemptPeriod"));
    if period.and_then(Json::int).is_some_and(|seconds| !(60..=1800).contains(&seconds)) {
        return Err(Refusal::client("restartAttemptPeriod must be between 60 and 1800."));
    }
    Ok(())
}
