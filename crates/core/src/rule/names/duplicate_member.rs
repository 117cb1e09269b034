//! A member appears only once in an object; of two with the same name, JSON readers use the last.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, Source};

pub(crate) const DESCRIPTION: Description = Description {
    name: "duplicate-member",
    severity: Severity::Warning,
    source: Some(Source { title: "RFC 8259, section 4", url: "https://www.rfc-editor.org/rfc/rfc8259#section-4" }),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "family": "web", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}]}"#,
        holds: r#"{"family": "web", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for pointer in &view.duplicates {
        if let Some(name) = pointer.split_last().and_then(|(_, last)| last.as_member().map(str::to_string)) {
            findings.push(Rule::DuplicateMember.finding(
                pointer.clone(),
                format!("the member `{name}` appears more than once; only the last value counts"),
                "remove one of them",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn repeated_members() {
        check(
            r#"{"networkMode": "bridge", "containerDefinitions": [{"name": "api", "image": "a:1", "memory": 6, "user": "a", "user": "b"}], "networkMode": "awsvpc"}"#,
            &[
                "warning[duplicate-member]: the member `networkMode` appears more than once; only the last value counts at /networkMode",
                "warning[duplicate-member]: the member `user` appears more than once; only the last value counts at /containerDefinitions/0/user",
            ],
        );
    }
}
