//! Tags are at most 50, each with a key of its own that does not begin with `aws:`, and no list of none.

use std::collections::HashSet;

use super::{Description, Example, api};
use crate::finding::{Finding, Severity};
use crate::form::Form;
use crate::rule::Rule;
use crate::view::View;

pub(super) const DESCRIPTION: Description = Description {
    name: "unregisterable-tags",
    severity: Severity::Error,
    source: Some(api!("Tag")),
    refusal: Some("Tags can not be empty."),
    example: Some(Example {
        breaks: r#"{"family": "api", "tags": [{"key": "aws:createdBy", "value": "me"}],
            "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}]}"#,
        holds: r#"{"family": "api", "tags": [{"key": "createdBy", "value": "me"}],
            "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}]}"#,
    }),
};

const MOST: usize = 50;

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    // What `DescribeTaskDefinition` answers beside the task definition is put right when it moves in.
    let Some(tags) = view.tags.known().filter(|_| view.form != Form::DescribeOutput) else { return };
    let keys = || tags.iter().filter_map(|key| key.known());
    let mut seen = HashSet::new();
    let message = if tags.is_empty() {
        "the list of tags is empty".to_string()
    } else if tags.len() > MOST {
        format!("there are {} tags, and ECS takes at most {MOST}", tags.len())
    } else if keys().any(|key| is_reserved(key)) {
        "the key of a tag begins with `aws:`".to_string()
    } else if let Some(key) = keys().find(|key| !seen.insert(*key)) {
        format!("two tags have the key `{key}`")
    } else {
        return;
    };
    let at = view.form.task().then("tags");
    findings.push(Rule::UnregisterableTags.finding(at, message, "ECS refuses to register it: take it out"));
}

/// Whether ECS refuses to be given a tag of that key.
pub(crate) fn is_reserved(key: &str) -> bool {
    key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn tags() {
        let with = |tags: &str| {
            format!(
                r#"{{"tags": [{tags}], "containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512}}]}}"#
            )
        };
        let warning = |message: &str| format!("error[unregisterable-tags]: {message} at /tags");
        check(&with(""), &[&warning("the list of tags is empty")]);
        check(
            &with(r#"{"key": "a", "value": ""}, {"key": "a", "value": "b"}"#),
            &[&warning("two tags have the key `a`")],
        );
        let many =
            |count: usize| (0..count).map(|number| format!(r#"{{"key": "k{number}"}}"#)).collect::<Vec<_>>().join(", ");
        check(&with(&many(50)), &[]);
        check(&with(&many(51)), &[&warning("there are 51 tags, and ECS takes at most 50")]);
        check(
            r#"{"taskDefinition": {"containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}]}, "tags": []}"#,
            &[],
        );
    }
}
