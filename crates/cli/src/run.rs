//! Carrying a request out: documents are worked out on several threads, and written in the order in which they were read.

use std::collections::HashSet;
use std::fs;
use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use outrigger::json::file;

use crate::diagnostic::Diagnostic;
use crate::emit::Layout;
use crate::error::{CommandError, Status};
use crate::files;
use crate::input::Input;
use crate::lines;
use crate::outcome::{Counts, Outcome};
use crate::output::Output;
use crate::parallel::OnFailure;
use crate::progress::{Progress, Total};
use crate::report;
use crate::request::{Request, Target};
use crate::terminal::{Terminal, Verbosity};
use crate::work::Rewrite;

/// Carries a request out.
///
/// # Errors
///
/// A document that cannot be read or is refused, which stays as it is; and what cannot be written.
pub(crate) fn run(mut request: Request, terminal: &Terminal) -> Result<Status, CommandError> {
    let inputs = std::mem::take(&mut request.inputs);
    let output = match &request.target {
        Target::Nowhere | Target::InPlace => Output::Nowhere,
        Target::Stdout => Output::Stdout,
        Target::File(path) => Output::File { path: path.clone(), staged: None },
    };
    let request = Arc::new(request);
    let run = Run {
        request,
        terminal,
        output,
        counts: Counts::default(),
        held: Vec::new(),
        taken: Vec::new(),
        said: Vec::new(),
        failure: None,
        is_stopped: false,
    };
    let result = run.all(inputs);
    terminal.show_progress(None);
    result
}

/// A request being carried out.
pub(crate) struct Run<'r> {
    pub(crate) request: Arc<Request>,
    pub(crate) terminal: &'r Terminal,
    pub(crate) output: Output,
    counts: Counts,
    /// What is written when everything is worked out: files that are worked out from one another.
    pub(crate) held: Vec<Rewrite>,
    /// Files that were named and that were looked at with others, which refer to them.
    pub(crate) taken: Vec<PathBuf>,
    /// What is said when that is written.
    pub(crate) said: Vec<String>,
    /// What ended the run before its end, beside a document that was refused.
    failure: Option<CommandError>,
    is_stopped: bool,
}

impl Run<'_> {
    fn all(mut self, inputs: Vec<Input>) -> Result<Status, CommandError> {
        match self.request.layout {
            Layout::Whole => files::files(&mut self, inputs),
            Layout::Lines => {
                let _ = inputs.into_iter().try_for_each(|input| lines::lines(&mut self, input));
            }
        }
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let Counts { documents, changed, refused } = self.counts;
        if self.is_stopped {
            return Err(CommandError::Stopped { after: documents - refused });
        }
        self.output.finish(self.terminal)?;
        write_in_place(&self.held, self.terminal)?;
        if documents == 0 {
            self.said.push("nothing to do: no task definition was found".to_string());
        }
        self.said.iter().for_each(|line| self.terminal.say(Verbosity::Normal, line));
        if refused > 0 {
            return Err(CommandError::Refused { refused, of: documents });
        }
        Ok(if self.request.is_check && changed > 0 { Status::Changes } else { Status::Done })
    }

    /// Tells what was found, and whether to go on after this.
    pub(crate) fn found(&mut self, outcome: &Outcome) -> ControlFlow<()> {
        self.terminal.pass_on(&outcome.found.recorded());
        self.counts.add(outcome.counts);
        match self.request.jobs.on_failure {
            OnFailure::Stop if outcome.counts.refused > 0 => self.stop(),
            OnFailure::Stop | OnFailure::GoOn => ControlFlow::Continue(()),
        }
    }

    /// Nothing more is looked at, and what is not whole yet is not written.
    pub(crate) fn stop(&mut self) -> ControlFlow<()> {
        self.is_stopped = true;
        ControlFlow::Break(())
    }

    /// Breaks if something ended the run.
    pub(crate) fn is_going_on(&self) -> ControlFlow<()> {
        if self.is_stopped || self.failure.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Tells what is done.
    pub(crate) fn done(&self, outcome: &Outcome) {
        outcome.done.iter().for_each(|line| self.terminal.say(Verbosity::Normal, line));
    }

    /// Goes on where this went well.
    pub(crate) fn go_on(&mut self, result: Result<(), CommandError>) -> ControlFlow<()> {
        match result {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                self.failure = Some(failure);
                ControlFlow::Break(())
            }
        }
    }

    /// Shows how far this is, where the result itself is not shown in the same place.
    pub(crate) fn show_progress(&self, total: Total) {
        if !matches!(self.output, Output::Stdout) || !io::stdout().is_terminal() {
            self.terminal.show_progress(Progress::new(total, self.terminal.tone));
        }
    }
}

fn write_in_place(rewrites: &[Rewrite], terminal: &Terminal) -> Result<(), CommandError> {
    let mut seen = HashSet::new();
    let real = |path: &PathBuf| fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    if let Some(twice) = rewrites.iter().find(|rewrite| !seen.insert(real(&rewrite.path))) {
        let error = Diagnostic::error(format!("`{}` would be changed for two files", twice.path.display()));
        return Err(error.with_help("name one of them at a time").into());
    }
    for (written, Rewrite { path, old, new }) in rewrites.iter().enumerate() {
        let unkept = file::replace(path, old, new).map_err(|error| {
            let error = Diagnostic::from(error);
            let so_far = format!("{written} of {} files were written before", rewrites.len());
            if written == 0 { error } else { error.with_help(so_far) }
        })?;
        report::unkept(unkept.as_ref(), &path.to_string_lossy(), terminal);
    }
    Ok(())
}
