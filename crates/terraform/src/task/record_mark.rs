//! A mark in the record of an injection: the lines around the change were not aligned, and must not be moved.
//!
//! Lines that were not aligned may look aligned once a change has separated them. The record of the injection has an
//! additional member, so that a removal leaves them as they are, too.

use std::borrow::Cow;

use outrigger_core::{LABEL, Op, Value};

use crate::syntax::template;
use crate::task::definition_tree::{Shape, Tree};

/// The name of the member that holds the labels, the record of an injection among them.
pub(crate) const LABELS: &str = "dockerLabels";

/// The end of a record with the mark.
const MARK: &str = r#","aligned":false}"#;

/// The same, as it is written in Terraform.
const MARK_SOURCE: &str = r#",\"aligned\":false}""#;

/// Whether the source of a record has the mark.
pub(crate) fn is_marked(source: &str) -> bool {
    source.ends_with(MARK_SOURCE)
}

/// Makes the record of an injection literal text: it quotes expressions, and Terraform does not evaluate them.
pub(crate) fn read_record(labels: &mut Tree<'_>) {
    let Shape::Object(labels) = &mut labels.shape else { return };
    for (_, label) in labels.entries.iter_mut().filter(|(name, _)| name == LABEL) {
        if let Shape::String(text) = &mut label.shape
            && let Some(literal) = template::unescape(text)
        {
            *text = Cow::Owned(unmarked(literal));
        }
    }
}

/// A record without the mark, as `outrigger-core` reads it.
fn unmarked(record: String) -> String {
    record.strip_suffix(MARK).map(|members| format!("{members}}}")).unwrap_or(record)
}

/// Adds the mark to the record of an injection.
pub(crate) fn mark(ops: &mut [Op<'_>]) {
    for op in ops {
        if let Op::AddContainer { definition: Value::Object(members) } = op {
            let labels = members.iter_mut().filter(|(name, _)| name == LABELS);
            labels.for_each(|(_, labels)| mark_labels(labels));
        } else if let Op::SetMember { member, value, .. } = op
            && member == LABELS
        {
            mark_labels(value);
        } else if let Op::SetLabel { key, value, .. } = op
            && key == LABEL
        {
            *value = Cow::Owned(marked(value));
        }
    }
}

fn mark_labels(labels: &mut Value<'_>) {
    let Value::Object(labels) = labels else { return };
    for (_, label) in labels.iter_mut().filter(|(key, _)| key == LABEL) {
        if let Value::String(record) = label {
            *record = Cow::Owned(marked(record));
        }
    }
}

fn marked(record: &str) -> String {
    match record.strip_suffix('}') {
        Some(members) if !record.ends_with(MARK) => format!("{members}{MARK}"),
        Some(_) | None => record.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_added_once_and_removed() {
        let record = r#"{"version":1,"sidecar":"jaeger"}"#;
        let mut ops = [Op::SetLabel { container: "jaeger".into(), key: LABEL.into(), value: record.into() }];
        mark(&mut ops);
        mark(&mut ops);
        let Op::SetLabel { value, .. } = &ops[0] else { panic!("another op") };
        assert_eq!(value, r#"{"version":1,"sidecar":"jaeger","aligned":false}"#);
        assert_eq!(unmarked(value.to_string()), record);
        assert_eq!(unmarked(record.to_string()), record);
    }
}
