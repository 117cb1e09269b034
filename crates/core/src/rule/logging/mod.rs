//! Log drivers and their options.

pub(crate) mod awslogs_options;
pub(crate) mod fargate_log_driver;
pub(crate) mod firelens;
