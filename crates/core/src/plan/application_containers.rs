//! The application's containers, and what an earlier injection changed in each.

use std::borrow::Cow;

use crate::facts::{ApplicationChanges, Container, Fact, Form, Origin, Record, View, WhenEmpty};
use crate::plan::{Plan, Policy};
use crate::rule::Rule;
use crate::sidecar::Sidecar;
use crate::text::Pointer;

/// One container of the application, and what an earlier injection of the sidecar changed in it.
pub(crate) struct Application<'v, 'a> {
    pub(crate) form: Form,
    pub(crate) index: usize,
    pub(crate) container: &'v Container<'a>,
    pub(crate) name: &'v Cow<'a, str>,
    /// What an earlier injection changed in it.
    pub(crate) changes: &'v ApplicationChanges<'a>,
    /// The variables that the earlier injection set, with their values.
    set_variables: &'v [(Cow<'a, str>, Cow<'a, str>)],
    /// What `environment` becomes when it is empty again, from the record of another sidecar.
    no_variables: Option<WhenEmpty>,
    /// The same for `dependsOn`.
    no_dependencies: Option<WhenEmpty>,
}

/// The changes in a container that no injection changed.
static NO_CHANGES: ApplicationChanges<'static> = ApplicationChanges {
    variables: Vec::new(),
    replaced: Vec::new(),
    no_variables: WhenEmpty::Remove,
    depends_on: None,
    no_dependencies: WhenEmpty::Remove,
};

/// The indices of the containers that the sidecar's settings are for, in ascending order.
pub(crate) fn application_indices(
    view: &View<'_>,
    sidecar: &Sidecar,
    policy: &Policy,
    plan: &mut Plan<'_>,
) -> Vec<usize> {
    for name in &policy.containers {
        if view.container(name).is_none() {
            let names: Vec<_> =
                view.containers.iter().filter_map(|container| container.name.known()).map(|name| &**name).collect();
            plan.findings.push(Rule::NoSuchContainer.finding(
                view.form.containers(),
                format!("no container is named `{name}`"),
                format!("the containers are {}", names.join(", ")),
            ));
        }
    }
    let mut found = Vec::new();
    for (index, container) in view.containers.iter().enumerate() {
        let Some(name) = container.name.known() else {
            if policy.containers.is_empty() {
                plan.skip(format!("container {index}"), "it has no name");
            }
            continue;
        };
        let is_application = if policy.containers.is_empty() {
            container.is_essential() == Some(true)
                && !container.is_log_router
                && container.record.known().is_none_or(|record| record.origin == Origin::Found)
                && view.proxy_container.known().is_none_or(|proxy| proxy != name)
        } else {
            policy.containers.iter().any(|wanted| wanted == name)
        };
        if is_application && name != sidecar.container_name() && view.is_first(index) {
            found.push(index);
        }
    }
    found
}

/// The containers that have a name, each with what an earlier injection changed in it.
///
/// If several containers have the same name, only the first of them counts.
pub(crate) fn application_containers<'v, 'a>(
    view: &'v View<'a>,
    sidecar: &'v str,
    before: Option<&'v Record<'a>>,
) -> impl Iterator<Item = Application<'v, 'a>> {
    let named = view
        .containers
        .iter()
        .enumerate()
        .filter_map(|(index, container)| Some((index, container, container.name.known()?)));
    // The sidecar's own container is not one of the application's, whatever the record says.
    let first = named.filter(move |(index, _, name)| view.is_first(*index) && **name != sidecar);
    let others: Vec<_> = records_of_others(view, sidecar).collect();
    first.map(move |(index, container, name)| {
        let changes = before.and_then(|record| record.applications.get(&**name));
        let found = |when_empty: &dyn Fn(&ApplicationChanges<'_>) -> Option<WhenEmpty>| {
            others.iter().find_map(|record| when_empty(record.applications.get(&**name)?))
        };
        Application {
            form: view.form,
            index,
            container,
            name,
            set_variables: before.map_or(&[], |record| &record.environment),
            no_variables: found(&|changes| (!changes.variables.is_empty()).then_some(changes.no_variables)),
            no_dependencies: found(&|changes| changes.depends_on.is_some().then_some(changes.no_dependencies)),
            changes: changes.unwrap_or(&NO_CHANGES),
        }
    })
}

/// The records that injections of other sidecars wrote.
///
/// If another sidecar was the first to add an entry to an empty list, its record says what the list was before.
/// The list must become that again, whichever sidecar is removed last.
pub(crate) fn records_of_others<'v>(view: &'v View<'_>, sidecar: &'v str) -> impl Iterator<Item = &'v Record<'v>> {
    let others = view.containers.iter().filter(move |container| !container.is_named(sidecar));
    others.filter_map(|container| Some(&**container.record.known()?))
}

impl<'a> Application<'_, 'a> {
    /// The pointer to the container definition.
    pub(crate) fn pointer(&self) -> Pointer {
        self.form.containers().then(self.index)
    }

    /// The value to which an earlier injection set a variable of this container.
    pub(crate) fn set_value(&self, name: &str) -> Option<&Cow<'a, str>> {
        let is_set = self.changes.variables.iter().any(|variable| variable == name);
        self.set_variables.iter().find(|(variable, _)| is_set && variable == name).map(|(_, value)| value)
    }

    /// The value that a variable had before an earlier injection replaced it.
    pub(crate) fn replaced_value(&self, name: &str) -> Option<&Cow<'a, str>> {
        self.changes.replaced.iter().find(|(replaced, _)| replaced == name).map(|(_, value)| value)
    }

    /// What `environment` becomes when the last variable is removed.
    pub(crate) fn no_variables(&self) -> WhenEmpty {
        match self.no_variables {
            _ if !self.changes.variables.is_empty() => self.changes.no_variables,
            Some(found) => found,
            None => when_empty(&self.container.environment, Vec::is_empty),
        }
    }

    /// What `dependsOn` becomes when the last entry is removed.
    pub(crate) fn no_dependencies(&self) -> WhenEmpty {
        match self.no_dependencies {
            _ if self.changes.depends_on.is_some() => self.changes.no_dependencies,
            Some(found) => found,
            None => when_empty(&self.container.depends_on, Vec::is_empty),
        }
    }
}

/// What a list must become when the entries that an injection adds are removed again.
pub(crate) fn when_empty<T>(list: &Fact<T>, is_empty: fn(&T) -> bool) -> WhenEmpty {
    match list {
        Fact::Null => WhenEmpty::Null,
        Fact::Known(entries) if is_empty(entries) => WhenEmpty::Keep,
        // A list that has other entries does not become empty.
        Fact::Absent | Fact::Known(_) | Fact::Unknown => WhenEmpty::Remove,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;

    /// Compares the indices of the containers that the sidecar's settings are for.
    #[track_caller]
    fn check(document: &str, named: &[&str], expected: &[usize]) {
        let document = Document::scan(document).unwrap();
        let view = View::read(document.root(), "jaeger").unwrap();
        let policy = Policy { containers: named.iter().map(ToString::to_string).collect(), ..Policy::default() };
        let sidecar = Sidecar::built_in("jaeger").unwrap();
        assert_eq!(application_indices(&view, &sidecar, &policy, &mut Plan::default()), expected);
    }

    #[test]
    fn by_default_the_essential_containers() {
        let record =
            |origin: &str| format!(r#""dockerLabels": {{"outrigger": "{{\"version\":1,\"sidecar\":\"x\"{origin}}}"}}"#);
        check(
            r#"[{"name": "api"}, {"name": "web", "essential": true}, {"name": "job", "essential": false}]"#,
            &[],
            &[0, 1],
        );
        check(r#"[{"name": "api"}, {"name": "router", "firelensConfiguration": {"type": "fluentbit"}}]"#, &[], &[0]);
        check(r#"[{"name": "api"}, {"name": "web", "firelensConfiguration": null}]"#, &[], &[0, 1]);
        check(
            r#"{"proxyConfiguration": {"containerName": "envoy"}, "containerDefinitions": [{"name": "envoy"}, {"name": "api"}]}"#,
            &[],
            &[1],
        );
        check(&format!(r#"[{{"name": "api"}}, {{"name": "x", {}}}]"#, record("")), &[], &[0]);
        check(
            &format!(r#"[{{"name": "api"}}, {{"name": "x", {}}}]"#, record(r#",\"container\":\"found\""#)),
            &[],
            &[0, 1],
        );
        check(
            r#"[{"name": "jaeger"}, {"name": "api"}, {"name": "api"}, {"image": "x"}, {"name": "y", "essential": 1}]"#,
            &[],
            &[1],
        );
    }

    #[test]
    fn the_containers_that_the_policy_names() {
        check(r#"[{"name": "api"}, {"name": "job", "essential": false}]"#, &["job"], &[1]);
        check(r#"[{"name": "api"}, {"name": "job"}]"#, &["job", "none"], &[1]);
    }
}
