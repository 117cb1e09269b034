//! Volumes, storage and files of variables.

pub(crate) mod efs_encryption;
pub(crate) mod environment_file;
pub(crate) mod ephemeral_storage;
pub(crate) mod unused_volume;
