//! Start, health, restart and stop of containers.

pub(crate) mod completion_of_essential;
pub(crate) mod dependency_cycle;
pub(crate) mod health_check;
pub(crate) mod health_check_command;
pub(crate) mod health_check_without_curl;
pub(crate) mod healthy_sidecar;
pub(crate) mod healthy_without_health_check;
pub(crate) mod no_essential_container;
pub(crate) mod no_restart_policy;
pub(crate) mod restart_policy;
pub(crate) mod timeouts;
