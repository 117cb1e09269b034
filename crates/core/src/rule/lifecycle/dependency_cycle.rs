//! No container waits for itself through `dependsOn`, `links` or `volumesFrom`.

use std::borrow::Cow;

use crate::facts::{Container, View};
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "dependency-cycle",
    severity: Severity::Error,
    source: Some(api!("ContainerDependency")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "dependsOn": [{"containerName": "web", "condition": "START"}]},
            {"name": "web", "image": "web:1", "memory": 512, "dependsOn": [{"containerName": "api", "condition": "START"}]}
        ]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "dependsOn": [{"containerName": "web", "condition": "START"}]},
            {"name": "web", "image": "web:1", "memory": 512}
        ]}"#,
    }),
};

/// The state of a container in the depth-first search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    /// On the current path.
    Open,
    Done,
}

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    if view.containers.iter().all(|container| names(container).next().is_none()) {
        return;
    }
    let waits_for: Vec<Vec<usize>> = view.containers.iter().map(|container| waits_for(view, container)).collect();
    let mut visits = vec![Visit::New; view.containers.len()];
    for start in 0..view.containers.len() {
        // The current path from `start`: each container, and how many of its dependencies have been visited.
        let mut path: Vec<(usize, usize)> = Vec::new();
        if visits[start] == Visit::New {
            visits[start] = Visit::Open;
            path.push((start, 0));
        }
        while let Some((current, visited)) = path.last_mut() {
            let Some(&next) = waits_for[*current].get(*visited) else {
                visits[*current] = Visit::Done;
                path.pop();
                continue;
            };
            *visited += 1;
            match visits[next] {
                Visit::New => {
                    visits[next] = Visit::Open;
                    path.push((next, 0));
                }
                Visit::Open => {
                    let cycle = path.iter().map(|(index, _)| *index).skip_while(|index| *index != next).chain([next]);
                    let names: Vec<_> =
                        cycle.map(|index| format!("`{}`", container_name(&view.containers[index]))).collect();
                    findings.push(Rule::DependencyCycle.finding(
                        pointer_to(view, &view.containers[next]),
                        format!("containers wait for each other and cannot start: {}", names.join(" → ")),
                        "remove one of the dependencies",
                    ));
                }
                Visit::Done => {}
            }
        }
    }
}

/// The indices of the containers that this one waits for.
fn waits_for(view: &View<'_>, container: &Container<'_>) -> Vec<usize> {
    names(container).filter_map(|name| Some(view.container(name)?.0)).collect()
}

/// The names of the containers that this one waits for.
fn names<'c, 'a>(container: &'c Container<'a>) -> impl Iterator<Item = &'c Cow<'a, str>> {
    let dependencies = container.depends_on.known().into_iter().flatten();
    let named = dependencies.filter_map(|dependency| dependency.container.known());
    named.chain(&container.links).chain(&container.volumes_from)
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn cycles() {
        let with = |dependencies: &[(&str, &[&str])]| {
            let container = |(name, on): &(&str, &[&str])| {
                let on: Vec<_> =
                    on.iter().map(|on| format!(r#"{{"containerName": "{on}", "condition": "START"}}"#)).collect();
                format!(r#"{{"name": "{name}", "image": "api:1", "dependsOn": [{}]}}"#, on.join(", "))
            };
            format!("[{}]", dependencies.iter().map(container).collect::<Vec<_>>().join(", "))
        };
        check(&with(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[])]), &[]);
        check(
            &with(&[("a", &["a"])]),
            &["error[dependency-cycle]: containers wait for each other and cannot start: `a` → `a` at /0"],
        );
        check(
            &with(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"])]),
            &["error[dependency-cycle]: containers wait for each other and cannot start: `b` → `c` → `b` at /1"],
        );
    }
}
