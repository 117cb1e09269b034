//! [`Record`]: what an injection changed, kept in a label of the sidecar.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::text::Value;

/// The key of the record among a sidecar's `dockerLabels`.
pub const LABEL: &str = "outrigger";

/// What an injection changed, so that a removal can undo it.
///
/// The record is a label of the sidecar's container: the value of the key [`LABEL`] in `dockerLabels`, as compact JSON.
/// `RegisterTaskDefinition` and `DescribeTaskDefinition` do not change labels.
///
/// ```
/// use outrigger_core::Record;
///
/// let record = Record { sidecar: "jaeger".into(), ..Record::default() };
/// assert_eq!(record.to_string(), r#"{"version":1,"sidecar":"jaeger"}"#);
/// assert_eq!(Record::parse(&record.to_string()), Some(record));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record<'a> {
    /// The name of the sidecar.
    pub sidecar: Cow<'a, str>,
    /// The ARN of the task definition that ran before the sidecar was injected, if it was known.
    pub previous: Option<Cow<'a, str>>,
    /// Whether the injection added the container or found it.
    pub origin: Origin,
    /// The members of the container that the injection set, without `name` and the record itself.
    pub members: Vec<Cow<'a, str>>,
    /// The old values of members of a found container.
    pub replaced: Vec<(Cow<'a, str>, Value<'a>)>,
    /// What the `dockerLabels` of a found container become if only the record is left in them.
    pub labels: WhenEmpty,
    /// The variables for the application's containers, with their values.
    pub environment: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// What was changed in each container of the application, by its name.
    pub applications: BTreeMap<Cow<'a, str>, ApplicationChanges<'a>>,
    /// The names of the volumes that were added to the task.
    pub volumes: Vec<Cow<'a, str>>,
    /// The old definitions of volumes that were replaced, by name.
    pub replaced_volumes: Vec<(Cow<'a, str>, Value<'a>)>,
    /// What `volumes` becomes when no volume is left.
    pub no_volumes: WhenEmpty,
    /// The members of the task's size that were changed: `cpu`, `memory`.
    pub resized: Vec<(Cow<'a, str>, Resized)>,
}

/// A change of a task's size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resized {
    /// The value before any injection.
    pub from: Value<'static>,
    /// The value after the injection.
    pub to: Value<'static>,
}

/// Whether an injection added the sidecar's container, or found a container of its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The injection added the container. A removal removes it.
    #[default]
    Added,
    /// The container was there before. A removal restores it.
    Found,
}

/// What an injection changed in one container of the application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplicationChanges<'a> {
    /// The names of the variables that were set; [`Record::environment`] has their values.
    pub variables: Vec<Cow<'a, str>>,
    /// The old values of variables that were replaced, by name.
    pub replaced: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// What `environment` becomes when no variable is left.
    pub no_variables: WhenEmpty,
    /// The condition of its new dependency on the sidecar, such as `START`.
    pub depends_on: Option<Cow<'a, str>>,
    /// What `dependsOn` becomes when no entry is left.
    pub no_dependencies: WhenEmpty,
}

/// What a list becomes when the last entry is removed: what it was before the injection added one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhenEmpty {
    /// The member is removed, because it was absent.
    #[default]
    Remove,
    /// The member becomes `null`, because it was `null`.
    Null,
    /// The member stays as an empty list.
    Keep,
}

impl ApplicationChanges<'_> {
    /// Whether nothing was changed.
    pub fn is_empty(&self) -> bool {
        self.variables.is_empty() && self.depends_on.is_none()
    }
}
