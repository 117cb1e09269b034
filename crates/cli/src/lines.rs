//! Streams with a document on each line: read, worked out and written some lines at a time.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use outrigger::json::file::{self, FileError, Old, Staged, Version};

use crate::block::{BLOCK, Block, Blocks, Line, broken};
use crate::diagnostic::{Diagnostic, Source};
use crate::emit::{Emit, Layout, diff, json};
use crate::error::CommandError;
use crate::input::{Input, Stream};
use crate::new::New;
use crate::outcome::{Counts, Outcome};
use crate::parallel::{OnFailure, in_order};
use crate::pieces::Pieces;
use crate::progress::Total;
use crate::read::Unread;
use crate::report::{self, Mood};
use crate::request::{Request, Target};
use crate::run::Run;
use crate::terminal::{Tone, Verbosity};
use crate::work::Work;

/// What came of some lines.
struct Lines {
    outcome: Outcome,
    /// What they were; `None` where the stream cannot be read on.
    block: Option<Block>,
    new: Pieces,
}

/// Works the lines of a stream out and writes what comes of them.
pub(crate) fn lines(run: &mut Run<'_>, input: Input) -> ControlFlow<()> {
    let (request, tone) = (Arc::clone(&run.request), run.terminal.tone);
    let name = input.name().into_owned();
    let opened = staged(&input, &request.target).and_then(|staged| Ok((staged, input.open()?)));
    let (mut staged, Stream { reader, length }) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            let mut outcome = Outcome::new(tone);
            let unread = Unread::Unreadable(Box::new(Diagnostic::from(error)));
            outcome.unread(unread, Source { name: &name, text: "", line: None });
            return run.found(&outcome);
        }
    };
    run.show_progress(length.map_or(Total::Unknown, Total::Bytes));
    let is_diff = is_diff(&request);
    let (mut old, mut new) = (Vec::new(), Vec::new());
    let mut counts = Counts::default();
    let threads = request.jobs.threads(length.map(|length| length.div_ceil(BLOCK as u64)));
    let work = {
        let name = name.clone();
        let request = Arc::clone(&request);
        move |block| worked_out(block, &name, &input, &request, tone)
    };
    in_order(threads, Blocks::new(reader), work, |Lines { outcome, block, new: pieces }| {
        let next = run.found(&outcome);
        let Some(block) = block else { return run.stop() };
        let pieces = pieces.of(block.bytes());
        let written = match &mut staged {
            Some((staged, _)) => staged.write(&pieces).map_err(CommandError::from),
            None if is_diff => {
                old.extend_from_slice(block.bytes());
                pieces.iter().for_each(|piece| new.extend_from_slice(piece));
                Ok(())
            }
            None => run.output.write(&pieces),
        };
        run.go_on(written)?;
        run.done(&outcome);
        run.terminal.advance(block.bytes().len() as u64);
        counts.add(outcome.counts);
        next
    });
    run.terminal.show_progress(None);
    run.is_going_on()?;
    let [old, new] = [old, new].map(|text| String::from_utf8_lossy(&text).into_owned());
    let written = match staged {
        Some((staged, version)) if counts.changed > 0 => {
            let put = staged.put_over(&Old::Version(version));
            put.map(|unkept| report::unkept(unkept.as_ref(), &name, run.terminal)).map_err(CommandError::from)
        }
        None if is_diff => run.output.write(&[diff(&name, &old, &new, request.diff_style).as_bytes()]),
        Some(_) | None => Ok(()),
    };
    run.go_on(written)?;
    let Counts { documents, changed, .. } = counts;
    run.terminal.say(Verbosity::Normal, &report::done_lines(&name, changed, documents, Mood::of(&request)));
    ControlFlow::Continue(())
}

/// Whether a diff is what is wanted: it needs both texts whole.
fn is_diff(request: &Request) -> bool {
    request.emit == Emit::Diff && request.target != Target::Nowhere
}

/// The file that is to take the place of a stream's.
fn staged(input: &Input, target: &Target) -> Result<Option<(Staged, Version)>, FileError> {
    match (target, input) {
        (Target::InPlace, Input::Named(path) | Input::Found(path)) => {
            // Of before it is read, so that it is an old one if it changes meanwhile.
            let version = Version::of(&file::open(path)?, path)?;
            Ok(Some((Staged::replacing(path)?, version)))
        }
        (Target::InPlace, Input::Stdin) | (Target::Stdout | Target::File(_) | Target::Nowhere, _) => Ok(None),
    }
}

/// Works some lines out.
fn worked_out(block: io::Result<Block>, name: &str, input: &Input, request: &Request, tone: Tone) -> Lines {
    let mut lines = Lines { outcome: Outcome::new(tone), block: None, new: Pieces::default() };
    match block {
        Ok(block) => {
            let _ = block.lines().try_for_each(|line| lines.line(line, name, input, request));
            lines.block = Some(block);
        }
        Err(error) => lines.outcome.unread(broken(name, &error), Source { name, text: "", line: None }),
    }
    lines
}

impl Lines {
    /// Works a line out; one that is empty stays, and so does one that is refused, if it is not to be the last.
    fn line(&mut self, line: Line<'_>, name: &str, input: &Input, request: &Request) -> ControlFlow<()> {
        let work = if line.is_blank() {
            None
        } else {
            match line.text(input) {
                Ok(text) => {
                    let source = Source { name, text, line: Some(line.number) };
                    self.outcome.document(source, input, request)
                }
                Err(unread) => {
                    self.outcome.unread(unread, line.without_text(name));
                    None
                }
            }
        };
        if self.outcome.counts.refused > 0 && request.jobs.on_failure == OnFailure::Stop {
            return ControlFlow::Break(());
        }
        let end = line.at + line.content.len();
        match (request.emit, work) {
            (Emit::Document | Emit::Diff, Some(Work { text: New::Other(text), .. })) => self.new.add(text),
            (Emit::Document | Emit::Diff, Some(Work { text: New::Same, .. }) | None) => self.new.keep(line.at..end),
            (Emit::Plan, Some(work)) => self.new.add(json(&work.plan, Layout::Lines)),
            (Emit::JsonPatch, Some(work)) => self.new.add(json(&work.patch, Layout::Lines)),
            (Emit::Plan | Emit::JsonPatch, None) => {}
        }
        if matches!(request.emit, Emit::Document | Emit::Diff) {
            self.new.keep(end..end + line.end.len());
        }
        ControlFlow::Continue(())
    }
}
