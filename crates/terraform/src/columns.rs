//! [`Columns`]: whether a change moves what stands in columns around it, and how the record says that it does not.
//!
//! What stood in no columns may look as if it had once a change has parted it. So that a removal leaves it alone, too, the
//! record of the injection has a member of this crate's own.

use std::borrow::Cow;

use outrigger_core::{Form as CoreForm, LABEL, Node, Op, Value, View};

use crate::definitions::Form;
use crate::module::Module;
use crate::task::Task;

/// What becomes of what stands in columns around a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Columns {
    /// There is none: the change is in JSON.
    None,
    /// What stood in columns does so again.
    Aligned,
    /// It stays as it is, since it stood in none.
    Kept,
}

/// The end of a record that says that what stands around the change is not to be moved.
const KEPT: &str = r#","aligned":false}"#;

/// The same as it is written in Terraform.
const KEPT_SOURCE: &str = r#",\"aligned\":false}""#;

impl Columns {
    /// What the record of the sidecar says; before it has one, what those of others say.
    pub(crate) fn of(module: &Module, task: &Task<'_>, view: &View<'_>, sidecar: &str) -> Self {
        if let Form::Json { .. } = task.form {
            return Self::None;
        }
        let own = view.container(sidecar).map(|(index, _)| index);
        let containers = task.tree.at(&CoreForm::Register.containers());
        let containers = containers.into_iter().flat_map(Node::elements).enumerate();
        let mut records = containers
            .filter(|(index, _)| own.is_none_or(|own| own == *index))
            .filter_map(|(_, container)| container.member("dockerLabels")?.member(LABEL));
        let is_kept = records.any(|record| module.text(&record.place).ends_with(KEPT_SOURCE));
        if is_kept { Self::Kept } else { Self::Aligned }
    }
}

/// A record as the core knows it.
pub(crate) fn without_mark(record: String) -> String {
    record.strip_suffix(KEPT).map(|members| format!("{members}}}")).unwrap_or(record)
}

/// Says in the record that what stands around the change is not to be moved.
pub(crate) fn mark(ops: &mut [Op<'_>]) {
    for op in ops {
        if let Op::AddContainer { definition: Value::Object(members) } = op {
            let labels = members.iter_mut().filter(|(name, _)| name == "dockerLabels");
            labels.for_each(|(_, labels)| mark_labels(labels));
        } else if let Op::SetMember { member, value, .. } = op
            && member == "dockerLabels"
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
