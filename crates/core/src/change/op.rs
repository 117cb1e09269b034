//! [`Op`]: one change to a task definition, in ECS's words.

use std::borrow::Cow;

use serde::Serialize;

use crate::facts::WhenEmpty;
use crate::text::{Pointer, Value};

/// One change to a task definition.
///
/// Containers and volumes are meant by name; of several with one name, the first.
/// Texts and values are borrowed from the sidecar and the task definition wherever they stand there as they are.
/// Serialized, an op is an object whose `op` is the name of the change in kebab case: `{"op": "add-variable", …}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "op", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Op<'a> {
    /// Adds a container definition after the others.
    AddContainer {
        /// The whole container definition.
        definition: Value<'a>,
    },
    /// Takes a container definition out.
    RemoveContainer {
        /// Its name.
        container: Cow<'a, str>,
    },
    /// Gives a member of a container definition a value, whether it was there or not.
    SetMember {
        /// The container's name.
        container: Cow<'a, str>,
        /// The member's name.
        member: Cow<'a, str>,
        /// Its new value.
        value: Value<'a>,
    },
    /// Takes a member out of a container definition.
    RemoveMember {
        /// The container's name.
        container: Cow<'a, str>,
        /// The member's name.
        member: Cow<'a, str>,
    },
    /// Gives one of a container's `dockerLabels` a value.
    SetLabel {
        /// The container's name.
        container: Cow<'a, str>,
        /// The label's key.
        key: Cow<'a, str>,
        /// Its new value.
        value: Cow<'a, str>,
    },
    /// Takes one of a container's `dockerLabels` out.
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
    /// Gives a variable that stands in a container's `environment` another value.
    SetVariable {
        /// The container's name.
        container: Cow<'a, str>,
        /// The variable's name.
        name: Cow<'a, str>,
        /// Its new value.
        value: Cow<'a, str>,
    },
    /// Takes a variable out of a container's `environment`.
    RemoveVariable {
        /// The container's name.
        container: Cow<'a, str>,
        /// The variable's name.
        name: Cow<'a, str>,
        /// What `environment` becomes when no variable is left.
        when_empty: WhenEmpty,
    },
    /// Makes a container wait for another: an entry in its `dependsOn`.
    AddDependency {
        /// The name of the container that waits.
        container: Cow<'a, str>,
        /// The name of the container that it waits for.
        on: Cow<'a, str>,
        /// `START`, `COMPLETE`, `SUCCESS` or `HEALTHY`.
        condition: Cow<'a, str>,
    },
    /// Takes the entry for another container out of a container's `dependsOn`.
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
    /// Puts another volume in the place of one of the same name.
    SetVolume {
        /// Its name.
        volume: Cow<'a, str>,
        /// The whole volume.
        definition: Value<'a>,
    },
    /// Takes a volume out of the task.
    RemoveVolume {
        /// Its name.
        volume: Cow<'a, str>,
        /// What `volumes` becomes when none is left.
        when_empty: WhenEmpty,
    },
    /// Gives the task another size.
    ResizeTask {
        /// `cpu` or `memory`.
        member: Cow<'a, str>,
        /// The value that it has.
        from: Value<'a>,
        /// The value that it gets.
        to: Value<'a>,
    },
    /// Takes a member out of a described task definition that `RegisterTaskDefinition` does not take, such as `revision`,
    /// or that is `null`.
    RemoveTaskMember {
        /// The member's name.
        member: Cow<'a, str>,
    },
    /// Takes a `null` out, wherever it stands below the task definition.
    RemoveNull {
        /// The way to it from the task definition.
        pointer: Pointer,
    },
    /// Takes a tag out that ECS refuses to be given, since its key starts with `aws:`.
    RemoveTag {
        /// The tag's key.
        key: Cow<'a, str>,
    },
    /// Keeps a tag from inside a task definition that `DescribeTaskDefinition` answered: adds it to the tags beside it.
    AddTag {
        /// The whole tag.
        tag: Value<'a>,
    },
    /// Takes the task definition out of the answer of `DescribeTaskDefinition`, and the tags that stand beside it in.
    Unwrap {
        /// The members of the answer that are neither: they go.
        dropped: Vec<Cow<'a, str>>,
    },
}

impl Op<'_> {
    /// The same change, borrowing nothing.
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

    /// Whether this only turns what `DescribeTaskDefinition` answered into what `RegisterTaskDefinition` takes, and
    /// leaves the task as it is.
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
