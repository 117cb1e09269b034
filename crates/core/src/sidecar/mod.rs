//! [`Sidecar`]: what is to stand beside the application, every parameter decided.

mod built_in;
mod keyed_lists;
mod standalone;
mod substitution;
mod template;

use std::borrow::Cow;

use crate::facts::Form;
use crate::rule::schema;
use crate::text::{Error, Value};

pub(crate) use substitution::{Filling, Piece, pieces};
pub use template::{Parameter, Template};

/// A sidecar with every parameter decided: a container, and what the application's containers need to reach it.
///
/// ```
/// use outrigger_core::Sidecar;
///
/// let sidecar = Sidecar::built_in("jaeger")?;
/// assert_eq!(sidecar.container_name(), "jaeger");
/// assert_eq!(sidecar.environment()[0].0, "OTEL_EXPORTER_OTLP_ENDPOINT");
/// # Ok::<(), outrigger_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sidecar {
    pub(crate) name: String,
    pub(crate) container: Value<'static>,
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) depends_on: Option<String>,
    pub(crate) volumes: Vec<Value<'static>>,
    pub(crate) logs: Logs,
    pub(crate) log_group: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) reservation: Reservation,
    /// Whether nothing in its container is against the shapes of the API, nor would be with what an injection adds: strings in
    /// `logConfiguration` and `dockerLabels`, and the number that is reserved.
    pub(crate) is_sound: bool,
}

/// What a sidecar needs of a task, where its container does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reservation {
    /// CPU units; 1024 are one vCPU.
    pub cpu: u32,
    /// MiB.
    pub memory: u32,
}

/// Where a sidecar logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Logs {
    /// As its container definition says.
    Own,
    /// With `awslogs` in the application's group and region.
    Inherit,
}

impl Sidecar {
    /// A built-in sidecar with the defaults of its parameters.
    ///
    /// # Errors
    ///
    /// A name that no built-in sidecar has (`jager`), or one with a parameter that must be set (`otel-collector`).
    pub fn built_in(name: &str) -> Result<Self, Error> {
        Template::built_in(name)?.sidecar([])
    }

    /// The sidecar's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of its container.
    pub fn container_name(&self) -> &str {
        self.container.get("name").and_then(Value::as_str).unwrap_or(&self.name)
    }

    /// The variables that the application's containers are given: names and values.
    pub fn environment(&self) -> &[(String, String)] {
        &self.environment
    }

    /// The condition under which the application's containers wait for the sidecar, if they do.
    pub fn depends_on(&self) -> Option<&str> {
        self.depends_on.as_deref()
    }

    /// The volumes that the task is given.
    pub fn volumes(&self) -> &[Value<'static>] {
        &self.volumes
    }

    /// The same sidecar with every string of its container, variables and volumes as `write` gives it back, keys of labels and
    /// names of members aside.
    ///
    /// For a holder of task definitions whose strings are not what they say: in Terraform `${` begins an expression.
    ///
    /// ```
    /// use outrigger_core::{Sidecar, Value};
    ///
    /// let sidecar = Sidecar::built_in("jaeger")?.map_strings(|text| text.to_uppercase());
    /// assert_eq!(sidecar.definition().get("image").and_then(Value::as_str), Some("JAEGERTRACING/ALL-IN-ONE:LATEST"));
    /// # Ok::<(), outrigger_core::Error>(())
    /// ```
    #[must_use]
    pub fn map_strings(self, write: impl Fn(&str) -> String) -> Self {
        let container = map_strings(self.container, &write);
        Self {
            is_sound: is_sound(&container, self.reservation),
            container,
            environment: self.environment.into_iter().map(|(name, value)| (write(&name), write(&value))).collect(),
            volumes: self.volumes.into_iter().map(|volume| map_strings(volume, &write)).collect(),
            log_group: self.log_group.as_deref().map(&write),
            region: self.region.as_deref().map(&write),
            ..self
        }
    }

    /// What the sidecar needs of a task, where its container does not say.
    pub fn reservation(&self) -> Reservation {
        self.reservation
    }

    /// The container definition by itself: with the log group and region that were set, where there is nothing to inherit.
    pub fn definition(&self) -> Value<'static> {
        self.definition_in(None, None).into_owned()
    }

    /// The log group and the region that were set, if the container logs where the application does but for these.
    ///
    /// ```
    /// use outrigger_core::Sidecar;
    ///
    /// assert_eq!(Sidecar::built_in("jaeger")?.inherited_logs(), Some((None, None)));
    /// assert_eq!(Sidecar::built_in("xray-daemon")?.inherited_logs(), Some((None, None)));
    /// # Ok::<(), outrigger_core::Error>(())
    /// ```
    pub fn inherited_logs(&self) -> Option<(Option<&str>, Option<&str>)> {
        self.inherits_logs().then_some((self.log_group.as_deref(), self.region.as_deref()))
    }

    /// The container definition beside an application that logs to this group and region.
    pub(crate) fn definition_in<'p>(&'p self, group: Option<Cow<'p, str>>, region: Option<Cow<'p, str>>) -> Value<'p> {
        let own = self.container.members();
        // Room for what an injection adds: logs, memory and the label with its record.
        let mut members = Vec::with_capacity(own.len() + 3);
        members.extend(own.iter().map(|(name, value)| (Cow::Borrowed(&**name), value.borrowed())));
        if let Logs::Inherit = self.logs {
            let group = self.log_group.as_deref().map(Cow::Borrowed).or(group);
            let region = self.region.as_deref().map(Cow::Borrowed).or(region);
            if let (Some(group), Some(region)) = (group, region) {
                let options = [
                    ("awslogs-group", Value::String(group)),
                    ("awslogs-region", Value::String(region)),
                    ("awslogs-stream-prefix", Value::string(self.container_name())),
                ];
                let configuration = [("logDriver", Value::string("awslogs")), ("options", Value::object(options))];
                members.push((Cow::Borrowed("logConfiguration"), Value::object(configuration)));
            }
        }
        Value::Object(members)
    }

    /// Whether it is to log where the application does, and does not say itself where that is.
    pub(crate) fn inherits_logs(&self) -> bool {
        self.logs == Logs::Inherit && (self.log_group.is_none() || self.region.is_none())
    }
}

/// What [`Sidecar::is_sound`] says: found out once, not for each task definition that the sidecar comes into.
pub(crate) fn is_sound(container: &Value<'_>, reservation: Reservation) -> bool {
    let mut findings = Vec::new();
    schema::check_container(container, Form::Containers, 0, &mut findings);
    findings.is_empty() && i32::try_from(reservation.memory).is_ok()
}

fn map_strings(value: Value<'static>, write: &impl Fn(&str) -> String) -> Value<'static> {
    match value {
        Value::String(text) => Value::string(write(&text)),
        Value::Array(elements) => {
            Value::Array(elements.into_iter().map(|element| map_strings(element, write)).collect())
        }
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, value)| (name, map_strings(value, write))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}
