//! Every container and volume exists that `dependsOn`, `links`, `volumesFrom`, `mountPoints` or `proxyConfiguration` refers
//! to.

use crate::facts::{Fact, Form, View};
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, is_placeholder, pointer_to};
use crate::text::Pointer;

pub(crate) const DESCRIPTION: Description = Description {
    name: "dangling-reference",
    severity: Severity::Error,
    source: Some(api!("ContainerDependency")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "dependsOn": [{"containerName": "db", "condition": "START"}]}
        ]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "dependsOn": [{"containerName": "db", "condition": "START"}]},
            {"name": "db", "image": "db:1", "memory": 512}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    // A reference may mean a container or volume whose name is not known.
    let knows_containers = view.containers.iter().all(|container| container.name.known().is_some());
    let volumes = view.volumes.known().map_or(&[][..], Vec::as_slice);
    let knows_volumes = view.form != Form::Containers
        && view.volumes != Fact::Unknown
        && volumes.iter().all(|volume| volume.name.known().is_some());
    let is_container = |name: &str| !knows_containers || view.container(name).is_some() || is_placeholder(name);
    let is_volume = |name: &str| !knows_volumes || view.volume(name).is_some() || is_placeholder(name);

    let mut refers = |pointer: Pointer, who: String, kind: &str, name: &str, member: &str| {
        findings.push(Rule::DanglingReference.finding(
            pointer,
            format!("{who} refers in `{member}` to the {kind} `{name}`, which does not exist"),
            "correct the name, or remove the reference",
        ));
    };
    for container in &view.containers {
        let at = || pointer_to(view, container);
        let who = || format!("the container `{}`", container_name(container));
        let named = container.depends_on.known().into_iter().flatten().enumerate();
        let dependencies = named.filter_map(|(index, dependency)| Some((index, dependency.container.known()?)));
        for (index, name) in dependencies.filter(|(_, name)| !is_container(name)) {
            refers(at().then("dependsOn").then(index), who(), "container", name, "dependsOn");
        }
        for name in container.links.iter().filter(|name| !is_container(name)) {
            refers(at().then("links"), who(), "container", name, "links");
        }
        for name in container.volumes_from.iter().filter(|name| !is_container(name)) {
            refers(at().then("volumesFrom"), who(), "container", name, "volumesFrom");
        }
        for name in container.mounted_volumes.iter().filter(|name| !is_volume(name)) {
            refers(at().then("mountPoints"), who(), "volume", name, "mountPoints");
        }
    }
    if let Some(name) = view.proxy_container.known().filter(|name| !is_container(name)) {
        let at = view.form.task().then("proxyConfiguration").then("containerName");
        refers(at, "the task".to_string(), "container", name, "proxyConfiguration");
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn references() {
        let with = |member: &str, task: &str| {
            format!(
                r#"{{"containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512, {member}}}, {{"name": "web", "image": "web:1", "memory": 512}}]{task}}}"#
            )
        };
        let error = |kind: &str, member: &str, at: &str| {
            format!(
                "error[dangling-reference]: the container `api` refers in `{member}` to the {kind} `db`, which does not exist at /containerDefinitions/0/{at}"
            )
        };
        let depends = |name: &str| format!(r#""dependsOn": [{{"containerName": "{name}", "condition": "START"}}]"#);
        check(&with(&depends("web"), ""), &[]);
        check(&with(&depends("$DB"), ""), &[]);
        check(&with(&depends("db"), ""), &[&error("container", "dependsOn", "dependsOn/0")]);
        check(&with(r#""links": ["web:alias"]"#, ""), &[]);
        check(&with(r#""links": ["db:alias"]"#, ""), &[&error("container", "links", "links")]);
        check(&with(r#""volumesFrom": [{"sourceContainer": "web"}]"#, ""), &[]);
        check(
            &with(r#""volumesFrom": [{"sourceContainer": "db"}]"#, ""),
            &[&error("container", "volumesFrom", "volumesFrom")],
        );
        let mount = r#""mountPoints": [{"sourceVolume": "db", "containerPath": "/db"}]"#;
        check(&with(mount, r#", "volumes": [{"name": "db"}]"#), &[]);
        check(&with(mount, ""), &[&error("volume", "mountPoints", "mountPoints")]);
        check(&format!(r#"[{{"name": "api", "image": "api:1", {mount}}}]"#), &[]);
        let proxy = |name: &str| format!(r#", "proxyConfiguration": {{"containerName": "{name}"}}"#);
        check(&with(r#""user": "x""#, &proxy("web")), &[]);
        check(
            &with(r#""user": "x""#, &proxy("envoy")),
            &[
                "error[dangling-reference]: the task refers in `proxyConfiguration` to the container `envoy`, which does not exist at /proxyConfiguration/containerName",
            ],
        );
    }
}
