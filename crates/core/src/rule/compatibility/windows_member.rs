//! Windows containers do not support members that are only for Linux.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, container_name, guide, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "windows-member",
    severity: Severity::Error,
    source: Some(guide!(
        "windows_task_definitions",
        "Amazon ECS task definition differences for EC2 instances running Windows"
    )),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},
            "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512, "privileged": true}]}"#,
        holds: r#"{"family": "api", "runtimePlatform": {"operatingSystemFamily": "LINUX"},
            "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512, "privileged": true}]}"#,
    }),
};

const OF_TASK: [&str; 2] = ["ipcMode", "pidMode"];
const OF_CONTAINER: [&str; 9] = [
    "disableNetworking",
    "dnsSearchDomains",
    "dnsServers",
    "extraHosts",
    "links",
    "linuxParameters",
    "privileged",
    "readonlyRootFilesystem",
    "ulimits",
];

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    if !view.is_windows() {
        return;
    }
    let help = "remove it, or run the task on Linux";
    for member in OF_TASK.into_iter().filter(|member| view.states(member)) {
        let message = format!("Windows tasks do not support `{member}`");
        findings.push(Rule::WindowsMember.finding(view.form.task().then(member), message, help));
    }
    for container in &view.containers {
        for member in OF_CONTAINER.into_iter().filter(|member| container.states(member)) {
            let message = format!(
                "Windows containers do not support `{member}`, which the container `{}` sets",
                container_name(container)
            );
            findings.push(Rule::WindowsMember.finding(pointer_to(view, container).then(member), message, help));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn empty_and_false_members_are_allowed() {
        let with = |privileged: &str, task: &str| {
            format!(
                r#"{{"runtimePlatform": {{"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}{task}, "containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512, "ulimits": [], "privileged": {privileged}}}]}}"#
            )
        };
        check(&with("false", ""), &[]);
        check(
            &with("true", r#", "pidMode": "task""#),
            &[
                "error[windows-member]: Windows tasks do not support `pidMode` at /pidMode",
                "error[windows-member]: Windows containers do not support `privileged`, which the container `api` sets at /containerDefinitions/0/privileged",
            ],
        );
    }
}
