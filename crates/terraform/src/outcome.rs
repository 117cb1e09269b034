//! [`Outcome`]: the result of an injection or a removal.

use std::ops::Range;

use outrigger_core::Plan;

/// The result of an injection or a removal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The address of the task definition (`aws_ecs_task_definition.api`).
    pub address: String,
    /// The files that changed, with their new text; empty where nothing had to change.
    pub files: Vec<Rewritten>,
    /// The changes, what was skipped and why, and the findings.
    pub plan: Plan<'static>,
    /// The place of each of the plan's findings, in the same order.
    pub places: Vec<Location>,
}

impl Outcome {
    /// Gives files a newer text, and adds those that were not changed before.
    pub(crate) fn replace_files(&mut self, newer: Vec<Rewritten>) {
        for file in newer {
            match self.files.iter_mut().find(|known| known.path == file.path) {
                Some(known) => *known = file,
                None => self.files.push(file),
            }
        }
    }
}

/// A changed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// Its path, relative to the folder.
    pub path: String,
    /// Its new text.
    pub text: String,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The path of the file, relative to the folder.
    pub path: String,
    /// The bytes of the file, in the text before the change.
    pub span: Range<usize>,
}
