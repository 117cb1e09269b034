//! A mark in the record of an injection: what is around the change was not aligned, and must not be moved.
//!
//! Lines that were not aligned may look aligned once a change has separated them. The record of the injection has an
//! additional member, so that a removal leaves them as they are, too.

use std::borrow::Cow;

use outrigger_core::{LABEL, Op, Value};

use crate::syntax::template;
use crate::task::definition_tree::{Shape, Tree};

/// The name of the member that holds the labels, the record of an injection among them.
pub(crate) const LABELS: &str = "dockerLabels";

/// The end of a record that says that what stands around the change is not to be moved.
const KEPT: &str = r#","aligned":false}"#;

/// The same as it is written in Terraform.
const KEPT_SOURCE: &str = r#",\"aligned\":false}""#;

/// Whether the source of a record says that what is around the change is not to be moved.
pub(crate) fn is_marked(source: &str) -> bool {
    source.ends_with(KEPT_SOURCE)
}

/// The record of an injection speaks of expressions and holds none: it is the text that it is.
pub(crate) fn read_record(labels: &mut Tree<'_>) {
    let Shape::Object(labels) = &mut labels.shape else { return };
    for (_, label) in labels.entries.iter_mut().filter(|(name, _)| name == LABEL) {
        if let Shape::String(text) = &mut label.shape
            && let Some(literal) = template::unescape(text)
        {
            *text = Cow::Owned(without_mark(literal));
        }
    }
}

/// A record as the core knows it.
fn without_mark(record: String) -> String {
    record.strip_suffix(KEPT).map(|members| format!("{members}}}")).unwrap_or(record)
}

/// Says in the record that what stands around the change is not to be moved.
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
        Some(members) if !record.ends_with(KEPT) => format!("{members}{KEPT}"),
        Some(_) | None => record.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_comes_and_goes() {
        let record = r#"{"version":1,"sidecar":"jaeger"}"#;
        let mut ops = [Op::SetLabel { container: "jaeger".into(), key: LABEL.into(), value: record.into() }];
        mark(&mut ops);
        mark(&mut ops);
        let Op::SetLabel { value, .. } = &ops[0] else { panic!("another op") };
        assert_eq!(value, r#"{"version":1,"sidecar":"jaeger","aligned":false}"#);
        assert_eq!(without_mark(value.to_string()), record);
        assert_eq!(without_mark(record.to_string()), record);
    }
}
