//! [`Op`]: one change to a task definition, in the terms of ECS.

use std::borrow::Cow;

use serde::Serialize;

use crate::facts::WhenEmpty;
use crate::text::{Pointer, Value};

/// One change to a task definition.
///
/// An op names containers and volumes. If several have the same name, the first one is meant.
/// Where possible, strings and values are borrowed from the sidecar and the task definition.
/// Serialized, an op is an object whose `op` is the name of the change in kebab case: `{"op": "add-variable", …}`.
/// Displayed, it is one sentence for people, without the values of variables and labels:
///
/// ```
/// use outrigger_core::Op;
///
/// let op = Op::AddVariable { container: "api".into(), name: "LEVEL".into(), value: "info".into() };
/// assert_eq!(op.to_string(), "add the variable `LEVEL` to the container `api`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "op", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Op<'a> {
    /// Adds a container definition after the others.
    AddContainer {
        /// The whole container definition.
        definition: Value<'a>,
    },
    /// Removes a container definition.
    RemoveContainer {
        /// Its name.
        container: Cow<'a, str>,
    },
    /// Sets a member of a container definition, whether it exists or not.
    SetMember {
        /// The container's name.
        container: Cow<'a, str>,
        /// The member's name.
        member: Cow<'a, str>,
        /// Its new value.
        value: Value<'a>,
    },
    /// Removes a member of a container definition.
    RemoveMember {
        /// The container's name.
        container: Cow<'a, str>,
        /// The member's name.
        member: Cow<'a, str>,
    },
    /// Sets a label in a container's `dockerLabels`, whether it exists or not.
    SetLabel {
        /// The container's name.
        container: Cow<'a, str>,
        /// The label's key.
        key: Cow<'a, str>,
        /// Its new value.
        value: Cow<'a, str>,
    },
    /// Removes a label from a container's `dockerLabels`.
    RemoveLabel {
        /// The container's name.
        container: Cow<'a, str>,
        /// The label's key.
        key: Cow<'a, str>,
        /// What `dockerLabels` becomes when no label is left.
        when_empty: WhenEmpty,
    },
    /// Adds a variable to a container's `environment`.
    AddVariable {
        /// The container's name.
        container: Cow<'a, str>,
        /// The variable's name.
        name: Cow<'a, str>,
        /// Its value.
        value: Cow<'a, str>,
    },
    /// Changes the value of a variable in a container's `environment`.
    SetVariable {
        /// The container's name.
        container: Cow<'a, str>,
        /// The variable's name.
        name: Cow<'a, str>,
        /// Its new value.
        value: Cow<'a, str>,
    },
    /// Removes a variable from a container's `environment`.
    RemoveVariable {
        /// The container's name.
        container: Cow<'a, str>,
        /// The variable's name.
        name: Cow<'a, str>,
        /// What `environment` becomes when no variable is left.
        when_empty: WhenEmpty,
    },
    /// Adds an entry to a container's `dependsOn`, so that it waits for another container.
    AddDependency {
        /// The name of the container that waits.
        container: Cow<'a, str>,
        /// The name of the container that it waits for.
        on: Cow<'a, str>,
        /// `START`, `COMPLETE`, `SUCCESS` or `HEALTHY`.
        condition: Cow<'a, str>,
    },
    /// Removes the entry for another container from a container's `dependsOn`.
    RemoveDependency {
        /// The name of the container that waits.
        container: Cow<'a, str>,
        /// The name of the container that it waits for.
        on: Cow<'a, str>,
        /// What `dependsOn` becomes when no entry is left.
        when_empty: WhenEmpty,
    },
    /// Adds a volume to the task.
    AddVolume {
        /// The whole volume.
        definition: Value<'a>,
    },
    /// Replaces a volume with another one of the same name.
    SetVolume {
        /// Its name.
        volume: Cow<'a, str>,
        /// The whole volume.
        definition: Value<'a>,
    },
    /// Removes a volume from the task.
    RemoveVolume {
        /// Its name.
        volume: Cow<'a, str>,
        /// What `volumes` becomes when no volume is left.
        when_empty: WhenEmpty,
    },
    /// Changes the CPU or memory of the task.
    ResizeTask {
        /// `cpu` or `memory`.
        member: Cow<'a, str>,
        /// Its current value.
        from: Value<'a>,
        /// Its new value.
        to: Value<'a>,
    },
    /// Removes a member of a described task definition that cannot be registered: a read-only one such as `revision`, a
    /// `null`, or `tags` without a tag to keep.
    RemoveTaskMember {
        /// The member's name.
        member: Cow<'a, str>,
    },
    /// Removes a `null` at any depth of a described task definition.
    RemoveNull {
        /// The pointer to it, relative to the task definition.
        pointer: Pointer,
    },
    /// Removes a tag that ECS refuses, because its key starts with `aws:`.
    RemoveTag {
        /// The tag's key.
        key: Cow<'a, str>,
    },
    /// Adds a tag from inside a described task definition to the tags beside it.
    AddTag {
        /// The whole tag.
        tag: Value<'a>,
    },
    /// Extracts the task definition from the output of `DescribeTaskDefinition`. The tags beside it become its member.
    Unwrap {
        /// The other members of the output, which are removed.
        dropped: Vec<Cow<'a, str>>,
    },
}

impl Op<'_> {
    /// The same op with owned data.
    pub fn into_owned(self) -> Op<'static> {
        match self {
            Self::AddContainer { definition } => Op::AddContainer { definition: definition.into_owned() },
            Self::RemoveContainer { container } => Op::RemoveContainer { container: owned(container) },
            Self::SetMember { container, member, value } => {
                Op::SetMember { container: owned(container), member: owned(member), value: value.into_owned() }
            }
            Self::RemoveMember { container, member } => {
                Op::RemoveMember { container: owned(container), member: owned(member) }
            }
            Self::SetLabel { container, key, value } => {
                Op::SetLabel { container: owned(container), key: owned(key), value: owned(value) }
            }
            Self::RemoveLabel { container, key, when_empty } => {
                Op::RemoveLabel { container: owned(container), key: owned(key), when_empty }
            }
            Self::AddVariable { container, name, value } => {
                Op::AddVariable { container: owned(container), name: owned(name), value: owned(value) }
            }
            Self::SetVariable { container, name, value } => {
                Op::SetVariable { container: owned(container), name: owned(name), value: owned(value) }
            }
            Self::RemoveVariable { container, name, when_empty } => {
                Op::RemoveVariable { container: owned(container), name: owned(name), when_empty }
            }
            Self::AddDependency { container, on, condition } => {
                Op::AddDependency { container: owned(container), on: owned(on), condition: owned(condition) }
            }
            Self::RemoveDependency { container, on, when_empty } => {
                Op::RemoveDependency { container: owned(container), on: owned(on), when_empty }
            }
            Self::AddVolume { definition } => Op::AddVolume { definition: definition.into_owned() },
            Self::SetVolume { volume, definition } => {
                Op::SetVolume { volume: owned(volume), definition: definition.into_owned() }
            }
            Self::RemoveVolume { volume, when_empty } => Op::RemoveVolume { volume: owned(volume), when_empty },
            Self::ResizeTask { member, from, to } => {
                Op::ResizeTask { member: owned(member), from: from.into_owned(), to: to.into_owned() }
            }
            Self::RemoveTaskMember { member } => Op::RemoveTaskMember { member: owned(member) },
            Self::RemoveNull { pointer } => Op::RemoveNull { pointer },
            Self::RemoveTag { key } => Op::RemoveTag { key: owned(key) },
            Self::AddTag { tag } => Op::AddTag { tag: tag.into_owned() },
            Self::Unwrap { dropped } => Op::Unwrap { dropped: dropped.into_iter().map(owned).collect() },
        }
    }

    /// Whether the op only converts the output of `DescribeTaskDefinition` to the input of `RegisterTaskDefinition`.
    ///
    /// Such an op does not change the task.
    pub fn is_registration(&self) -> bool {
        match self {
            Self::RemoveTaskMember { .. }
            | Self::RemoveNull { .. }
            | Self::RemoveTag { .. }
            | Self::AddTag { .. }
            | Self::Unwrap { .. } => true,
            Self::AddContainer { .. }
            | Self::RemoveContainer { .. }
            | Self::SetMember { .. }
            | Self::RemoveMember { .. }
            | Self::SetLabel { .. }
            | Self::RemoveLabel { .. }
            | Self::AddVariable { .. }
            | Self::SetVariable { .. }
            | Self::RemoveVariable { .. }
            | Self::AddDependency { .. }
            | Self::RemoveDependency { .. }
            | Self::AddVolume { .. }
            | Self::SetVolume { .. }
            | Self::RemoveVolume { .. }
            | Self::ResizeTask { .. } => false,
        }
    }
}

fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}
