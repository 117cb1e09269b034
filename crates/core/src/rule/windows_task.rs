//! Windows tasks have no localhost between containers, and the sidecars' images are made for Linux.

use super::{Description, guide};
use crate::finding::{Finding, Severity};
use crate::rule::Rule;
use crate::view::View;

pub(super) const DESCRIPTION: Description = Description {
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

#[cfg(test)]
mod tests {
    use crate::rule::tests::check_injection as check;

    #[test]
    fn operating_systems() {
        let on = |family: &str| {
            format!(
                r#"{{"networkMode": "awsvpc", "memory": "512", "runtimePlatform": {{"operatingSystemFamily": "{family}"}}, "containerDefinitions": [{{"name": "api"}}]}}"#
            )
        };
        check(&on("LINUX"), &[]);
        check(
            &on("WINDOWS_SERVER_2022_CORE"),
            &[
                "error[windows-task]: the task runs on `WINDOWS_SERVER_2022_CORE`, where the container `jaeger` can neither start nor be reached through localhost at /runtimePlatform/operatingSystemFamily",
            ],
        );
    }
}
