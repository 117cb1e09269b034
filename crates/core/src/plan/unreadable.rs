//! What must be read for a decision, and cannot be.

use crate::facts::{LABEL, View};
use crate::rule::{Finding, Rule, Severity};
use crate::sidecar::Sidecar;
use crate::text::{Hint, Pointer};

/// The record of an injection is there, and is none that this version reads.
pub(crate) fn unreadable_record(view: &View<'_>, index: usize) -> Finding {
    Rule::UnreadableRecord.finding(
        view.form.containers().then(index).then("dockerLabels").then(LABEL),
        "the record of the injection cannot be read",
        "it was written by a newer version, or edited: restore it, or remove the label and choose `keep` or `replace`",
    )
    .with_hint(Hint::Setting("on-conflict"))
}

/// The container of the sidecar's name cannot be compared with it.
pub(crate) fn unreadable_container(view: &View<'_>, index: usize, sidecar: &Sidecar) -> Finding {
    let name = sidecar.container_name();
    unreadable(
        view.form.containers().then(index),
        format!(
            "the container `{name}` holds something that cannot be read, so it cannot be compared with the sidecar"
        ),
        "half of a surrogate pair (\\ud800) is no character: take it out",
    )
}

/// A member that must be read for the injection, and cannot be.
pub(crate) fn unreadable(pointer: Pointer, message: impl Into<String>, help: &str) -> Finding {
    Finding { severity: Severity::Error, ..Rule::UnreadableMember.finding(pointer, message, help) }
}
