//! [`ChangeBatch`]: results and messages that wait for their turn.

use std::path::PathBuf;

use outrigger::json::file::{FileError, Staged, Text};

use super::new_text::NewText;
use crate::error::CommandError;
use crate::io::{PatchedText, Rewrite};
use crate::pipeline::Batch;
use crate::report::{Diagnostic, Source, Terminal, Tone, report_unreadable};

/// The results of one file, or of some lines of a stream.
#[derive(Debug)]
pub(super) struct ChangeBatch {
    /// Findings and errors, printed before the result is written.
    pub(super) messages: Terminal,
    /// Messages about changes, printed after the result is written.
    pub(super) done: Vec<String>,
    /// Files that the user named and that belong to these documents.
    pub(super) named_parts: Vec<PathBuf>,
    pub(super) counts: Counts,
    /// The result of a file.
    pub(super) file: FileResult,
    /// The result of lines.
    pub(super) lines: PatchedText,
}

/// The result of a file.
#[derive(Debug)]
pub(super) enum FileResult {
    Nothing,
    /// A text for the output.
    Text {
        old: Text,
        new: NewText,
    },
    /// A new file that is already on the disk and replaces the old one.
    Staged {
        name: String,
        old: Text,
        staged: Staged,
    },
    /// Files that are replaced after all documents are worked on.
    Last(Vec<Rewrite>),
    /// Nothing can be written: the change is also in other files.
    Refused(CommandError),
}

/// Numbers of documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) documents: usize,
    pub(super) changed: usize,
    pub(super) refused: usize,
}

impl Counts {
    pub(super) fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.changed += other.changed;
        self.refused += other.refused;
    }
}

impl Batch for ChangeBatch {
    fn messages(&self) -> &Terminal {
        &self.messages
    }

    fn has_failed(&self) -> bool {
        self.counts.refused > 0
    }
}

impl ChangeBatch {
    pub(super) fn new(tone: Tone) -> Self {
        Self {
            messages: Terminal::recording(tone),
            done: Vec::new(),
            named_parts: Vec::new(),
            counts: Counts::default(),
            file: FileResult::Nothing,
            lines: PatchedText::default(),
        }
    }

    /// Counts a document that is refused.
    pub(super) fn add_refused(&mut self) {
        self.counts.documents += 1;
        self.counts.refused += 1;
    }

    /// Adds a document that cannot be read.
    pub(super) fn add_unreadable(&mut self, error: &Diagnostic, source: Source<'_, '_>) {
        self.add_refused();
        report_unreadable(error, source, &self.messages);
    }

    /// The file cannot be written: the error takes the place of its result.
    pub(super) fn fail(&mut self, error: FileError, name: &str) {
        self.counts = Counts::default();
        self.done.clear();
        self.file = FileResult::Nothing;
        self.add_unreadable(&Diagnostic::from(error), Source { name, text: "", line: None });
    }
}
