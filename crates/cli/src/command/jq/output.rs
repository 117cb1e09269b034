//! Writes the outputs of a filter, and makes the exit status.

use std::io::{self, BufWriter, Stdout, Write};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use outrigger::jq::{Event, Output};

use super::args::Typed;

/// The exit status of a filter that failed, or of an input that is not valid JSON.
pub(super) const FAILED: u8 = 5;
/// The exit status of bad usage, or of a file that cannot be read.
pub(super) const UNREADABLE: u8 = 2;

/// The result of the last input.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    True,
    False,
    Failed,
}

/// The text after each output.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Terminator {
    LineBreak,
    Nul,
    Nothing,
}

/// Buffered standard output.
#[derive(Clone)]
pub(super) struct SharedOutput(Arc<Mutex<BufWriter<Stdout>>>);

impl SharedOutput {
    fn lock(&self) -> MutexGuard<'_, BufWriter<Stdout>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Flushes the buffer; a failure occurs again at the next output or at the end.
    pub(super) fn flush(&self) {
        let _ = self.lock().flush();
    }
}

/// Receives the events of a filter.
pub(super) struct Outputs {
    out: SharedOutput,
    terminator: Terminator,
    is_raw: bool,
    is_ascii: bool,
    is_sequence: bool,
    is_unbuffered: bool,
    last: Last,
    /// Whether the last output was true, if there was one.
    last_output: Option<bool>,
    has_unreadable: bool,
    failure: Option<io::Error>,
}

impl Outputs {
    pub(super) fn new(typed: &Typed) -> Self {
        let terminator = match (typed.raw_output0, typed.join_output) {
            (true, _) => Terminator::Nul,
            (false, true) => Terminator::Nothing,
            (false, false) => Terminator::LineBreak,
        };
        Self {
            out: SharedOutput(Arc::new(Mutex::new(BufWriter::with_capacity(1 << 15, io::stdout())))),
            terminator,
            is_raw: typed.raw_output || typed.join_output || typed.raw_output0,
            is_ascii: typed.ascii_output,
            is_sequence: typed.seq,
            is_unbuffered: typed.unbuffered,
            last: Last::Nothing,
            last_output: None,
            has_unreadable: false,
            failure: None,
        }
    }

    pub(super) fn out(&self) -> &SharedOutput {
        &self.out
    }

    pub(super) fn receive(&mut self, event: Event<'_>) -> ControlFlow<()> {
        match event {
            Event::Input => self.last = Last::Nothing,
            Event::Output(output) => return self.output(&output),
            Event::Raised { message, is_string, place } => {
                let kind = if is_string { "" } else { " (not a string)" };
                self.print_error(&format!("jq: error (at {place}){kind}: {message}\n"));
                self.last = Last::Failed;
            }
            Event::NoInput(sentence) => {
                self.print_error(&format!("jq: parse error: {sentence}\n"));
                self.last = Last::Failed;
            }
            Event::Ignored(sentence) => self.print_error(&format!("jq: ignoring parse error: {sentence}\n")),
            Event::Unreadable(sentence) => {
                self.print_error(&format!("jq: error: {sentence}\n"));
                self.has_unreadable = true;
            }
            Event::Debug(json) => self.print_error(&format!("{json}\n")),
            Event::Message(text) => self.print_error(text),
        }
        ControlFlow::Continue(())
    }

    fn output(&mut self, output: &Output<'_>) -> ControlFlow<()> {
        let raw = output.string.filter(|_| self.is_raw);
        if raw.is_some_and(|raw| self.terminator == Terminator::Nul && raw.contains('\0')) {
            self.print_error(
                "jq: error (at <unknown>): Cannot dump a string containing NUL with --raw-output0 option\n",
            );
            self.last = Last::Failed;
            return ControlFlow::Break(());
        }
        let text = raw.filter(|_| !self.is_ascii).unwrap_or(output.json);
        let start = if self.is_sequence && raw.is_none() { "\u{1e}" } else { "" };
        let end: &[u8] = match self.terminator {
            Terminator::LineBreak => b"\n",
            Terminator::Nul => b"\0",
            Terminator::Nothing => b"",
        };
        self.last = if output.is_true { Last::True } else { Last::False };
        self.last_output = Some(output.is_true);
        let mut out = self.out.lock();
        let written = [start.as_bytes(), text.as_bytes(), end].into_iter().try_for_each(|part| out.write_all(part));
        match written.and_then(|()| if self.is_unbuffered { out.flush() } else { Ok(()) }) {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                self.failure = Some(failure);
                ControlFlow::Break(())
            }
        }
    }

    /// Writes to standard error, after all outputs so far.
    fn print_error(&mut self, text: &str) {
        // A failed write to standard error is ignored: nothing else can report it.
        self.out.flush();
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// The exit status.
    ///
    /// # Errors
    ///
    /// A failed write to standard output.
    pub(super) fn finish(self, is_status_of_output: bool) -> io::Result<u8> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        self.out.lock().flush()?;
        Ok(match (self.has_unreadable, self.last, self.last_output) {
            (true, _, _) => UNREADABLE,
            (false, Last::Failed, _) => FAILED,
            _ if !is_status_of_output => 0,
            (false, Last::True, _) => 0,
            (false, Last::False, _) => 1,
            (false, Last::Nothing, Some(is_true)) => u8::from(!is_true),
            (false, Last::Nothing, None) => 4,
        })
    }
}
