//! Fargate does not support members that depend on the instance that runs the task.

use crate::facts::{Container, View};
use crate::rule::{Description, Example, Finding, Rule, Severity, container_name, guide, pointer_to};
use crate::text::{Pointer, Value};

pub(crate) const DESCRIPTION: Description = Description {
    name: "fargate-member",
    severity: Severity::Error,
    source: Some(guide!("fargate-tasks-services", "Amazon ECS task definition differences for Fargate")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
            "containerDefinitions": [{"name": "api", "image": "api:1", "privileged": true}]}"#,
        holds: r#"{"family": "api", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
            "containerDefinitions": [{"name": "api", "image": "api:1", "privileged": false}]}"#,
    }),
};

const OF_TASK: [&str; 3] = ["ipcMode", "placementConstraints", "inferenceAccelerators"];
const OF_CONTAINER: [&str; 7] = [
    "disableNetworking",
    "dnsSearchDomains",
    "dnsServers",
    "dockerSecurityOptions",
    "extraHosts",
    "links",
    "privileged",
];
const OF_LINUX: [&str; 4] = ["devices", "sharedMemorySize", "maxSwap", "swappiness"];

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    if !view.is_fargate() {
        return;
    }
    let mut refuse = |at: Pointer, what: String| {
        findings.push(Rule::FargateMember.finding(at, format!("Fargate does not support {what}"), "remove it"));
    };
    let task = view.form.task();
    for member in OF_TASK.into_iter().filter(|member| view.states(member)) {
        refuse(task.then(member), format!("`{member}`"));
    }
    if view.pid_mode.known().is_some_and(|mode| mode == "host") {
        refuse(task.then("pidMode"), "the `pidMode` `host`".to_string());
    }
    for (index, volume) in view.volumes.known().into_iter().flatten().enumerate() {
        let Some(definition) = &volume.definition else { continue };
        let at = task.then("volumes").then(index);
        let is_stated = |value: Option<&Value<'_>>| value.is_some_and(|value| !matches!(value, Value::Null));
        if is_stated(definition.get("host").and_then(|host| host.get("sourcePath"))) {
            refuse(at.then("host").then("sourcePath"), "the `sourcePath` of a volume".to_string());
        }
        if is_stated(definition.get("dockerVolumeConfiguration")) {
            refuse(at.then("dockerVolumeConfiguration"), "Docker volumes".to_string());
        }
    }
    for container in &view.containers {
        check_container(container, || pointer_to(view, container), &mut refuse);
    }
}

fn check_container(container: &Container<'_>, at: impl Fn() -> Pointer, refuse: &mut impl FnMut(Pointer, String)) {
    let of = || format!("of the container `{}`", container_name(container));
    let linux = || at().then("linuxParameters");
    for member in OF_CONTAINER.into_iter().filter(|member| container.states(member)) {
        refuse(at().then(member), format!("`{member}` {}", of()));
    }
    for member in OF_LINUX.into_iter().filter(|member| container.linux_parameters.iter().any(|stated| stated == member))
    {
        refuse(linux().then(member), format!("`{member}` {}", of()));
    }
    let added = container.added_capabilities.iter().filter_map(|capability| capability.known());
    for capability in added.filter(|capability| *capability != "SYS_PTRACE") {
        refuse(linux().then("capabilities").then("add"), format!("the capability `{capability}` {}", of()));
    }
    for kind in container.resource_requirements.iter().filter_map(|kind| kind.known()) {
        refuse(at().then("resourceRequirements"), format!("the resource `{kind}` {}", of()));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::{check, check_one};

    #[test]
    fn members() {
        let with = |launch: &str, container: &str, task: &str| {
            format!(
                r#"{{"requiresCompatibilities": ["{launch}"], "networkMode": "awsvpc", "cpu": "256", "memory": "512"{task}, "containerDefinitions": [{{"name": "api", "image": "api:1"{container}}}]}}"#
            )
        };
        for (container, message, at) in [
            (r#", "dnsServers": ["10.0.0.2"]"#, "`dnsServers` of the container `api`", "dnsServers"),
            (r#", "linuxParameters": {"maxSwap": 10}"#, "`maxSwap` of the container `api`", "linuxParameters/maxSwap"),
            (r#", "linuxParameters": {"initProcessEnabled": true}"#, "", ""),
            (r#", "linuxParameters": {"capabilities": {"add": ["SYS_PTRACE"]}}"#, "", ""),
            (
                r#", "linuxParameters": {"capabilities": {"add": ["NET_ADMIN"]}}"#,
                "the capability `NET_ADMIN` of the container `api`",
                "linuxParameters/capabilities/add",
            ),
            (
                r#", "resourceRequirements": [{"type": "GPU", "value": "1"}]"#,
                "the resource `GPU` of the container `api`",
                "resourceRequirements",
            ),
        ] {
            check(&with("EC2", container, ""), &[]);
            let error =
                format!("error[fargate-member]: Fargate does not support {message} at /containerDefinitions/0/{at}");
            check_one(&with("FARGATE", container, ""), Some(error).filter(|_| !message.is_empty()));
        }
        for (task, message, at) in [
            (r#", "ipcMode": "task""#, "`ipcMode`", "ipcMode"),
            (r#", "pidMode": "task""#, "", ""),
            (r#", "pidMode": "host""#, "the `pidMode` `host`", "pidMode"),
            (r#", "placementConstraints": []"#, "", ""),
        ] {
            check(&with("EC2", "", task), &[]);
            let error = format!("error[fargate-member]: Fargate does not support {message} at /{at}");
            check_one(&with("FARGATE", "", task), Some(error).filter(|_| !message.is_empty()));
        }
    }

    #[test]
    fn volumes() {
        let with = |launch: &str, volume: &str| {
            format!(
                r#"{{"requiresCompatibilities": ["{launch}"], "networkMode": "awsvpc", "cpu": "256", "memory": "512", "volumes": [{{"name": "data", {volume}}}], "containerDefinitions": [{{"name": "api", "image": "api:1", "mountPoints": [{{"sourceVolume": "data", "containerPath": "/data"}}]}}]}}"#
            )
        };
        check(&with("FARGATE", r#""host": {}"#), &[]);
        check(&with("EC2", r#""host": {"sourcePath": "/data"}"#), &[]);
        check(
            &with("FARGATE", r#""host": {"sourcePath": "/data"}"#),
            &[
                "error[fargate-member]: Fargate does not support the `sourcePath` of a volume at /volumes/0/host/sourcePath",
            ],
        );
        check(
            &with("FARGATE", r#""dockerVolumeConfiguration": {"scope": "task"}"#),
            &["error[fargate-member]: Fargate does not support Docker volumes at /volumes/0/dockerVolumeConfiguration"],
        );
    }
}
