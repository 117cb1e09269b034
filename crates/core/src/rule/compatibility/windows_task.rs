//! Windows tasks have no localhost between containers, and the sidecars' images are made for Linux.

use crate::facts::View;
use crate::rule::{Description, guide};
use crate::rule::{Finding, Rule, Severity};

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

/// Holds a task against the rule into which a container of this name is to come.
pub(crate) fn check(view: &View<'_>, name: &str) -> Option<Finding> {
    let family = view.operating_system_family.known().filter(|_| view.is_windows())?;
    Some(Rule::WindowsTask.finding(
        view.form.task().then("runtimePlatform").then("operatingSystemFamily"),
        format!(
            "the task runs on `{family}`, where the container `{name}` can neither start nor be reached through localhost"
        ),
        "run the sidecar as a service of its own, on Linux",
    ))
}
