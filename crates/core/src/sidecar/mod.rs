//! [`Sidecar`]: a sidecar container, and the settings that the application needs to reach it.

mod built_in;
mod keyed_lists;
mod read_template;
mod standalone;
mod substitution;
mod template;

use std::borrow::Cow;

use crate::facts::Form;
use crate::rule::schema;
use crate::text::{Error, Value};

pub use template::{Parameter, Template};

/// A sidecar whose parameters all have values.
///
/// It has a container definition, variables and a dependency for the application's containers, and volumes for the task.
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
    /// Whether the members and types of the container definition are valid, also with the members that an injection adds:
    /// strings in `logConfiguration` and `dockerLabels`, and the reserved memory.
    pub(crate) is_valid: bool,
}

/// The CPU and memory that a sidecar needs, if its container definition does not state them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reservation {
    /// CPU units. 1024 units are one vCPU.
    pub cpu: u32,
    /// Memory in MiB.
    pub memory: u32,
}

/// Where a sidecar writes its log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Logs {
    /// As its container definition states.
    Own,
    /// With `awslogs` to the log group and region of the application.
    Inherit,
}

impl Sidecar {
    /// A built-in sidecar with the defaults of its parameters.
    ///
    /// # Errors
    ///
    /// - No built-in sidecar has this name (`jager`).
    /// - The sidecar has a parameter that must be set (`otel-collector`).
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

    /// The variables for the application's containers: names and values.
    pub fn environment(&self) -> &[(String, String)] {
        &self.environment
    }

    /// The condition for which the application's containers wait, such as `START`. `None` if they do not wait.
    pub fn depends_on(&self) -> Option<&str> {
        self.depends_on.as_deref()
    }

    /// The volumes for the task.
    pub fn volumes(&self) -> &[Value<'static>] {
        &self.volumes
    }

    /// The same sidecar with each string of its container, variables and volumes replaced by the result of `write`.
    ///
    /// Keys of labels and names of members are not replaced.
    /// This is for formats in which strings must be escaped further: in Terraform, `${` begins an expression.
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
            is_valid: is_valid(&container, self.reservation),
            container,
            environment: self.environment.into_iter().map(|(name, value)| (write(&name), write(&value))).collect(),
            volumes: self.volumes.into_iter().map(|volume| map_strings(volume, &write)).collect(),
            log_group: self.log_group.as_deref().map(&write),
            region: self.region.as_deref().map(&write),
            ..self
        }
    }

    /// The CPU and memory that the sidecar needs, if its container definition does not state them.
    pub fn reservation(&self) -> Reservation {
        self.reservation
    }

    /// The container definition without an application: it logs only if the parameters `log-group` and `region` are set.
    pub fn definition(&self) -> Value<'static> {
        self.definition_in(None, None).into_owned()
    }

    /// The parameters `log-group` and `region`, if the sidecar inherits the rest of its log configuration.
    ///
    /// `None` if the sidecar does not inherit its log configuration.
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

    /// The container definition for a task whose application logs to this group and region.
    pub(crate) fn definition_in<'p>(&'p self, group: Option<Cow<'p, str>>, region: Option<Cow<'p, str>>) -> Value<'p> {
        let own = self.container.members();
        // An injection adds up to three members: the log configuration, memory, and labels with its record.
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

    /// Whether the sidecar needs the log group or region of the application.
    pub(crate) fn inherits_logs(&self) -> bool {
        self.logs == Logs::Inherit && (self.log_group.is_none() || self.region.is_none())
    }
}

/// Computes [`Sidecar::is_valid`]. This is done once for a sidecar, not for each task definition.
pub(crate) fn is_valid(container: &Value<'_>, reservation: Reservation) -> bool {
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
