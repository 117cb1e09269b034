//! Volumes, ephemeral storage and environment files.

pub(crate) mod efs_encryption;
pub(crate) mod environment_file;
pub(crate) mod ephemeral_storage;
pub(crate) mod unused_volume;
