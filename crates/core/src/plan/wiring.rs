//! Telling one container of the application where the sidecar is, and taking that back.

use std::borrow::Cow;

use crate::change::Op;
use crate::facts::WhenEmpty;
use crate::facts::{Container, Fact, Form, Wiring};
use crate::plan::{OnConflict, Plan};
use crate::rule::Rule;
use crate::sidecar::Sidecar;
use crate::text::Pointer;

/// One container of the application, and what it has of a sidecar.
pub(crate) struct Application<'v, 'a> {
    pub(crate) form: Form,
    pub(crate) index: usize,
    pub(crate) container: &'v Container<'a>,
    pub(crate) name: &'v Cow<'a, str>,
    /// What an earlier injection did to it.
    pub(crate) wiring: &'v Wiring<'a>,
    /// The variables of that injection, with the values it gave them.
    pub(crate) given: &'v [(Cow<'a, str>, Cow<'a, str>)],
    /// What `environment` becomes when it is empty again, as another sidecar found it.
    pub(crate) no_variables: Option<WhenEmpty>,
    /// The same for `dependsOn`.
    pub(crate) no_dependencies: Option<WhenEmpty>,
}

/// What no injection did.
pub(crate) static NO_WIRING: Wiring<'static> = Wiring {
    variables: Vec::new(),
    replaced: Vec::new(),
    no_variables: WhenEmpty::Remove,
    depends_on: None,
    no_dependencies: WhenEmpty::Remove,
};

/// What a container is to have.
pub(crate) struct Wanted<'s> {
    environment: &'s [(String, String)],
    depends_on: Option<&'s str>,
    /// The name of the sidecar's container.
    sidecar: &'s str,
    on_conflict: OnConflict,
}

impl<'s> Wanted<'s> {
    /// What a container of the application is to have of a sidecar.
    pub(crate) fn of(sidecar: &'s Sidecar, on_conflict: OnConflict) -> Self {
        Self {
            environment: sidecar.environment(),
            depends_on: sidecar.depends_on(),
            sidecar: sidecar.container_name(),
            on_conflict,
        }
    }

    /// What a container has of a sidecar that is not for it.
    pub(crate) fn nothing(sidecar: &'s str) -> Self {
        Self { environment: &[], depends_on: None, sidecar, on_conflict: OnConflict::Keep }
    }

    /// Plans what gives the container what is wanted, and takes back what an earlier injection gave it beyond that.
    pub(crate) fn wire(&self, application: &Application<'_, 's>, plan: &mut Plan<'s>) -> Wiring<'s> {
        let mut wiring = Wiring {
            no_variables: application.no_variables(),
            no_dependencies: application.no_dependencies(),
            ..Wiring::default()
        };
        self.wire_environment(application, &mut wiring, plan);
        self.wire_dependency(application, &mut wiring, plan);
        if wiring.variables.is_empty() {
            wiring.no_variables = WhenEmpty::Remove;
        }
        if wiring.depends_on.is_none() {
            wiring.no_dependencies = WhenEmpty::Remove;
        }
        wiring
    }

    fn wire_environment(&self, application: &Application<'_, 's>, wiring: &mut Wiring<'s>, plan: &mut Plan<'s>) {
        let Application { container, name: container_name, wiring: before, .. } = application;
        let is_wanted = |name: &str| self.environment.iter().any(|(wanted, _)| wanted == name);
        if container.environment == Fact::Unknown {
            if !self.environment.is_empty() || !before.variables.is_empty() {
                let message = format!("the `environment` of the container `{container_name}` is no array");
                let help = "make it an array of objects with `name` and `value`";
                plan.findings.push(Rule::UnreadableMember.finding(
                    application.pointer().then("environment"),
                    message,
                    help,
                ));
                plan.skip(format!("{container_name}: environment"), "it is no array");
            }
            return;
        }
        let no_longer_wanted = before.variables.iter().filter(|name| !is_wanted(name));
        let current_value = |name: &str| container.variable(name).map(|(_, variable)| &variable.value);
        for name in no_longer_wanted {
            if let Some(Fact::Known(current)) = current_value(name) {
                self.take_back(application, name.clone(), current, plan);
            }
        }
        wiring.variables = Vec::with_capacity(self.environment.len());
        for (name, value) in self.environment {
            let owned = application.owned_value(name);
            let set = || Op::SetVariable {
                container: (*container_name).clone(),
                name: Cow::Borrowed(name),
                value: Cow::Borrowed(value),
            };
            match current_value(name) {
                None if container.has_secret(name) => {
                    plan.skip(format!("{container_name}: {name}"), "a secret of that name is there");
                    continue;
                }
                None => plan.ops.push(Op::AddVariable {
                    container: (*container_name).clone(),
                    name: Cow::Borrowed(name),
                    value: Cow::Borrowed(value),
                }),
                Some(Fact::Known(current)) if current == value => {
                    if owned.is_none() {
                        continue;
                    }
                }
                Some(Fact::Known(current)) if owned.is_some_and(|owned| owned == current) => plan.ops.push(set()),
                Some(Fact::Known(current)) if self.on_conflict == OnConflict::Replace => {
                    if owned.is_none() {
                        wiring.replaced.push((Cow::Borrowed(name), current.clone()));
                    }
                    plan.ops.push(set());
                }
                Some(_) => {
                    plan.skip(
                        format!("{container_name}: {name}"),
                        "a variable of that name is there with another value",
                    );
                    continue;
                }
            }
            if let Some(replaced) = application.replaced_value(name) {
                wiring.replaced.push((Cow::Borrowed(name), replaced.clone()));
            }
            wiring.variables.push(Cow::Borrowed(name));
        }
    }

    /// Takes back a variable that an earlier injection gave, if its value still is what was given.
    fn take_back(&self, application: &Application<'_, 's>, name: Cow<'s, str>, current: &str, plan: &mut Plan<'s>) {
        let container = application.name.clone();
        if application.owned_value(&name).is_none_or(|given| *given != current) {
            plan.skip(format!("{container}: {name}"), "its value was changed since the injection");
        } else if let Some(replaced) = application.replaced_value(&name) {
            plan.ops.push(Op::SetVariable { container, name, value: replaced.clone() });
        } else {
            let when_empty = application.no_variables();
            plan.ops.push(Op::RemoveVariable { container, name, when_empty });
        }
    }

    fn wire_dependency(&self, application: &Application<'_, 's>, wiring: &mut Wiring<'s>, plan: &mut Plan<'s>) {
        let before = application.wiring.depends_on.as_deref();
        if before.is_none() && self.depends_on.is_none() {
            return;
        }
        let container = application.name.clone();
        let on = Cow::Borrowed(self.sidecar);
        if application.container.depends_on == Fact::Unknown {
            let message = format!("the `dependsOn` of the container `{container}` is no array");
            let help = "make it an array of objects with `containerName` and `condition`";
            let at = application.pointer().then("dependsOn");
            plan.findings.push(Rule::UnreadableMember.finding(at, message, help));
            plan.skip(format!("{container}: dependsOn"), "it is no array");
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
            Some(wanted) if is_ours && before == Some(wanted) => wiring.depends_on = Some(Cow::Borrowed(wanted)),
            Some(wanted) if is_ours || current.is_none() => {
                let condition = Cow::Borrowed(wanted);
                wiring.depends_on = Some(condition.clone());
                plan.ops.push(Op::AddDependency { container, on, condition });
            }
            Some(wanted) if current == Some(Some(wanted)) => {}
            Some(_) => plan.skip(format!("{container}: dependsOn {on}"), "it waits under another condition"),
        }
    }
}

impl<'a> Application<'_, 'a> {
    fn pointer(&self) -> Pointer {
        self.form.containers().then(self.index)
    }

    /// The value that an earlier injection gave to a variable.
    fn owned_value(&self, name: &str) -> Option<&Cow<'a, str>> {
        let is_owned = self.wiring.variables.iter().any(|owned| owned == name);
        self.given.iter().find(|(given, _)| is_owned && given == name).map(|(_, value)| value)
    }

    /// The value that a variable had before an earlier injection replaced it.
    fn replaced_value(&self, name: &str) -> Option<&Cow<'a, str>> {
        self.wiring.replaced.iter().find(|(replaced, _)| replaced == name).map(|(_, value)| value)
    }

    fn no_variables(&self) -> WhenEmpty {
        match self.no_variables {
            _ if !self.wiring.variables.is_empty() => self.wiring.no_variables,
            Some(found) => found,
            None => when_empty(&self.container.environment, Vec::is_empty),
        }
    }

    fn no_dependencies(&self) -> WhenEmpty {
        match self.no_dependencies {
            _ if self.wiring.depends_on.is_some() => self.wiring.no_dependencies,
            Some(found) => found,
            None => when_empty(&self.container.depends_on, Vec::is_empty),
        }
    }
}

/// What a list that is about to be filled must become when it is empty again.
pub(crate) fn when_empty<T>(list: &Fact<T>, is_empty: fn(&T) -> bool) -> WhenEmpty {
    match list {
        Fact::Null => WhenEmpty::Null,
        Fact::Known(entries) if is_empty(entries) => WhenEmpty::Keep,
        // A list with entries of its own is never empty again.
        Fact::Absent | Fact::Known(_) | Fact::Unknown => WhenEmpty::Remove,
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

    /// What becomes of a container called `api` with these members.
    #[track_caller]
    fn check(members: &str, on_conflict: OnConflict, expected: &[&str]) {
        let text = format!(r#"[{{"name": "api", {members}}}]"#);
        let document = Document::scan(&text).unwrap();
        let view = View::read(document.root(), "s").unwrap();
        let sidecar = Template::parse(SIDECAR).unwrap().sidecar([]).unwrap();
        let plan = plan_injection(&view, &sidecar, &Policy { on_conflict, record: false, ..Policy::default() });
        let wiring = plan.ops.iter().filter(|op| !matches!(op, Op::AddContainer { .. }));
        let ops = wiring.map(|op| serde_json::to_string(op).unwrap());
        let skipped = plan.skipped.iter().map(|skipped| format!("skipped {}: {}", skipped.what, skipped.reason));
        assert_eq!(ops.chain(skipped).collect::<Vec<_>>(), expected);
    }

    const ADDED: &str = r#"{"op":"add-variable","container":"api","name":"A","value":"1"}"#;
    const SET: &str = r#"{"op":"set-variable","container":"api","name":"A","value":"1"}"#;
    const WAITS: &str = r#"{"op":"add-dependency","container":"api","on":"s","condition":"START"}"#;
    const DIFFERS: &str = "skipped api: A: a variable of that name is there with another value";

    #[test]
    fn variables() {
        check(r#""user": "x""#, OnConflict::Fail, &[ADDED, WAITS]);
        check(r#""environment": [{"name": "A", "value": "1"}]"#, OnConflict::Fail, &[WAITS]);
        check(r#""environment": [{"name": "A", "value": "2"}]"#, OnConflict::Fail, &[WAITS, DIFFERS]);
        check(r#""environment": [{"name": "A", "value": "2"}]"#, OnConflict::Keep, &[WAITS, DIFFERS]);
        check(r#""environment": [{"name": "A", "value": "2"}]"#, OnConflict::Replace, &[SET, WAITS]);
        check(r#""environment": [{"name": "A", "value": 2}]"#, OnConflict::Keep, &[WAITS, DIFFERS]);
        check(r#""environment": {"A": "1"}"#, OnConflict::Fail, &[WAITS, "skipped api: environment: it is no array"]);
    }

    #[test]
    fn of_two_variables_of_a_name_the_last_counts() {
        let with = |first: u8, last: u8| {
            format!(r#""environment": [{{"name": "A", "value": "{first}"}}, {{"name": "A", "value": "{last}"}}]"#)
        };
        check(&with(2, 1), OnConflict::Fail, &[WAITS]);
        check(&with(1, 2), OnConflict::Fail, &[WAITS, DIFFERS]);
    }

    #[test]
    fn a_secret_is_never_covered() {
        let skipped = "skipped api: A: a secret of that name is there";
        for on_conflict in [OnConflict::Fail, OnConflict::Keep, OnConflict::Replace] {
            check(r#""secrets": [{"name": "A", "valueFrom": "arn"}]"#, on_conflict, &[WAITS, skipped]);
        }
        check(r#""secrets": [{"name": "B", "valueFrom": "arn"}]"#, OnConflict::Fail, &[ADDED, WAITS]);
    }

    #[test]
    fn dependencies() {
        let with = |condition: &str| format!(r#""dependsOn": [{{"containerName": "s", "condition": "{condition}"}}]"#);
        check(&with("START"), OnConflict::Fail, &[ADDED]);
        check(
            &with("HEALTHY"),
            OnConflict::Fail,
            &[ADDED, "skipped api: dependsOn s: it waits under another condition"],
        );
        check(r#""dependsOn": "s""#, OnConflict::Fail, &[ADDED, "skipped api: dependsOn: it is no array"]);
    }
}
