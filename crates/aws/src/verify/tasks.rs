//! Checks the tasks of one revision: their containers, their number, and why tasks stopped.

use outrigger_core::Value;

use super::check::Check;
use crate::ecs::json_members::{list, number, text, text_or_empty};

/// How many stopped tasks are shown.
const MAX_STOPPED: usize = 5;

/// The tasks of this revision.
pub(super) fn of_revision<'t>(tasks: &'t [Value<'static>], revision: &str) -> Vec<&'t Value<'static>> {
    tasks.iter().filter(|task| text(task, "taskDefinitionArn") == Some(revision)).collect()
}

/// Checks that every container of these tasks runs. Those in `may_end` may also have ended with exit code 0.
pub(super) fn check_containers(tasks: &[&Value<'_>], may_end: &[String]) -> Check {
    const NAME: &str = "containers";
    let containers = tasks.iter().flat_map(|task| list(task, "containers").iter().map(move |it| (*task, it)));
    let unwell: Vec<_> = containers.filter(|(_, container)| !is_well(container, may_end)).collect();
    let evidence =
        unwell.iter().map(|(task, container)| format!("task {}: {}", id(task), describe(container))).collect();
    if tasks.is_empty() {
        return Check::skipped(NAME, "the service should run no task of the revision");
    }
    let help = unwell.iter().find_map(|(_, container)| help(container));
    match unwell.len() {
        0 => Check::passed(NAME, format!("every container of {} runs", count(tasks.len(), "task"))),
        number => {
            let check = Check::failed(NAME, format!("{} not run as expected", count_of_containers(number)));
            Check { help: help.map(String::from), ..check.with_evidence(evidence) }
        }
    }
}

/// Checks that as many tasks run as desired; `others` run another revision.
pub(super) fn check_count(tasks: &[&Value<'_>], others: usize, desired_count: i64) -> Check {
    const NAME: &str = "task-count";
    let running = tasks.iter().filter(|task| text(task, "lastStatus") == Some("RUNNING")).count();
    let message = format!("{running} of {desired_count} tasks run the revision");
    let check = match i64::try_from(running) {
        _ if desired_count == 0 => Check::warning(NAME, "the desired count is 0, so no task can be checked")
            .with_help("start a task: aws ecs update-service --desired-count 1"),
        Ok(running) if running < desired_count => Check::failed(NAME, message),
        Ok(_) | Err(_) => Check::passed(NAME, message),
    };
    if others == 0 {
        return check;
    }
    check.with_evidence(vec![format!("{} of other revisions still running", count(others, "task"))])
}

/// Reports why tasks stopped; `is_complete` is whether as many tasks run as desired.
pub(super) fn check_stopped(tasks: &[&Value<'_>], is_complete: bool) -> Check {
    const NAME: &str = "stopped-tasks";
    let stopped: Vec<_> = tasks.iter().filter(|task| !is_stop_wanted(task)).collect();
    if stopped.is_empty() {
        return Check::passed(NAME, "no task of the revision stopped by itself");
    }
    let mut evidence = Vec::new();
    for task in stopped.iter().take(MAX_STOPPED) {
        let (code, reason) = (text_or_empty(task, "stopCode"), text_or_empty(task, "stoppedReason"));
        evidence.push(format!("task {}: {}", id(task), joined([code, reason])));
        evidence.extend(list(task, "containers").iter().map(|container| format!("  {}", describe(container))));
    }
    if stopped.len() > MAX_STOPPED {
        evidence.push(format!("and {} more", stopped.len() - MAX_STOPPED));
    }
    let message = format!("{} of the revision stopped by itself", count(stopped.len(), "task"));
    let check = if is_complete { Check::warning(NAME, message) } else { Check::failed(NAME, message) };
    let mut containers = stopped.iter().flat_map(|task| list(task, "containers"));
    let help = containers
        .find_map(help)
        .or_else(|| stopped.iter().find_map(|task| help_for(&text_or_empty(task, "stoppedReason"))));
    Check { help: help.map(String::from), ..check.with_evidence(evidence) }
}

/// The first task whose sidecar does not run well.
pub(super) fn first_unwell<'t, 'v>(
    running: &[&'t Value<'v>],
    stopped: &[&'t Value<'v>],
    sidecar: &str,
) -> Option<&'t Value<'v>> {
    let any = |task: &Value<'_>, is: fn(&Value<'_>) -> bool| {
        list(task, "containers").iter().any(|container| text(container, "name") == Some(sidecar) && is(container))
    };
    let is_unwell = |task: &&&Value<'v>| any(task, |container| !is_well(container, &[]));
    let died = |task: &&&Value<'v>| !is_stop_wanted(task) && any(task, has_died);
    running.iter().find(is_unwell).or_else(|| stopped.iter().find(died)).copied()
}

/// Whether a container runs, or has ended as it may. Without a health check its health is `UNKNOWN`
/// (AWS API reference, `Container.healthStatus`).
fn is_well(container: &Value<'_>, may_end: &[String]) -> bool {
    let has_ended_well = text(container, "lastStatus") == Some("STOPPED")
        && number(container, "exitCode") == Some(0)
        && may_end.iter().any(|name| text(container, "name") == Some(name));
    let runs = text(container, "lastStatus") == Some("RUNNING") && text(container, "healthStatus") != Some("UNHEALTHY");
    runs || has_ended_well
}

/// Whether a container ended by itself with an error, not because its task was stopped.
fn has_died(container: &Value<'_>) -> bool {
    const TERMINATED: i64 = 128 + 15;
    let is_bad = number(container, "exitCode").is_some_and(|code| code != 0 && code != TERMINATED);
    is_bad || text(container, "reason").is_some_and(|reason| !reason.is_empty())
}

/// Whether the stop was intended: by a person, or by ECS because of scaling or a deployment.
fn is_stop_wanted(task: &Value<'_>) -> bool {
    match text(task, "stopCode") {
        Some("UserInitiated") => true,
        // ECS uses the same code for tasks that fail the health checks of a load balancer.
        Some("ServiceSchedulerInitiated") => {
            text(task, "stoppedReason").is_none_or(|reason| reason.starts_with("Scaling activity initiated by"))
        }
        _ => false,
    }
}

/// `jaeger: STOPPED, exit code 137, OutOfMemoryError: …`
fn describe(container: &Value<'_>) -> String {
    let health = text(container, "healthStatus").filter(|health| *health != "UNKNOWN").unwrap_or_default();
    let code = number(container, "exitCode").map(|code| format!("exit code {code}")).unwrap_or_default();
    let status = text_or_empty(container, "lastStatus");
    format!(
        "{}: {}",
        text_or_empty(container, "name"),
        joined([status, health.to_string(), code, text_or_empty(container, "reason")])
    )
}

fn joined<const N: usize>(parts: [String; N]) -> String {
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn help(container: &Value<'_>) -> Option<&'static str> {
    const KILLED: i64 = 128 + 9;
    let by_reason = text(container, "reason").and_then(help_for);
    let by_code = || (number(container, "exitCode") == Some(KILLED)).then_some(MEMORY);
    by_reason.or_else(by_code).or_else(|| match text(container, "lastStatus") {
        Some("PENDING" | "PROVISIONING" | "ACTIVATING") => Some("it has not started yet: wait, and verify again"),
        _ => None,
    })
}

const MEMORY: &str = "it was killed, most likely because it used too much memory: give it more, or keep fewer traces";

fn help_for(reason: &str) -> Option<&'static str> {
    let helps = [
        ("OutOfMemory", MEMORY),
        (
            "CannotPull",
            "check the name of the image, the route from the subnet to the registry, and the execution role",
        ),
        ("ResourceInitialization", "check the execution role, and the routes from the subnet to ECR, secrets and logs"),
        (
            "failed ELB health checks",
            "check the health check of the target group: the path, the port and the grace period",
        ),
        ("failed container health checks", "check the health checks of the essential containers"),
    ];
    helps.iter().find(|(part, _)| reason.contains(part)).map(|(_, help)| *help)
}

fn id<'t>(task: &'t Value<'_>) -> &'t str {
    let arn = text(task, "taskArn").unwrap_or_default();
    arn.rsplit('/').next().unwrap_or(arn)
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn count_of_containers(number: usize) -> String {
    format!("{} {}", count(number, "container"), if number == 1 { "does" } else { "do" })
}

#[cfg(test)]
mod tests {
    use outrigger_core::Value;

    use super::{check_count, check_stopped, has_died, is_stop_wanted, is_well};
    use crate::verify::CheckStatus::{Failed, Passed, Warning};

    fn parse(text: &str) -> Value<'static> {
        Value::parse(text).unwrap()
    }

    #[test]
    fn containers_that_are_well() {
        for (container, expected) in [
            (r#"{"name": "api", "lastStatus": "RUNNING", "healthStatus": "UNKNOWN"}"#, true),
            (r#"{"name": "api", "lastStatus": "RUNNING", "healthStatus": "HEALTHY"}"#, true),
            (r#"{"name": "api", "lastStatus": "RUNNING", "healthStatus": "UNHEALTHY"}"#, false),
            (r#"{"name": "api", "lastStatus": "PENDING"}"#, false),
            (r#"{"name": "api", "lastStatus": "STOPPED", "exitCode": 0}"#, false),
            (r#"{"name": "init", "lastStatus": "STOPPED", "exitCode": 0}"#, true),
            (r#"{"name": "init", "lastStatus": "STOPPED", "exitCode": 1}"#, false),
        ] {
            assert_eq!(is_well(&parse(container), &["init".to_string()]), expected, "{container}");
        }
    }

    #[test]
    fn stops_that_were_wanted() {
        for (task, expected) in [
            (r#"{"stopCode": "UserInitiated"}"#, true),
            (
                r#"{"stopCode": "ServiceSchedulerInitiated", "stoppedReason": "Scaling activity initiated by (deployment ecs-svc/1)"}"#,
                true,
            ),
            (
                r#"{"stopCode": "ServiceSchedulerInitiated", "stoppedReason": "Task failed ELB health checks in (target-group x)"}"#,
                false,
            ),
            (r#"{"stopCode": "EssentialContainerExited"}"#, false),
            (r#"{"stopCode": "TaskFailedToStart"}"#, false),
            ("{}", false),
        ] {
            assert_eq!(is_stop_wanted(&parse(task)), expected, "{task}");
        }
    }

    #[test]
    fn containers_that_died() {
        for (container, expected) in [
            (r#"{"exitCode": 0}"#, false),
            (r#"{"exitCode": 143}"#, false),
            (r#"{"exitCode": 137}"#, true),
            (r#"{"exitCode": 1}"#, true),
            (r#"{"reason": "CannotPullContainerError: no such image"}"#, true),
            ("{}", false),
        ] {
            assert_eq!(has_died(&parse(container)), expected, "{container}");
        }
    }

    #[test]
    fn counts() {
        let (runs, starts) = (parse(r#"{"lastStatus": "RUNNING"}"#), parse(r#"{"lastStatus": "PENDING"}"#));
        for (tasks, desired, expected) in [
            (vec![&runs, &runs], 2, Passed),
            (vec![&runs, &starts], 2, Failed),
            (vec![], 1, Failed),
            (vec![], 0, Warning),
        ] {
            assert_eq!(check_count(&tasks, 0, desired).status, expected, "{desired}");
        }
    }

    #[test]
    fn a_long_list_is_cut() {
        let task = parse(r#"{"taskArn": "a/b", "stopCode": "TaskFailedToStart"}"#);
        let check = check_stopped(&[&task; 7], false);
        assert_eq!(check.evidence.len(), 6);
        assert_eq!(check.evidence[5], "and 2 more");
        assert_eq!(check_stopped(&[&task], true).status, Warning);
    }
}
