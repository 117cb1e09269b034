//! [`Edit`]: one change to a tree of JSON values.

use std::borrow::Cow;

use crate::text::{Pointer, Value};

/// One change to a tree of JSON values.
///
/// All pointers in a list of edits refer to the tree before the first edit.
/// No edit is inside a value that another edit sets or removes.
/// The order also allows to apply the edits one after the other: first those that set or append, then those that remove
/// (in each array the last element first), then [`Action::Unwrap`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit<'o> {
    /// The place of the change.
    pub pointer: Pointer,
    /// What changes there.
    pub action: Action<'o>,
}

/// What an [`Edit`] changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action<'o> {
    /// Sets the member or element to this value. A new member is added after the others.
    Set(Cow<'o, Value<'o>>),
    /// Adds these elements at the end of the array.
    Append(Vec<Cow<'o, Value<'o>>>),
    /// Removes the member or element.
    Remove,
    /// Replaces a member of the root, which is an object, with the members of that object.
    Unwrap,
}

impl Edit<'_> {
    /// Whether the edit replaces the value at its pointer.
    pub(crate) fn replaces(&self) -> bool {
        matches!(self.action, Action::Set(_))
    }

    /// Whether the edit extracts the task definition from the output of `DescribeTaskDefinition`.
    pub fn is_unwrap(&self) -> bool {
        self.action == Action::Unwrap
    }
}
