//! A member stands once in an object; of two with one name, JSON readers take the last.
//!
//! Before: `{"environment": [], "environment": [{"name": "A", "value": "1"}]}`. After: one of the two.
//! Source: RFC 8259, section 4: names within an object should be unique.

use crate::finding::{Finding, Rule};
use crate::view::View;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let duplicates = view.duplicates.iter().filter_map(|pointer| Some((pointer, pointer.split_last()?.1.as_member()?)));
    duplicates
        .map(|(pointer, name)| {
            let message = format!("another member is named `{name}`, and the last one counts");
            Rule::DuplicateMember.finding(pointer.clone(), message, "take one of them out")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn members() {
        check(r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "future": 1}]}"#, &[]);
        check(
            r#"{"networkMode": "bridge", "containerDefinitions": [{"name": "api", "a": 1, "a": 2}], "networkMode": "awsvpc"}"#,
            &[
                "warning[duplicate-member]: another member is named `networkMode`, and the last one counts at /networkMode",
                "warning[duplicate-member]: another member is named `a`, and the last one counts at /containerDefinitions/0/a",
            ],
        );
    }
}
