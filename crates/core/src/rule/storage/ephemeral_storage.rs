//! The ephemeral storage of a Fargate task is 21 to 200 GiB, if it is set.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Limit, Rule, Severity, api, broken_limits};

pub(crate) const DESCRIPTION: Description = Description {
    name: "ephemeral-storage",
    severity: Severity::Error,
    source: Some(api!("EphemeralStorage")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
            "cpu": "256", "memory": "512", "ephemeralStorage": {"sizeInGiB": 20}, "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#,
        holds: r#"{"family": "api", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
            "cpu": "256", "memory": "512", "ephemeralStorage": {"sizeInGiB": 21}, "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let size = Limit { member: "sizeInGiB", value: &view.ephemeral_storage, range: 21..=200, unit: "GiB" };
    findings.extend(broken_limits([size]).map(|(member, wrong, help)| {
        let at = view.form.task().then("ephemeralStorage").then(member);
        Rule::EphemeralStorage.finding(at, format!("the ephemeral storage {wrong}"), help)
    }));
}
