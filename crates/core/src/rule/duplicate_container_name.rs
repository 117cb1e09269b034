//! Container names are unique in a task definition.
//!
//! Before: two containers named `api`. After: one.
//! Source: ECS, "Container names must be unique within a Task Definition".

use crate::finding::{Finding, Rule};
use crate::rule::Subject;

pub(super) fn check(subject: &Subject<'_, '_>) -> Vec<Finding> {
    let view = subject.view;
    let named =
        view.containers.iter().enumerate().filter_map(|(index, container)| Some((index, container.name.known()?)));
    let again = named.filter(|(index, name)| view.container(name).is_some_and(|(first, _)| first != *index));
    again
        .map(|(index, name)| {
            Rule::DuplicateContainerName.finding(
                view.form.containers().then(index).then("name"),
                format!("another container is named `{name}`, and only the first of them is looked at"),
                "give each container a name of its own: ECS refuses to register two of one name",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn names() {
        check(
            r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api"}, {"name": "web"}, {"name": "api"}]}"#,
            &[
                "warning[duplicate-container-name]: another container is named `api`, and only the first of them is looked at at /containerDefinitions/2/name",
            ],
        );
    }
}
