//! Roles, secrets and credentials.

pub(crate) mod no_execution_role;
pub(crate) mod plaintext_credential;
