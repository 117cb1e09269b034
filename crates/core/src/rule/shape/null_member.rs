//! No `null` stands in a task definition: ECS takes it as absent, and the AWS CLI refuses to register it.

use crate::rule::{Description, Example, api};
use crate::rule::{Finding, Rule, Severity};
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
        1 => "a null stands in the task definition".to_string(),
        count => format!("{count} nulls stand in the task definition"),
    };
    let help = "ECS takes them as absent, and the AWS CLI refuses to register them: remove them";
    Rule::NullMember.finding(first, message, help).with_hint(Hint::Setting("nulls"))
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn those_that_go_are_not_told() {
        let with = |revision: &str| {
            format!(
                r#"{{{revision}"ipcMode": null, "containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512, "user": null}}]}}"#
            )
        };
        check(&with(""), &["warning[null-member]: 2 nulls stand in the task definition at /ipcMode"]);
        check(
            &with(r#""revision": 3, "#),
            &["warning[null-member]: a null stands in the task definition at /containerDefinitions/0/user"],
        );
    }
}
