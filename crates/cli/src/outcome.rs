//! [`Outcome`]: what came of documents, to be told when their turn comes.

use std::path::PathBuf;

use crate::diagnostic::Source;
use crate::input::Input;
use crate::read::Unread;
use crate::report::{self, Mood};
use crate::request::Request;
use crate::terminal::{Terminal, Tone, Verbosity};
use crate::work::{Work, work};

/// What came of documents, to be told when their turn comes.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Says what was found.
    pub(crate) found: Terminal,
    /// What is to be said when everything is written.
    pub(crate) done: Vec<String>,
    /// Files that were named, too, and that were looked at with these documents.
    pub(crate) taken: Vec<PathBuf>,
    pub(crate) counts: Counts,
}

/// How many documents there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) documents: usize,
    pub(crate) changed: usize,
    pub(crate) refused: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.changed += other.changed;
        self.refused += other.refused;
    }
}

impl Outcome {
    pub(crate) fn new(tone: Tone) -> Self {
        Self { found: Terminal::recording(tone), done: Vec::new(), taken: Vec::new(), counts: Counts::default() }
    }

    /// Works a document out. `None` where it is refused, or passed over.
    pub(crate) fn document<'p>(
        &mut self,
        source: Source<'_, 'p>,
        input: &Input,
        request: &'p Request,
    ) -> Option<Work<'p>> {
        let mut work = match work(source, input, &request.change, request.emit, self.found.tone) {
            Ok(work) => work,
            Err(unread) => {
                self.unread(unread, source);
                return None;
            }
        };
        self.taken.append(&mut work.taken);
        let change = &request.change;
        report::findings(&work, source, change, &self.found);
        if work.is_refused() {
            self.refuse();
            return None;
        }
        let mood = Mood::of(request);
        // Of lines, one by one is more than most want to read.
        if source.line.is_none() || self.found.tone.verbosity == Verbosity::Verbose {
            self.done.push(report::done(&work.plan, source, change, mood, &self.found));
        }
        self.done.extend(work.others.iter().map(|other| report::with(source, &other.path, mood)));
        self.counts.documents += 1;
        self.counts.changed += usize::from(!work.plan.is_empty());
        Some(work)
    }

    pub(crate) fn unread(&mut self, unread: Unread, source: Source<'_, '_>) {
        match unread {
            Unread::PassedOver(error) => report::passed_over(&error, source, &self.found),
            Unread::Unreadable(error) => {
                self.refuse();
                report::unreadable(&error, source, &self.found);
            }
        }
    }

    fn refuse(&mut self) {
        self.counts.documents += 1;
        self.counts.refused += 1;
    }

    /// What was worked out cannot be written after all.
    pub(crate) fn unwritten(&mut self, unread: Unread, source: Source<'_, '_>) {
        self.counts = Counts::default();
        self.done.clear();
        self.unread(unread, source);
    }
}
