//! A variable stands once in `environment`.

use std::borrow::Cow;

use crate::facts::{Variable, View};
use crate::rule::{Description, Example, api, name_of, place};
use crate::rule::{Finding, Rule, Severity};

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
            // Windows does not distinguish upper and lower case in names.
            names.iter_mut().for_each(|(name, _)| *name = name.to_ascii_uppercase().into());
        }
        let mut again = repeated(names);
        again.sort_by_key(|(_, index)| *index);
        for (name, index) in again {
            findings.push(Rule::DuplicateEnvironmentName.finding(
                place(view, container).then("environment").then(index),
                format!("the container `{}` has the variable `{name}` twice; the last one counts", name_of(container)),
                "take one of them out",
            ));
        }
    }
}

/// The names that stood before at a lower index.
fn repeated<'n>(mut names: Vec<(Cow<'n, str>, usize)>) -> Vec<(Cow<'n, str>, usize)> {
    // By their lengths first, which differ most often.
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
    fn case_counts_but_on_windows() {
        let on = |family: &str| {
            format!(
                r#"{{"runtimePlatform": {{"operatingSystemFamily": "{family}"}}, "containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512, "environment": [{{"name": "Path", "value": "a"}}, {{"name": "PATH", "value": "b"}}]}}]}}"#
            )
        };
        check(&on("LINUX"), &[]);
        check(
            &on("WINDOWS_SERVER_2022_CORE"),
            &[
                "warning[duplicate-environment-name]: the container `api` has the variable `PATH` twice; the last one counts at /containerDefinitions/0/environment/1",
            ],
        );
    }
}
