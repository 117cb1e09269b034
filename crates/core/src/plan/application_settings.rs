//! Configures the application's containers for a sidecar, and undoes that.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::change::Op;
use crate::facts::{ApplicationChanges, Fact, Record, View, WhenEmpty};
use crate::plan::application_containers::{Application, application_containers};
use crate::plan::{OnConflict, Plan, Policy};
use crate::rule::Rule;
use crate::sidecar::Sidecar;
use crate::text::Hint;

/// Configures the application's containers for the sidecar, and undoes that in containers that do not need it any more.
///
/// Returns what the injection changed in each container, by its name.
pub(crate) fn configure_applications<'p>(
    view: &View<'p>,
    sidecar: &'p Sidecar,
    policy: &Policy,
    applications: &[usize],
    before: Option<&Record<'p>>,
    plan: &mut Plan<'p>,
) -> BTreeMap<Cow<'p, str>, ApplicationChanges<'p>> {
    let settings = ApplicationSettings::of(sidecar, policy.on_conflict);
    let none = ApplicationSettings::none(sidecar.container_name());
    let has_settings = !sidecar.environment().is_empty() || sidecar.depends_on().is_some();
    if applications.is_empty() && has_settings && policy.containers.is_empty() {
        let finding = Rule::NothingToWire.finding(
            view.form.containers(),
            "no container of the application was found that could be configured for the sidecar",
            "name the containers of the application",
        );
        plan.findings.push(finding.with_hint(Hint::Setting("containers")));
    }
    let configure = |application: Application<'_, 'p>| {
        let is_application = applications.binary_search(&application.index).is_ok();
        if !is_application && application.changes.is_empty() {
            return None;
        }
        let changes = if is_application { &settings } else { &none }.configure(&application, plan);
        (!changes.is_empty()).then(|| (application.name.clone(), changes))
    };
    application_containers(view, sidecar.container_name(), before).filter_map(configure).collect()
}

/// The variables and the dependency that a container of the application is to have for a sidecar.
pub(crate) struct ApplicationSettings<'s> {
    environment: &'s [(String, String)],
    depends_on: Option<&'s str>,
    /// The name of the sidecar's container.
    sidecar: &'s str,
    on_conflict: OnConflict,
}

impl<'s> ApplicationSettings<'s> {
    /// The settings of a sidecar.
    pub(crate) fn of(sidecar: &'s Sidecar, on_conflict: OnConflict) -> Self {
        Self {
            environment: sidecar.environment(),
            depends_on: sidecar.depends_on(),
            sidecar: sidecar.container_name(),
            on_conflict,
        }
    }

    /// No settings: everything that an earlier injection set is undone.
    pub(crate) fn none(sidecar: &'s str) -> Self {
        Self { environment: &[], depends_on: None, sidecar, on_conflict: OnConflict::Keep }
    }

    /// Plans the ops that give the container these settings, and that undo what else an earlier injection set.
    ///
    /// Returns what is changed in the container compared to its state before any injection.
    pub(crate) fn configure(&self, application: &Application<'_, 's>, plan: &mut Plan<'s>) -> ApplicationChanges<'s> {
        let mut changes = ApplicationChanges {
            no_variables: application.no_variables(),
            no_dependencies: application.no_dependencies(),
            ..ApplicationChanges::default()
        };
        self.configure_environment(application, &mut changes, plan);
        self.configure_dependency(application, &mut changes, plan);
        if changes.variables.is_empty() {
            changes.no_variables = WhenEmpty::Remove;
        }
        if changes.depends_on.is_none() {
            changes.no_dependencies = WhenEmpty::Remove;
        }
        changes
    }

    fn configure_environment(
        &self,
        application: &Application<'_, 's>,
        changes: &mut ApplicationChanges<'s>,
        plan: &mut Plan<'s>,
    ) {
        let Application { container, name: container_name, changes: before, .. } = application;
        let is_wanted = |name: &str| self.environment.iter().any(|(variable, _)| variable == name);
        if container.environment == Fact::Unknown {
            if !self.environment.is_empty() || !before.variables.is_empty() {
                let message = format!("the `environment` of the container `{container_name}` is not an array");
                let help = "make it an array of objects with `name` and `value`";
                plan.findings.push(Rule::UnreadableMember.finding(
                    application.pointer().then("environment"),
                    message,
                    help,
                ));
                plan.skip(format!("{container_name}: environment"), "it is not an array");
            }
            return;
        }
        let no_longer_wanted = before.variables.iter().filter(|name| !is_wanted(name));
        let existing_value = |name: &str| container.variable(name).map(|(_, variable)| &variable.value);
        for name in no_longer_wanted {
            if let Some(Fact::Known(current)) = existing_value(name) {
                self.undo_variable(application, name.clone(), current, plan);
            }
        }
        changes.variables = Vec::with_capacity(self.environment.len());
        for (name, value) in self.environment {
            let set_before = application.set_value(name);
            let set = || Op::SetVariable {
                container: (*container_name).clone(),
                name: Cow::Borrowed(name),
                value: Cow::Borrowed(value),
            };
            match existing_value(name) {
                None if container.has_secret(name) => {
                    plan.skip(format!("{container_name}: {name}"), "the container already has a secret of that name");
                    continue;
                }
                None => plan.ops.push(Op::AddVariable {
                    container: (*container_name).clone(),
                    name: Cow::Borrowed(name),
                    value: Cow::Borrowed(value),
                }),
                Some(Fact::Known(current)) if current == value => {
                    if set_before.is_none() {
                        continue;
                    }
                }
                Some(Fact::Known(current)) if set_before.is_some_and(|value| value == current) => plan.ops.push(set()),
                Some(Fact::Known(current)) if self.on_conflict == OnConflict::Replace => {
                    if set_before.is_none() {
                        changes.replaced.push((Cow::Borrowed(name), current.clone()));
                    }
                    plan.ops.push(set());
                }
                Some(_) => {
                    plan.skip(
                        format!("{container_name}: {name}"),
                        "the container already has a variable of that name with another value",
                    );
                    continue;
                }
            }
            if let Some(replaced) = application.replaced_value(name) {
                changes.replaced.push((Cow::Borrowed(name), replaced.clone()));
            }
            changes.variables.push(Cow::Borrowed(name));
        }
    }

    /// Undoes a variable that an earlier injection set, if nobody has changed its value since.
    fn undo_variable(&self, application: &Application<'_, 's>, name: Cow<'s, str>, current: &str, plan: &mut Plan<'s>) {
        let container = application.name.clone();
        if application.set_value(&name).is_none_or(|value| *value != current) {
            plan.skip(format!("{container}: {name}"), "its value was changed since the injection");
        } else if let Some(replaced) = application.replaced_value(&name) {
            plan.ops.push(Op::SetVariable { container, name, value: replaced.clone() });
        } else {
            let when_empty = application.no_variables();
            plan.ops.push(Op::RemoveVariable { container, name, when_empty });
        }
    }

    fn configure_dependency(
        &self,
        application: &Application<'_, 's>,
        changes: &mut ApplicationChanges<'s>,
        plan: &mut Plan<'s>,
    ) {
        let before = application.changes.depends_on.as_deref();
        if before.is_none() && self.depends_on.is_none() {
            return;
        }
        let container = application.name.clone();
        let on = Cow::Borrowed(self.sidecar);
        if application.container.depends_on == Fact::Unknown {
            let message = format!("the `dependsOn` of the container `{container}` is not an array");
            let help = "make it an array of objects with `containerName` and `condition`";
            let at = application.pointer().then("dependsOn");
            plan.findings.push(Rule::UnreadableMember.finding(at, message, help));
            plan.skip(format!("{container}: dependsOn"), "it is not an array");
            return;
        }
        let current = application
            .container
            .dependency(&on)
            .map(|(_, dependency)| dependency.condition.known().map(|text| &**text));
        let is_ours = before.is_some() && current == Some(before);
        if is_ours && self.depends_on != before {
            let when_empty = application.no_dependencies();
            plan.ops.push(Op::RemoveDependency { container: container.clone(), on: on.clone(), when_empty });
        }
        match self.depends_on {
            None => {
                if current.is_some() && !is_ours {
                    plan.skip(format!("{container}: dependsOn {on}"), "it was changed since the injection");
                }
            }
            Some(wanted) if is_ours && before == Some(wanted) => changes.depends_on = Some(Cow::Borrowed(wanted)),
            Some(wanted) if is_ours || current.is_none() => {
                let condition = Cow::Borrowed(wanted);
                changes.depends_on = Some(condition.clone());
                plan.ops.push(Op::AddDependency { container, on, condition });
            }
            Some(wanted) if current == Some(Some(wanted)) => {}
            Some(_) => plan.skip(
                format!("{container}: dependsOn {on}"),
                "the container already waits for it, with another condition",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::change::Op;
    use crate::facts::View;
    use crate::plan::{OnConflict, Policy, plan_injection};
    use crate::sidecar::Template;
    use crate::text::Document;

    const SIDECAR: &str = r#"{
        "name": "s", "container": {"image": "i"},
        "application": {"environment": [{"name": "A", "value": "1"}], "dependsOn": "START"}
    }"#;

    /// Compares the ops for a container `api` with these members, and what is skipped.
    #[track_caller]
    fn check(members: &str, on_conflict: OnConflict, expected: &[&str]) {
        let text = format!(r#"[{{"name": "api", {members}}}]"#);
        let document = Document::scan(&text).unwrap();
        let view = View::read(document.root(), "s").unwrap();
        let sidecar = Template::parse(SIDECAR).unwrap().sidecar([]).unwrap();
        let plan = plan_injection(&view, &sidecar, &Policy { on_conflict, record: false, ..Policy::default() });
        let settings = plan.ops.iter().filter(|op| !matches!(op, Op::AddContainer { .. }));
        let ops = settings.map(|op| serde_json::to_string(op).unwrap());
        let skipped = plan.skipped.iter().map(|skipped| format!("skipped {}: {}", skipped.what, skipped.reason));
        assert_eq!(ops.chain(skipped).collect::<Vec<_>>(), expected);
    }

    const ADD: &str = r#"{"op":"add-variable","container":"api","name":"A","value":"1"}"#;
    const SET: &str = r#"{"op":"set-variable","container":"api","name":"A","value":"1"}"#;
    const WAIT: &str = r#"{"op":"add-dependency","container":"api","on":"s","condition":"START"}"#;
    const DIFFERS: &str = "skipped api: A: the container already has a variable of that name with another value";

    #[test]
    fn variables() {
        check(r#""user": "x""#, OnConflict::Fail, &[ADD, WAIT]);
        check(r#""environment": [{"name": "A", "value": "1"}]"#, OnConflict::Fail, &[WAIT]);
        check(r#""environment": [{"name": "A", "value": "2"}]"#, OnConflict::Fail, &[WAIT, DIFFERS]);
        check(r#""environment": [{"name": "A", "value": "2"}]"#, OnConflict::Keep, &[WAIT, DIFFERS]);
        check(r#""environment": [{"name": "A", "value": "2"}]"#, OnConflict::Replace, &[SET, WAIT]);
        check(r#""environment": [{"name": "A", "value": 2}]"#, OnConflict::Keep, &[WAIT, DIFFERS]);
        check(
            r#""environment": {"A": "1"}"#,
            OnConflict::Fail,
            &[WAIT, "skipped api: environment: it is not an array"],
        );
    }

    #[test]
    fn if_a_variable_is_there_twice_the_last_one_counts() {
        let with = |first: u8, last: u8| {
            format!(r#""environment": [{{"name": "A", "value": "{first}"}}, {{"name": "A", "value": "{last}"}}]"#)
        };
        check(&with(2, 1), OnConflict::Fail, &[WAIT]);
        check(&with(1, 2), OnConflict::Fail, &[WAIT, DIFFERS]);
    }

    #[test]
    fn a_secret_is_never_overridden() {
        let skipped = "skipped api: A: the container already has a secret of that name";
        for on_conflict in [OnConflict::Fail, OnConflict::Keep, OnConflict::Replace] {
            check(r#""secrets": [{"name": "A", "valueFrom": "arn"}]"#, on_conflict, &[WAIT, skipped]);
        }
        check(r#""secrets": [{"name": "B", "valueFrom": "arn"}]"#, OnConflict::Fail, &[ADD, WAIT]);
    }

    #[test]
    fn dependencies() {
        let with = |condition: &str| format!(r#""dependsOn": [{{"containerName": "s", "condition": "{condition}"}}]"#);
        check(&with("START"), OnConflict::Fail, &[ADD]);
        check(
            &with("HEALTHY"),
            OnConflict::Fail,
            &[ADD, "skipped api: dependsOn s: the container already waits for it, with another condition"],
        );
        check(r#""dependsOn": "s""#, OnConflict::Fail, &[ADD, "skipped api: dependsOn: it is not an array"]);
    }
}
