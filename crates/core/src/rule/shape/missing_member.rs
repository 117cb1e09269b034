//! Every member that the ECS API requires is present.

use crate::rule::{Description, Example, Finding, Rule, Severity, api};
use crate::text::Pointer;

/// A missing `family` is not reported: the AWS CLI and the GitHub action accept it outside of the file.
pub(crate) const DESCRIPTION: Description = Description {
    name: "missing-member",
    severity: Severity::Error,
    source: Some(api!("RegisterTaskDefinition")),
    refusal: Some("Missing required parameter in containerDefinitions[0].logConfiguration: \"logDriver\""),
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512, "logConfiguration": {"options": {}}}]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512, "logConfiguration": {"logDriver": "syslog"}}]}"#,
    }),
};

pub(crate) fn finding(at: Pointer, holder: &str, member: &str) -> Finding {
    Rule::MissingMember.finding(
        at,
        format!("{holder} has no `{member}`, which ECS requires"),
        format!("add `{member}`"),
    )
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn required_members() {
        check(
            r#"[{"name": "api", "secrets": [{"name": "A"}]}]"#,
            &[
                "error[missing-member]: an element of `secrets` has no `valueFrom`, which ECS requires at /0/secrets/0",
                "error[missing-member]: the container definition has no `image`, which ECS requires at /0",
            ],
        );
        let with = |requirement: &str| {
            format!(r#"[{{"name": "api", "image": "api:1", "resourceRequirements": [{{{requirement}}}]}}]"#)
        };
        check(&with(r#""type": "GPU", "sharingStrategy": {"nvidiaMps": {"memory": 1024}}"#), &[]);
        check(
            &with(r#""value": "1""#),
            &[
                "error[missing-member]: an element of `resourceRequirements` has no `type`, which ECS requires at /0/resourceRequirements/0",
            ],
        );
    }
}
