//! Volume names are unique.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api};

pub(crate) const DESCRIPTION: Description = Description {
    name: "duplicate-volume-name",
    severity: Severity::Error,
    source: Some(api!("Volume")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "volumes": [{"name": "data"}, {"name": "data"}], "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}
        ]}"#,
        holds: r#"{"family": "api", "volumes": [{"name": "data"}], "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let mut seen = std::collections::HashSet::new();
    for (index, volume) in view.volumes.known().into_iter().flatten().enumerate() {
        if let Some(name) = volume.name.known().filter(|name| !seen.insert(*name)) {
            findings.push(Rule::DuplicateVolumeName.finding(
                view.form.task().then("volumes").then(index).then("name"),
                format!("more than one volume is named `{name}`"),
                "give each volume a unique name",
            ));
        }
    }
}
