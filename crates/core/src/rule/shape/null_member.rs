//! A task definition contains no `null`: ECS treats it as absent, but the AWS CLI refuses to register it.

use crate::rule::{Description, Example, Finding, Rule, Severity, api};
use crate::text::{Hint, Pointer};

pub(crate) const DESCRIPTION: Description = Description {
    name: "null-member",
    severity: Severity::Warning,
    source: Some(api!("RegisterTaskDefinition")),
    refusal: Some(
        "Invalid type for parameter containerDefinitions[0].user, value: None, type: <class 'NoneType'>, valid types: <class 'str'>",
    ),
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512, "user": null}]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}]}"#,
    }),
};

pub(crate) fn finding(first: Pointer, count: usize) -> Finding {
    let message = match count {
        1 => "the task definition contains a null".to_string(),
        count => format!("the task definition contains {count} nulls"),
    };
    let help = "remove every null: ECS treats it as absent, but the AWS CLI refuses to register it";
    Rule::NullMember.finding(first, message, help).with_hint(Hint::Setting("nulls"))
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn nulls_that_are_not_registered_are_not_counted() {
        let with = |revision: &str| {
            format!(
                r#"{{{revision}"ipcMode": null, "containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512, "user": null}}]}}"#
            )
        };
        check(&with(""), &["warning[null-member]: the task definition contains 2 nulls at /ipcMode"]);
        check(
            &with(r#""revision": 3, "#),
            &["warning[null-member]: the task definition contains a null at /containerDefinitions/0/user"],
        );
    }
}
