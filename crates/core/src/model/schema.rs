//! [`Type`]: the types of the API as data, made from the declarations of the model.

use std::collections::BTreeMap;

use super::TaskDefinition;

/// The type of a value in the API.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Type {
    /// A string.
    String,
    /// A 32-bit integer.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// An array.
    List(&'static Type),
    /// An object with any names, whose values are strings.
    Map,
    /// An object with a fixed list of members.
    Structure(&'static Structure),
}

/// A structure of the API.
#[derive(Debug)]
pub(crate) struct Structure {
    /// Its name in the model.
    pub(crate) name: &'static str,
    pub(crate) members: &'static [MemberType],
}

/// A member of a [`Structure`].
#[derive(Debug)]
pub(crate) struct MemberType {
    pub(crate) name: &'static str,
    pub(crate) is_required: bool,
    pub(crate) value: Type,
}

/// Whether a structure of the API has a member of this name, anywhere in a task definition.
///
/// ```
/// use outrigger_core::model::is_member_name;
///
/// assert!(is_member_name("containerDefinitions") && is_member_name("value"));
/// assert!(!is_member_name("DB_PASSWORD"));
/// ```
pub fn is_member_name(name: &str) -> bool {
    fn has(holder: Type, name: &str) -> bool {
        match holder {
            Type::Structure(structure) => {
                structure.members.iter().any(|member| member.name == name || has(member.value, name))
            }
            Type::List(element) => has(*element, name),
            Type::String | Type::Integer | Type::Boolean | Type::OneOf(_) | Type::Map => false,
        }
    }
    has(TaskDefinition::TYPE, name)
}

impl Structure {
    /// The member with this name.
    pub(crate) fn member(&self, name: &str) -> Option<&'static MemberType> {
        self.members.iter().find(|member| member.name == name)
    }
}

/// A Rust type of the model that has a type in the API.
pub(crate) trait Typed {
    /// Its type in the API.
    const TYPE: Type;
}

impl Typed for String {
    const TYPE: Type = Type::String;
}

impl Typed for i32 {
    const TYPE: Type = Type::Integer;
}

impl Typed for bool {
    const TYPE: Type = Type::Boolean;
}

impl Typed for BTreeMap<String, String> {
    const TYPE: Type = Type::Map;
}

impl<T: Typed> Typed for Vec<T> {
    const TYPE: Type = Type::List(&T::TYPE);
}
