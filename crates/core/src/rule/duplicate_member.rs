//! A member stands once in an object; of two with one name, JSON readers take the last.
//!
//! Before: `{"environment": [], "environment": [{"name": "A", "value": "1"}]}`. After: one of the two.
//! Source: RFC 8259, section 4: names within an object should be unique.

use crate::finding::{Finding, Rule};
use crate::pointer::Pointer;
use crate::view::View;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let finding = |at: Pointer, name: &str| {
        let message = format!("`{name}` stands here twice, and the last one counts");
        Rule::DuplicateMember.finding(at.then(name.to_string()), message, "take one of them out")
    };
    let task = view.duplicates.iter().map(|name| finding(view.form.task(), name));
    let containers = view.containers.iter().enumerate().flat_map(|(index, container)| {
        container.duplicates.iter().map(move |name| finding(view.form.containers().then(index), name))
    });
    task.chain(containers).collect()
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn members() {
        check(r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "future": 1, "future": 2}]}"#, &[]);
        check(
            r#"{"networkMode": "bridge", "containerDefinitions": [{"name": "web", "name": "api"}], "networkMode": "awsvpc"}"#,
            &[
                "warning[duplicate-member]: `networkMode` stands here twice, and the last one counts at /networkMode",
                "warning[duplicate-member]: `name` stands here twice, and the last one counts at /containerDefinitions/0/name",
            ],
        );
    }
}
