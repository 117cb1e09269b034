//! [`Op`]: one change to a task definition, in ECS's words.

use serde::Serialize;

use crate::pointer::Pointer;
use crate::value::Value;

/// One change to a task definition.
///
/// Containers and volumes are meant by name; of several with one name, the first.
/// Serialized, an op is an object whose `op` is the name of the change in kebab case: `{"op": "add-variable", …}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "op", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Op {
    /// Adds a container definition after the others.
    AddContainer {
        /// The whole container definition.
        definition: Value<'static>,
    },
    /// Takes a container definition out.
    RemoveContainer {
        /// Its name.
        container: String,
    },
    /// Gives a member of a container definition a value, whether it was there or not.
    SetMember {
        /// The container's name.
        container: String,
        /// The member's name.
        member: String,
        /// Its new value.
        value: Value<'static>,
    },
    /// Takes a member out of a container definition.
    RemoveMember {
        /// The container's name.
        container: String,
        /// The member's name.
        member: String,
    },
    /// Gives one of a container's `dockerLabels` a value.
    SetLabel {
        /// The container's name.
        container: String,
        /// The label's key.
        key: String,
        /// Its new value.
        value: String,
    },
    /// Takes one of a container's `dockerLabels` out.
    RemoveLabel {
        /// The container's name.
        container: String,
        /// The label's key.
        key: String,
        /// What `dockerLabels` becomes when no label is left.
        when_empty: WhenEmpty,
    },
    /// Adds a variable to a container's `environment`.
    AddVariable {
        /// The container's name.
        container: String,
        /// The variable's name.
        name: String,
        /// Its value.
        value: String,
    },
    /// Gives a variable that stands in a container's `environment` another value.
    SetVariable {
        /// The container's name.
        container: String,
        /// The variable's name.
        name: String,
        /// Its new value.
        value: String,
    },
    /// Takes a variable out of a container's `environment`.
    RemoveVariable {
        /// The container's name.
        container: String,
        /// The variable's name.
        name: String,
        /// What `environment` becomes when no variable is left.
        when_empty: WhenEmpty,
    },
    /// Makes a container wait for another: an entry in its `dependsOn`.
    AddDependency {
        /// The name of the container that waits.
        container: String,
        /// The name of the container that it waits for.
        on: String,
        /// `START`, `COMPLETE`, `SUCCESS` or `HEALTHY`.
        condition: String,
    },
    /// Takes the entry for another container out of a container's `dependsOn`.
    RemoveDependency {
        /// The name of the container that waits.
        container: String,
        /// The name of the container that it waits for.
        on: String,
        /// What `dependsOn` becomes when no entry is left.
        when_empty: WhenEmpty,
    },
    /// Adds a volume to the task.
    AddVolume {
        /// The whole volume.
        definition: Value<'static>,
    },
    /// Puts another volume in the place of one of the same name.
    SetVolume {
        /// Its name.
        volume: String,
        /// The whole volume.
        definition: Value<'static>,
    },
    /// Takes a volume out of the task.
    RemoveVolume {
        /// Its name.
        volume: String,
        /// What `volumes` becomes when none is left.
        when_empty: WhenEmpty,
    },
    /// Gives the task another size.
    ResizeTask {
        /// `cpu` or `memory`.
        member: String,
        /// The value that it has.
        from: Value<'static>,
        /// The value that it gets.
        to: Value<'static>,
    },
    /// Takes a member out of a described task definition that `RegisterTaskDefinition` does not take, such as `revision`,
    /// or that is `null`.
    RemoveTaskMember {
        /// The member's name.
        member: String,
    },
    /// Takes a `null` out, wherever it stands below the task definition.
    RemoveNull {
        /// The way to it from the task definition.
        pointer: Pointer,
    },
    /// Takes a tag out that ECS refuses to be given, since its key starts with `aws:`.
    RemoveTag {
        /// The tag's key.
        key: String,
    },
    /// Takes the task definition out of the answer of `DescribeTaskDefinition`, and the tags that stand beside it in.
    Unwrap {
        /// The members of the answer that are neither: they go.
        dropped: Vec<String>,
    },
}

/// What a list that an injection filled becomes when the last entry is taken out again: what it was before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhenEmpty {
    /// It is taken out: it was absent.
    #[default]
    Remove,
    /// It becomes `null`: it was `null`.
    Null,
    /// It stays, empty.
    Keep,
}

impl Op {
    /// Whether this only turns what `DescribeTaskDefinition` answered into what `RegisterTaskDefinition` takes, and
    /// leaves the task as it is.
    pub fn is_registration(&self) -> bool {
        match self {
            Self::RemoveTaskMember { .. } | Self::RemoveNull { .. } | Self::RemoveTag { .. } | Self::Unwrap { .. } => {
                true
            }
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
