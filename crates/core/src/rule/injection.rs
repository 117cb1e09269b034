//! What the rule book says about the rules of injections themselves.

use crate::rule::Severity;
use crate::rule::description::{Description, Source, guide};

const fn described(name: &'static str, severity: Severity) -> Description {
    sourced(name, severity, None)
}

const fn sourced(name: &'static str, severity: Severity, source: Option<Source>) -> Description {
    Description { name, severity, source, refusal: None, example: None }
}

pub(crate) const NAME_CONFLICT: Description = described("name-conflict", Severity::Error);
pub(crate) const VOLUME_CONFLICT: Description = described("volume-conflict", Severity::Error);
pub(crate) const NO_AWSLOGS_TO_INHERIT: Description = described("no-awslogs-to-inherit", Severity::Warning);
pub(crate) const NO_SUCH_CONTAINER: Description = described("no-such-container", Severity::Error);
pub(crate) const NO_TASK_FOR_VOLUMES: Description = described("no-task-for-volumes", Severity::Error);
pub(crate) const NOTHING_TO_WIRE: Description = described("nothing-to-wire", Severity::Warning);
pub(crate) const UNREADABLE_MEMBER: Description = described("unreadable-member", Severity::Warning);
pub(crate) const UNREADABLE_RECORD: Description = described("unreadable-record", Severity::Error);
pub(crate) const NO_FITTING_SIZE: Description = sourced(
    "no-fitting-size",
    Severity::Error,
    Some(guide!("task-cpu-memory-error", "Troubleshoot Amazon ECS task definition invalid CPU or memory errors")),
);
pub(crate) const NETWORK_MODE_UNKNOWN: Description = sourced(
    "network-mode-unknown",
    Severity::Warning,
    Some(guide!("task-networking", "Amazon ECS task networking options")),
);
