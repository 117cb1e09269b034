//! An EFS volume with IAM authorization or an access point is encrypted in transit.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api};
use crate::text::Value;

pub(crate) const DESCRIPTION: Description = Description {
    name: "efs-encryption",
    severity: Severity::Error,
    source: Some(api!("EFSVolumeConfiguration")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "volumes": [{"name": "data", "efsVolumeConfiguration":
                {"fileSystemId": "fs-0", "authorizationConfig": {"iam": "ENABLED"}}}],
            "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512,
                "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        holds: r#"{"family": "api", "volumes": [{"name": "data", "efsVolumeConfiguration":
                {"fileSystemId": "fs-0", "transitEncryption": "ENABLED", "authorizationConfig": {"iam": "ENABLED"}}}],
            "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512,
                "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (index, volume) in view.volumes.known().into_iter().flatten().enumerate() {
        let Some(efs) = volume.definition.as_ref().and_then(|volume| volume.get("efsVolumeConfiguration")) else {
            continue;
        };
        let at = || view.form.task().then("volumes").then(index).then("efsVolumeConfiguration");
        let text = |of: Option<&Value<'_>>, member: &str| {
            of.and_then(|value| value.get(member)).and_then(Value::as_str).map(str::to_string)
        };
        let authorization = efs.get("authorizationConfig");
        let has_access_point = text(authorization, "accessPointId").is_some_and(|point| !point.is_empty());
        let what = if text(authorization, "iam").as_deref() == Some("ENABLED") {
            "IAM authorization"
        } else if has_access_point {
            "an access point"
        } else {
            continue;
        };
        let name = volume.name.known().map_or("?", |name| name);
        if matches!(text(Some(efs), "transitEncryption").as_deref(), None | Some("DISABLED")) {
            findings.push(Rule::EfsEncryption.finding(
                at(),
                format!("the volume `{name}` uses {what}, but is not encrypted in transit"),
                "add \"transitEncryption\": \"ENABLED\"",
            ));
        }
        let root = text(Some(efs), "rootDirectory");
        if has_access_point && root.is_some_and(|root| !root.is_empty() && root != "/") {
            findings.push(Rule::EfsEncryption.finding(
                at().then("rootDirectory"),
                format!("the volume `{name}` has both an access point and a root directory; the access point defines the root directory"),
                "remove `rootDirectory`",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn access_points() {
        let with = |members: &str| {
            format!(
                r#"{{"volumes": [{{"name": "data", "efsVolumeConfiguration": {{"fileSystemId": "fs-0", {members}}}}}], "containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512, "mountPoints": [{{"sourceVolume": "data", "containerPath": "/data"}}]}}]}}"#
            )
        };
        let point = r#""authorizationConfig": {"accessPointId": "fsap-0"}"#;
        check(&with(r#""transitEncryption": "DISABLED""#), &[]);
        check(&with(&format!(r#"{point}, "transitEncryption": "ENABLED", "rootDirectory": "/""#)), &[]);
        check(
            &with(point),
            &[
                "error[efs-encryption]: the volume `data` uses an access point, but is not encrypted in transit at /volumes/0/efsVolumeConfiguration",
            ],
        );
        check(
            &with(&format!(r#"{point}, "transitEncryption": "ENABLED", "rootDirectory": "/data""#)),
            &[
                "error[efs-encryption]: the volume `data` has both an access point and a root directory; the access point defines the root directory at /volumes/0/efsVolumeConfiguration/rootDirectory",
            ],
        );
    }
}
