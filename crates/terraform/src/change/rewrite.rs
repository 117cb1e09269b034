//! Changed files, and whether what is aligned around a change is aligned again.

use outrigger_core::{LABEL, Node, View};

use crate::change::edits::FileChanges;
use crate::error::Error;
use crate::module::Module;
use crate::outcome::Rewritten;
use crate::syntax::Changes;
use crate::task::{Form, LABELS, Task, is_marked};

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

impl Columns {
    /// What the record of the sidecar says; before it has one, what those of others say.
    pub(crate) fn of(module: &Module, task: &Task<'_>, view: &View<'_>, sidecar: &str) -> Self {
        if let Form::Json { .. } = task.form {
            return Self::None;
        }
        let own = view.container(sidecar).map(|(index, _)| index);
        let containers = task.containers().into_iter().flat_map(|list| &list.elements).enumerate();
        let mut records = containers
            .filter(|(index, _)| own.is_none_or(|own| own == *index))
            .filter_map(|(_, container)| container.member(LABELS)?.member(LABEL));
        let is_kept = records.any(|record| is_marked(module.text(&record.place)));
        if is_kept { Self::Kept } else { Self::Aligned }
    }
}

/// The files with these changes made in this way, if all of them can be; those that stay as they are, are none of them.
pub(crate) fn rewrite(
    module: &Module,
    changes: FileChanges,
    way: fn(&str, Changes) -> Result<Option<String>, Error>,
) -> Result<Option<Vec<Rewritten>>, Error> {
    let mut files = Vec::new();
    for (index, changes) in changes {
        let file = module.file(index);
        let Some(text) = way(&file.text, changes)? else { return Ok(None) };
        if text != file.text {
            files.push(Rewritten { path: file.path.clone(), text: format!("{}{text}", file.mark) });
        }
    }
    Ok(Some(files))
}
