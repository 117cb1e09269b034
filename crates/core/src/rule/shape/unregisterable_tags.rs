//! Tags are at most 50, each with a key of its own that does not begin with `aws:`, made of the characters that AWS takes, and
//! no list of none.

use std::collections::HashSet;

use crate::facts::{Fact, Form, Tag, View};
use crate::rule::{Description, Example, api, is_placeholder};
use crate::rule::{Finding, Rule, Severity};
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

/// How long a key and a value may be, in characters.
const LONGEST: (usize, usize) = (128, 256);

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let beside = (view.form == Form::DescribeOutput).then(|| (&view.tags, Pointer::root().then("tags")));
    for (tags, at) in beside.into_iter().chain([(view.tags_inside(), view.form.task().then("tags"))]) {
        let message = tags.known().and_then(|tags| wrong_with(tags, view.form));
        findings.extend(
            message.map(|message| {
                Rule::UnregisterableTags.finding(at, message, "ECS refuses to register it: take it out")
            }),
        );
    }
}

/// What is wrong with a list of tags.
fn wrong_with(tags: &[Tag<'_>], form: Form) -> Option<String> {
    // Of what `DescribeTaskDefinition` answered, an empty list and the tags of AWS go.
    let goes = |tag: &Tag<'_>| form.is_described() && tag.is_reserved();
    let kept = || tags.iter().filter(|tag| !goes(tag));
    let count = kept().count();
    let mut seen = HashSet::new();
    if tags.is_empty() && !form.is_described() {
        Some("the list of tags is empty".to_string())
    } else if count > MOST {
        Some(format!("there are {count} tags, and ECS takes at most {MOST}"))
    } else if kept().any(Tag::is_reserved) {
        Some("the key of a tag begins with `aws:`".to_string())
    } else if let Some(key) = kept().filter_map(|tag| tag.key.known()).find(|key| !seen.insert(*key)) {
        Some(format!("two tags have the key `{key}`"))
    } else {
        kept().find_map(wrong)
    }
}

/// What is wrong with a tag, whatever the others are.
fn wrong(tag: &Tag<'_>) -> Option<String> {
    let (longest_key, longest_value) = LONGEST;
    let is_long = |text: &str, most: usize| text.chars().count() > most;
    match (&tag.key, tag.value.known()) {
        (Fact::Absent | Fact::Null, _) => Some("a tag has no key".to_string()),
        (Fact::Known(key), _) if key.is_empty() => Some("the key of a tag is empty".to_string()),
        (Fact::Known(key), _) if is_long(key, longest_key) => {
            Some(format!("the key of a tag is longer than {longest_key} characters"))
        }
        (Fact::Known(key), _) if !is_sound(key) => Some(format!("the key `{key}` of a tag has {UNSOUND}")),
        (Fact::Known(key), Some(value)) if is_long(value, longest_value) => {
            Some(format!("the value of the tag `{key}` is longer than {longest_value} characters"))
        }
        (Fact::Known(key), Some(value)) if !is_sound(value) => {
            Some(format!("the value of the tag `{key}` has {UNSOUND}"))
        }
        (Fact::Known(_) | Fact::Unknown, _) => None,
    }
}

const UNSOUND: &str = "a character that is no letter, digit, space or one of _ . : / = + - @";

fn is_sound(text: &str) -> bool {
    let is_sound = |c: char| c.is_alphanumeric() || (c.is_whitespace() && !c.is_control()) || "_.:/=+-@".contains(c);
    text.chars().all(is_sound) || is_placeholder(text)
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
        check(&with(r#"{"value": "shop"}"#), &[&warning("a tag has no key")]);
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
    fn what_keys_and_values_are_made_of() {
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
        let unsound = "a character that is no letter, digit, space or one of _ . : / = + - @";
        let beside =
            with("a", "b,c").replace(r#""containerDefinitions""#, r#""taskDefinition": {"containerDefinitions""#) + "}";
        check(&beside, &[&error(&format!("the value of the tag `a` has {unsound}"))]);
        check(&beside.replace(r#""key": "a""#, r#""key": "aws:a""#), &[]);
        check(&with("a#b", ""), &[&error(&format!("the key `a#b` of a tag has {unsound}"))]);
        check(&with("a", "b,c"), &[&error(&format!("the value of the tag `a` has {unsound}"))]);
        check(&with("a", "b\\tc"), &[&error(&format!("the value of the tag `a` has {unsound}"))]);
    }
}
