//! Every member is a member of the ECS API.

use crate::model::schema::Structure;
use crate::rule::{Description, Example, Finding, Rule, Severity, api};
use crate::text::Pointer;

/// A warning, because the member may be newer than this model of the API.
pub(crate) const DESCRIPTION: Description = Description {
    name: "unknown-member",
    severity: Severity::Warning,
    source: Some(api!("RegisterTaskDefinition")),
    refusal: Some("Unknown parameter in input"),
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512, "Command": ["serve"]}]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512, "command": ["serve"]}]}"#,
    }),
};

pub(crate) fn finding(at: Pointer, name: &str, structure: &Structure) -> Finding {
    let other_case = structure.members.iter().find(|member| member.name.eq_ignore_ascii_case(name));
    let help = match other_case {
        Some(member) => format!("write `{}`: names are case-sensitive", member.name),
        None => "correct its name or remove it, unless it is new in ECS".to_string(),
    };
    Rule::UnknownMember.finding(at, format!("`{name}` is not a known member of {}", structure.name), help)
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn unknown_members() {
        let warning = |name: &str, shape: &str, at: &str| {
            format!("warning[unknown-member]: `{name}` is not a known member of {shape} at {at}")
        };
        check(
            r#"{"containerDefinitions": [{"name": "api", "image": "api:1", "memory": 6, "portMappings": [{"containerPort": 80, "port": 1}]}], "x": 1}"#,
            &[
                &warning("port", "PortMapping", "/containerDefinitions/0/portMappings/0/port"),
                &warning("x", "TaskDefinition", "/x"),
            ],
        );
        let described = r#""revision": 1, "trustedExecutionConfiguration": {}, "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 6}]"#;
        check(&format!("{{{described}}}"), &[]);
        check(&format!(r#"{{"taskDefinition": {{{described}}}, "tags": []}}"#), &[]);
    }
}
