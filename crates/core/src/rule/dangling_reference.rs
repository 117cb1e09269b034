//! What is removed must not be referred to by what stays: a container by `dependsOn`, `links`, `volumesFrom` or
//! `proxyConfiguration`, a volume by `mountPoints`.
//!
//! Before: another container has `"dependsOn": [{"containerName": "jaeger", …}]`. After: the entry is gone.
//! Source: ECS refuses to register a dependency on a container that is not there.

use crate::finding::{Finding, Rule};
use crate::pointer::Pointer;
use crate::record::Record;
use crate::view::View;

pub(super) fn check(view: &View<'_>, index: usize, name: &str, record: &Record) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut refers = |pointer: Pointer, who: &str, member: &str, what: &str| {
        findings.push(Rule::DanglingReference.finding(
            pointer,
            format!("{who} refers to {what} in `{member}`"),
            "take the reference out first",
        ));
    };
    let what = format!("the container `{name}`");
    for (other_index, other) in view.containers.iter().enumerate().filter(|(other, _)| *other != index) {
        let other_name = other.name.known().map_or("?", |name| name);
        let who = format!("the container `{other_name}`");
        let at = view.form.containers().then(other_index);
        let is_ours = record.applications.get(other_name).is_some_and(|wiring| wiring.depends_on.is_some());
        if !is_ours && other.dependency(name).is_some() {
            refers(at.then("dependsOn"), &who, "dependsOn", &what);
        }
        if other.links.iter().any(|link| link == name) {
            refers(at.then("links"), &who, "links", &what);
        }
        if other.volumes_from.iter().any(|source| source == name) {
            refers(at.then("volumesFrom"), &who, "volumesFrom", &what);
        }
        for volume in
            record.volumes.iter().filter(|volume| other.mounted_volumes.iter().any(|mounted| mounted == *volume))
        {
            refers(at.then("mountPoints"), &who, "mountPoints", &format!("the volume `{volume}`"));
        }
    }
    if view.proxy_container.known().is_some_and(|proxy| proxy == name) {
        let at = view.form.task().then("proxyConfiguration").then("containerName");
        refers(at, "the task", "proxyConfiguration", &what);
    }
    findings
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check_removal;

    #[test]
    fn references() {
        let record = r#""dockerLabels": {"outrigger": "{\"version\":1,\"sidecar\":\"jaeger\",\"applications\":{\"web\":{\"dependsOn\":\"START\"}},\"volumes\":[\"data\"]}"}"#;
        let with = |member: &str, task: &str| {
            format!(
                r#"{{"containerDefinitions": [{{"name": "api", {member}}}, {{"name": "web", "dependsOn": [{{"containerName": "jaeger", "condition": "START"}}]}}, {{"name": "jaeger", {record}}}]{task}}}"#
            )
        };
        let error = |what: &str, member: &str| {
            format!(
                "error[dangling-reference]: the container `api` refers to {what} in `{member}` at /containerDefinitions/0/{member}"
            )
        };
        let jaeger = "the container `jaeger`";
        check_removal(&with(r#""user": "x""#, ""), &[]);
        check_removal(
            &with(r#""dependsOn": [{"containerName": "jaeger", "condition": "HEALTHY"}]"#, ""),
            &[&error(jaeger, "dependsOn")],
        );
        check_removal(&with(r#""links": ["jaeger:tracing"]"#, ""), &[&error(jaeger, "links")]);
        check_removal(&with(r#""volumesFrom": [{"sourceContainer": "jaeger"}]"#, ""), &[&error(jaeger, "volumesFrom")]);
        check_removal(
            &with(r#""mountPoints": [{"sourceVolume": "data"}]"#, ""),
            &[&error("the volume `data`", "mountPoints")],
        );
        check_removal(
            &with(r#""user": "x""#, r#", "proxyConfiguration": {"containerName": "jaeger"}"#),
            &[
                "error[dangling-reference]: the task refers to the container `jaeger` in `proxyConfiguration` at /proxyConfiguration/containerName",
            ],
        );
    }
}
