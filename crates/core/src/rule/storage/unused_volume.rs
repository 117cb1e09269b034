//! Every volume is mounted by a container.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api};

pub(crate) const DESCRIPTION: Description = Description {
    name: "unused-volume",
    severity: Severity::Warning,
    source: Some(api!("Volume")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "volumes": [{"name": "data"}], "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512}
        ]}"#,
        holds: r#"{"family": "api", "volumes": [{"name": "data"}], "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let Some(volumes) = view.volumes.known().filter(|volumes| !volumes.is_empty()) else { return };
    let mounted: HashSet<&Cow<'_, str>> =
        view.containers.iter().flat_map(|container| &container.mounted_volumes).collect();
    for (index, volume) in volumes.iter().enumerate() {
        if let Some(name) = volume.name.known().filter(|name| !mounted.contains(*name)) {
            findings.push(Rule::UnusedVolume.finding(
                view.form.task().then("volumes").then(index),
                format!("no container mounts the volume `{name}`"),
                "mount the volume, or remove it",
            ));
        }
    }
}
