//! Findings about data that a plan needs and that cannot be read.

use crate::facts::{LABEL, View};
use crate::rule::{Finding, Rule, Severity};
use crate::sidecar::Sidecar;
use crate::text::{Hint, Pointer};

/// The container has a record of an injection that this version cannot read.
pub(crate) fn unreadable_record(view: &View<'_>, index: usize) -> Finding {
    Rule::UnreadableRecord.finding(
        view.form.containers().then(index).then("dockerLabels").then(LABEL),
        "the record of the injection cannot be read",
        "a newer version wrote it, or it was edited: restore it, or remove the label and choose `keep` or `replace`",
    )
    .with_hint(Hint::Setting("on-conflict"))
}

/// The container of the sidecar's name has a string that cannot be read, so it cannot be compared with the sidecar.
pub(crate) fn unreadable_container(view: &View<'_>, index: usize, sidecar: &Sidecar) -> Finding {
    let name = sidecar.container_name();
    unreadable(
        view.form.containers().then(index),
        format!("the container `{name}` has a string that cannot be read, so it cannot be compared with the sidecar"),
        "half of a surrogate pair (\\ud800) is not a character: remove it",
    )
}

/// A member that the injection needs cannot be read.
pub(crate) fn unreadable(pointer: Pointer, message: impl Into<String>, help: &str) -> Finding {
    Finding { severity: Severity::Error, ..Rule::UnreadableMember.finding(pointer, message, help) }
}
