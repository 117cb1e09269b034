//! The operating system runs on the CPU architecture and, for a Fargate task, on Fargate.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api};

pub(crate) const DESCRIPTION: Description = Description {
    name: "platform",
    severity: Severity::Error,
    source: Some(api!("RuntimePlatform")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE", "cpuArchitecture": "ARM64"},
            "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}]}"#,
        holds: r#"{"family": "api", "runtimePlatform": {"operatingSystemFamily": "LINUX", "cpuArchitecture": "ARM64"},
            "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}]}"#,
    }),
};

/// How the names of the Windows families begin that Fargate runs (Amazon ECS API Reference, `RuntimePlatform`).
const ON_FARGATE: [&str; 3] = ["WINDOWS_SERVER_2019_", "WINDOWS_SERVER_2022_", "WINDOWS_SERVER_2025_"];

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let Some(family) = view.operating_system_family.known().filter(|_| view.is_windows()) else { return };
    let at = view.form.task().then("runtimePlatform");
    if view.cpu_architecture.known().is_some_and(|architecture| architecture == "ARM64") {
        findings.push(Rule::Platform.finding(
            at.then("cpuArchitecture"),
            format!("`{family}` does not run on ARM64"),
            "use the CPU architecture X86_64, or the operating system LINUX",
        ));
    }
    if view.is_fargate() && !ON_FARGATE.iter().any(|start| family.starts_with(start)) {
        findings.push(Rule::Platform.finding(
            at.then("operatingSystemFamily"),
            format!("Fargate does not run `{family}`"),
            "use the FULL or CORE edition of Windows Server 2019, 2022 or 2025",
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn windows_on_fargate() {
        let on = |family: &str| {
            format!(
                r#"{{"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "1024", "memory": "2048", "runtimePlatform": {{"operatingSystemFamily": "{family}", "cpuArchitecture": "X86_64"}}, "containerDefinitions": [{{"name": "api", "image": "api:1"}}]}}"#
            )
        };
        check(&on("LINUX"), &[]);
        check(&on("WINDOWS_SERVER_2022_FULL"), &[]);
        check(
            &on("WINDOWS_SERVER_20H2_CORE"),
            &[
                "error[platform]: Fargate does not run `WINDOWS_SERVER_20H2_CORE` at /runtimePlatform/operatingSystemFamily",
            ],
        );
    }
}
