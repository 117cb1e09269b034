//! Changed files, and whether the lines around a change are aligned again.

use outrigger_core::{LABEL, Node, View};

use crate::change::edits::FileChanges;
use crate::error::Error;
use crate::module::Module;
use crate::outcome::Rewritten;
use crate::syntax::Changes;
use crate::task::{Form, LABELS, Task, is_marked};

/// What happens to the equals signs and comments in the lines around a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alignment {
    /// The change is in JSON, which has none.
    None,
    /// They are aligned again, as they were before.
    Restored,
    /// They are left as they are, since they were not aligned.
    Untouched,
}

impl Alignment {
    /// As the record of the sidecar has it; for a sidecar without a record, as the records of other sidecars have it.
    pub(crate) fn of(module: &Module, task: &Task<'_>, view: &View<'_>, sidecar: &str) -> Self {
        if let Form::Json { .. } = task.form {
            return Self::None;
        }
        let own = view.container(sidecar).map(|(index, _)| index);
        let containers = task.containers().into_iter().flat_map(|list| &list.elements).enumerate();
        let mut records = containers
            .filter(|(index, _)| own.is_none_or(|own| own == *index))
            .filter_map(|(_, container)| container.member(LABELS)?.member(LABEL));
        let is_untouched = records.any(|record| is_marked(module.text(&record.place)));
        if is_untouched { Self::Untouched } else { Self::Restored }
    }
}

/// The files that these changes make different; `None` if `apply` cannot make all of the changes.
pub(crate) fn rewrite(
    module: &Module,
    changes: FileChanges,
    apply: fn(&str, Changes) -> Result<Option<String>, Error>,
) -> Result<Option<Vec<Rewritten>>, Error> {
    let mut files = Vec::new();
    for (index, changes) in changes {
        let file = module.file(index);
        let Some(text) = apply(&file.text, changes)? else { return Ok(None) };
        if text != file.text {
            files.push(Rewritten { path: file.path.clone(), text: format!("{}{text}", file.mark) });
        }
    }
    Ok(Some(files))
}
