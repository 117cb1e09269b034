//! Launch types, operating systems and processors.

pub(crate) mod fargate_member;
pub(crate) mod platform;
pub(crate) mod windows_member;
pub(crate) mod windows_task;
