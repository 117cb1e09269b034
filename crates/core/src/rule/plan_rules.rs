//! The descriptions of the rules that only planning checks: they have no `check` function here.

use crate::rule::{Description, Severity, Source, guide};

pub(crate) const NAME_CONFLICT: Description = own("name-conflict", Severity::Error);
pub(crate) const VOLUME_CONFLICT: Description = own("volume-conflict", Severity::Error);
pub(crate) const NO_AWSLOGS_TO_INHERIT: Description = own("no-awslogs-to-inherit", Severity::Warning);
pub(crate) const NO_SUCH_CONTAINER: Description = own("no-such-container", Severity::Error);
pub(crate) const NO_TASK_FOR_VOLUMES: Description = own("no-task-for-volumes", Severity::Error);
pub(crate) const NOTHING_TO_WIRE: Description = own("nothing-to-wire", Severity::Warning);
pub(crate) const UNREADABLE_MEMBER: Description = own("unreadable-member", Severity::Warning);
pub(crate) const UNREADABLE_RECORD: Description = own("unreadable-record", Severity::Error);
pub(crate) const NO_FITTING_SIZE: Description = sourced(
    "no-fitting-size",
    Severity::Error,
    guide!("task-cpu-memory-error", "Troubleshoot Amazon ECS task definition invalid CPU or memory errors"),
);
pub(crate) const NETWORK_MODE_UNKNOWN: Description =
    sourced("network-mode-unknown", Severity::Warning, guide!("task-networking", "Amazon ECS task networking options"));

/// A rule of this project, which AWS does not document.
const fn own(name: &'static str, severity: Severity) -> Description {
    Description { name, severity, source: None, refusal: None, example: None }
}

/// A rule that AWS documents.
const fn sourced(name: &'static str, severity: Severity, source: Source) -> Description {
    Description { name, severity, source: Some(source), refusal: None, example: None }
}
