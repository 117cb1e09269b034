//! A variable appears only once in `environment`.

use std::borrow::Cow;

use crate::facts::{Variable, View};
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "duplicate-environment-name",
    severity: Severity::Warning,
    source: Some(api!("ContainerDefinition")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "environment": [
                {"name": "LEVEL", "value": "info"}, {"name": "LEVEL", "value": "debug"}
            ]}
        ]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "environment": [
                {"name": "LEVEL", "value": "info"}, {"name": "level", "value": "debug"}
            ]}
        ]}"#,
    }),
};

pub(crate) fn check<'v>(view: &View<'v>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        let named = |(index, variable): (usize, &Variable<'v>)| Some((variable.name.known()?.clone(), index));
        let variables = container.environment.known().into_iter().flatten().enumerate();
        let mut names: Vec<_> = variables.filter_map(named).collect();
        if view.is_windows() {
            // On Windows, the names of variables are not case-sensitive.
            names.iter_mut().for_each(|(name, _)| *name = name.to_ascii_uppercase().into());
        }
        let mut again = repeated(names);
        again.sort_by_key(|(_, index)| *index);
        for (name, index) in again {
            findings.push(Rule::DuplicateEnvironmentName.finding(
                pointer_to(view, container).then("environment").then(index),
                format!(
                    "the container `{}` sets the variable `{name}` more than once; only the last value counts",
                    container_name(container)
                ),
                "remove one of them",
            ));
        }
    }
}

/// The names that occur again, each with the index of the later occurrence.
fn repeated<'n>(mut names: Vec<(Cow<'n, str>, usize)>) -> Vec<(Cow<'n, str>, usize)> {
    // Lengths first: they are fast to compare and usually differ.
    names.sort_unstable_by(|(one, index), (other, other_index)| {
        (one.len(), one, index).cmp(&(other.len(), other, other_index))
    });
    let again = names.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    again.map(|pair| pair[1].clone()).collect()
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn names_are_case_sensitive_except_on_windows() {
        let on = |family: &str| {
            format!(
                r#"{{"runtimePlatform": {{"operatingSystemFamily": "{family}"}}, "containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512, "environment": [{{"name": "Path", "value": "a"}}, {{"name": "PATH", "value": "b"}}]}}]}}"#
            )
        };
        check(&on("LINUX"), &[]);
        check(
            &on("WINDOWS_SERVER_2022_CORE"),
            &[
                "warning[duplicate-environment-name]: the container `api` sets the variable `PATH` more than once; only the last value counts at /containerDefinitions/0/environment/1",
            ],
        );
    }
}
