//! The sidecar images are built for Linux, and Windows containers do not reach each other through localhost.

use crate::facts::View;
use crate::rule::{Description, Finding, Rule, Severity, guide};

pub(crate) const DESCRIPTION: Description = Description {
    name: "windows-task",
    severity: Severity::Error,
    source: Some(guide!(
        "windows_task_definitions",
        "Amazon ECS task definition differences for EC2 instances running Windows"
    )),
    refusal: None,
    example: None,
};

/// Checks a task into which a container with this name will be injected.
pub(crate) fn check(view: &View<'_>, name: &str) -> Option<Finding> {
    let family = view.operating_system_family.known().filter(|_| view.is_windows())?;
    Some(Rule::WindowsTask.finding(
        view.form.task().then("runtimePlatform").then("operatingSystemFamily"),
        format!(
            "the task runs on `{family}`, where the container `{name}` cannot start and cannot be reached through localhost"
        ),
        "run the sidecar as a separate service on Linux",
    ))
}
