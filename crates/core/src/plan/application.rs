//! Which containers are the application's, and what each has of a sidecar.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::facts::WhenEmpty;
use crate::facts::{Record, Standing, View, Wiring};
use crate::plan::wiring::{Application, NO_WIRING, Wanted};
use crate::plan::{Plan, Policy};
use crate::rule::Rule;
use crate::sidecar::Sidecar;
use crate::text::Hint;

/// The indices of the containers that are to be told about the sidecar, in ascending order.
pub(crate) fn applications(view: &View<'_>, sidecar: &Sidecar, policy: &Policy, plan: &mut Plan<'_>) -> Vec<usize> {
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
                && container.record.known().is_none_or(|record| record.standing == Standing::Found)
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

/// Tells the application's containers about the sidecar, and takes back what others were told before.
pub(crate) fn wire<'p>(
    view: &View<'p>,
    sidecar: &'p Sidecar,
    policy: &Policy,
    applications: &[usize],
    before: Option<&Record<'p>>,
    plan: &mut Plan<'p>,
) -> BTreeMap<Cow<'p, str>, Wiring<'p>> {
    let wanted = Wanted::of(sidecar, policy.on_conflict);
    let nothing = Wanted::nothing(sidecar.container_name());
    let is_wiring = !sidecar.environment().is_empty() || sidecar.depends_on().is_some();
    if applications.is_empty() && is_wiring && policy.containers.is_empty() {
        let finding = Rule::NothingToWire.finding(
            view.form.containers(),
            "no container of the application was found that could be configured for the sidecar",
            "name the containers of the application",
        );
        plan.findings.push(finding.with_hint(Hint::Setting("containers")));
    }
    let wire = |application: Application<'_, 'p>| {
        let is_application = applications.binary_search(&application.index).is_ok();
        if !is_application && application.wiring.is_empty() {
            return None;
        }
        let wiring = if is_application { &wanted } else { &nothing }.wire(&application, plan);
        (!wiring.is_empty()).then(|| (application.name.clone(), wiring))
    };
    application_containers(view, sidecar.container_name(), before).filter_map(wire).collect()
}

/// The containers with a name, each with what an earlier injection did to it; of several with one name, the first.
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
    // A record that names the sidecar itself is not one of an injection.
    let first = named.filter(move |(index, _, name)| view.is_first(*index) && **name != sidecar);
    let others: Vec<_> = records_of_others(view, sidecar).collect();
    first.map(move |(index, container, name)| {
        let wiring = before.and_then(|record| record.applications.get(&**name));
        let found = |when_empty: &dyn Fn(&Wiring<'_>) -> Option<WhenEmpty>| {
            others.iter().find_map(|record| when_empty(record.applications.get(&**name)?))
        };
        Application {
            form: view.form,
            index,
            container,
            name,
            given: before.map_or(&[], |record| &record.environment),
            no_variables: found(&|wiring| (!wiring.variables.is_empty()).then_some(wiring.no_variables)),
            no_dependencies: found(&|wiring| wiring.depends_on.is_some().then_some(wiring.no_dependencies)),
            wiring: wiring.unwrap_or(&NO_WIRING),
        }
    })
}

/// The records of other sidecars' injections.
///
/// A list that another sidecar filled first must become what it was before that one, whichever is removed last.
pub(crate) fn records_of_others<'v>(view: &'v View<'_>, sidecar: &'v str) -> impl Iterator<Item = &'v Record<'v>> {
    let others = view.containers.iter().filter(move |container| !container.is_named(sidecar));
    others.filter_map(|container| Some(&**container.record.known()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;

    /// Which of the containers are told about the sidecar, by index.
    #[track_caller]
    fn check(document: &str, named: &[&str], expected: &[usize]) {
        let document = Document::scan(document).unwrap();
        let view = View::read(document.root(), "jaeger").unwrap();
        let policy = Policy { containers: named.iter().map(ToString::to_string).collect(), ..Policy::default() };
        let sidecar = Sidecar::built_in("jaeger").unwrap();
        assert_eq!(applications(&view, &sidecar, &policy, &mut Plan::default()), expected);
    }

    #[test]
    fn the_essential_containers_that_are_the_applications() {
        let record = |standing: &str| {
            format!(r#""dockerLabels": {{"outrigger": "{{\"version\":1,\"sidecar\":\"x\"{standing}}}"}}"#)
        };
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
    fn the_containers_that_are_named() {
        check(r#"[{"name": "api"}, {"name": "job", "essential": false}]"#, &["job"], &[1]);
        check(r#"[{"name": "api"}, {"name": "job"}]"#, &["job", "none"], &[1]);
    }
}
