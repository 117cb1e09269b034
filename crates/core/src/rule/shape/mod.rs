//! The shape of the input of `RegisterTaskDefinition`: its members, their types and values.

pub(crate) mod missing_member;
pub(crate) mod null_member;
pub(crate) mod unknown_member;
pub(crate) mod unknown_value;
pub(crate) mod unregisterable_tags;
pub(crate) mod wrong_type;
