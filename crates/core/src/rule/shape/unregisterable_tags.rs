//! A task definition has no `tags`, or 1 to 50 of them with unique keys; keys and values contain only characters that AWS
//! allows, and no key begins with `aws:`.

use std::collections::HashSet;

use crate::facts::{Fact, Form, Tag, View};
use crate::rule::{Description, Example, Finding, Rule, Severity, api, is_placeholder};
use crate::text::Pointer;

pub(crate) const DESCRIPTION: Description = Description {
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

/// The maximum lengths of a key and of a value, in characters.
const LONGEST: (usize, usize) = (128, 256);

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let beside = (view.form == Form::DescribeOutput).then(|| (&view.tags, Pointer::root().then("tags")));
    for (tags, at) in beside.into_iter().chain([(view.tags_inside(), view.form.task().then("tags"))]) {
        let message = tags.known().and_then(|tags| wrong_with(tags, view.form));
        findings.extend(message.map(|message| {
            Rule::UnregisterableTags.finding(at, message, "ECS refuses the registration: correct or remove it")
        }));
    }
}

/// The first problem of a list of tags.
fn wrong_with(tags: &[Tag<'_>], form: Form) -> Option<String> {
    // In the output of `DescribeTaskDefinition`, an empty list and the tags of AWS are dropped.
    let goes = |tag: &Tag<'_>| form.is_described() && tag.is_reserved();
    let kept = || tags.iter().filter(|tag| !goes(tag));
    let count = kept().count();
    let mut seen = HashSet::new();
    if tags.is_empty() && !form.is_described() {
        Some("the list of tags is empty".to_string())
    } else if count > MOST {
        Some(format!("there are {count} tags; ECS allows at most {MOST}"))
    } else if kept().any(Tag::is_reserved) {
        Some("the key of a tag begins with `aws:`, which is reserved for AWS".to_string())
    } else if let Some(key) = kept().filter_map(|tag| tag.key.known()).find(|key| !seen.insert(*key)) {
        Some(format!("two tags have the key `{key}`"))
    } else {
        kept().find_map(wrong)
    }
}

/// The problem of a single tag.
fn wrong(tag: &Tag<'_>) -> Option<String> {
    let (longest_key, longest_value) = LONGEST;
    let is_long = |text: &str, most: usize| text.chars().count() > most;
    match (&tag.key, tag.value.known()) {
        (Fact::Absent | Fact::Null, _) => Some("a tag has no key".to_string()),
        (Fact::Known(key), _) if key.is_empty() => Some("the key of a tag is empty".to_string()),
        (Fact::Known(key), _) if is_long(key, longest_key) => {
            Some(format!("the key of a tag is longer than {longest_key} characters"))
        }
        (Fact::Known(key), _) if !is_sound(key) => Some(format!("the key `{key}` of a tag contains {INVALID}")),
        (Fact::Known(key), Some(value)) if is_long(value, longest_value) => {
            Some(format!("the value of the tag `{key}` is longer than {longest_value} characters"))
        }
        (Fact::Known(key), Some(value)) if !is_sound(value) => {
            Some(format!("the value of the tag `{key}` contains {INVALID}"))
        }
        (Fact::Known(_) | Fact::Unknown, _) => None,
    }
}

const INVALID: &str = "a character other than letters, digits, spaces and _ . : / = + - @";

fn is_sound(text: &str) -> bool {
    let is_sound = |c: char| c.is_alphanumeric() || (c.is_whitespace() && !c.is_control()) || "_.:/=+-@".contains(c);
    text.chars().all(is_sound) || is_placeholder(text)
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn keys_and_number_of_tags() {
        let with = |tags: &str| {
            format!(
                r#"{{"tags": [{tags}], "containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512}}]}}"#
            )
        };
        let error = |message: &str| format!("error[unregisterable-tags]: {message} at /tags");
        check(&with(""), &[&error("the list of tags is empty")]);
        check(
            &with(r#"{"key": "a", "value": ""}, {"key": "a", "value": "b"}"#),
            &[&error("two tags have the key `a`")],
        );
        let many =
            |count: usize| (0..count).map(|number| format!(r#"{{"key": "k{number}"}}"#)).collect::<Vec<_>>().join(", ");
        check(&with(&many(50)), &[]);
        check(&with(&many(51)), &[&error("there are 51 tags; ECS allows at most 50")]);
        check(&with(r#"{"value": "shop"}"#), &[&error("a tag has no key")]);
        check(
            r#"{"taskDefinition": {"containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}]}, "tags": []}"#,
            &[],
        );
        // Those inside of a wrapped task definition count, too; those of AWS go.
        let inside = |tags: &str| {
            format!(
                r#"{{"taskDefinition": {{"tags": [{tags}], "containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512}}]}}}}"#
            )
        };
        check(&inside(r#"{"key": "aws:a"}"#), &[]);
        check(
            &inside(r#"{"value": "shop"}"#),
            &[&format!("{} at /taskDefinition/tags", "error[unregisterable-tags]: a tag has no key")],
        );
    }

    #[test]
    fn characters_and_lengths() {
        let with = |key: &str, value: &str| {
            format!(
                r#"{{"tags": [{{"key": "{key}", "value": "{value}"}}], "containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512}}]}}"#
            )
        };
        let error = |message: &str| format!("error[unregisterable-tags]: {message} at /tags");
        check(&with("Zürich 1 _.:/=+-@", "Zürich 1 _.:/=+-@"), &[]);
        check(&with("${key}", "{{value}}"), &[]);
        check(&with(&"é".repeat(128), &"é".repeat(256)), &[]);
        check(&with("", ""), &[&error("the key of a tag is empty")]);
        check(&with(&"é".repeat(129), ""), &[&error("the key of a tag is longer than 128 characters")]);
        check(&with("a", &"é".repeat(257)), &[&error("the value of the tag `a` is longer than 256 characters")]);
        let invalid = "a character other than letters, digits, spaces and _ . : / = + - @";
        let beside =
            with("a", "b,c").replace(r#""containerDefinitions""#, r#""taskDefinition": {"containerDefinitions""#) + "}";
        check(&beside, &[&error(&format!("the value of the tag `a` contains {invalid}"))]);
        check(&beside.replace(r#""key": "a""#, r#""key": "aws:a""#), &[]);
        check(&with("a#b", ""), &[&error(&format!("the key `a#b` of a tag contains {invalid}"))]);
        check(&with("a", "b,c"), &[&error(&format!("the value of the tag `a` contains {invalid}"))]);
        check(&with("a", "b\\tc"), &[&error(&format!("the value of the tag `a` contains {invalid}"))]);
    }
}
