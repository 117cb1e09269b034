//! Names, what refers to them, and what may be there only once.

pub(crate) mod dangling_reference;
pub(crate) mod duplicate_container_name;
pub(crate) mod duplicate_environment_name;
pub(crate) mod duplicate_member;
pub(crate) mod duplicate_volume_name;
pub(crate) mod invalid_name;
pub(crate) mod secret_clash;
