//! Windows tasks have no localhost between containers, and the sidecars' images are made for Linux.
//!
//! Before: `{"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}, …}`. After: a Linux task.
//! Source: Amazon ECS Developer Guide, "Amazon ECS task definition differences for EC2 instances running Windows".

use crate::finding::{Finding, Rule, Severity};
use crate::rule::Subject;

pub(super) fn check(subject: &Subject<'_, '_>) -> Option<Finding> {
    let view = subject.view;
    let family = view.operating_system_family.known().filter(|family| family.starts_with("WINDOWS"))?;
    let mut finding = Rule::WindowsTask.finding(
        view.form.task().then("runtimePlatform").then("operatingSystemFamily"),
        format!(
            "the task runs on `{family}`, where the container `{}` can neither start nor be reached through localhost",
            subject.name
        ),
        "run the sidecar as a service of its own, on Linux",
    );
    if !subject.is_new {
        finding.severity = Severity::Warning;
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn operating_systems() {
        let on = |family: &str| {
            format!(
                r#"{{"networkMode": "awsvpc", "runtimePlatform": {{"operatingSystemFamily": "{family}"}}, "containerDefinitions": [{{"name": "api"}}]}}"#
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
