//! [`CommandError`]: why a command failed, and the one place where that becomes words and an exit status.

use std::io;
use std::process::ExitCode;

use outrigger::json::file::FileError;

use crate::diagnostic::Diagnostic;
use crate::hint::help_with_option;
use crate::report;
use crate::terminal::{Terminal, Verbosity};

/// How a command ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Done, or nothing to do.
    Done,
    /// `--check` found a change.
    Changes,
    /// With an exit status of the command's own.
    #[cfg(feature = "jq")]
    Own(u8),
    /// `lint` found an error, a check failed, or a deployment did.
    Findings,
}

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum CommandError {
    /// What was typed, or a request for help.
    CommandLine(clap::Error),
    /// Bad usage or bad input.
    Failed(Box<Diagnostic>),
    /// Documents were refused, for reasons that have been reported.
    Refused {
        /// How many.
        refused: usize,
        /// Of how many.
        of: usize,
    },
    /// The first document that was refused was to be the last, for reasons that have been reported.
    Stopped {
        /// After how many that were not refused.
        after: usize,
    },
    /// Documents could not be read, for reasons that have been reported.
    Unread {
        /// How many.
        unread: usize,
        /// Of how many.
        of: usize,
    },
    /// A request of Terraform could not be answered, for this reason.
    #[cfg(feature = "terraform")]
    External(String),
    /// Standard output could not be written.
    Output(io::Error),
}

impl From<clap::Error> for CommandError {
    fn from(error: clap::Error) -> Self {
        Self::CommandLine(error)
    }
}

impl From<Diagnostic> for CommandError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Failed(Box::new(diagnostic))
    }
}

impl From<FileError> for CommandError {
    fn from(error: FileError) -> Self {
        Self::from(Diagnostic::from(error))
    }
}

impl From<outrigger::Error> for CommandError {
    fn from(error: outrigger::Error) -> Self {
        Self::from(Diagnostic {
            help: help_with_option(error.help(), error.hint()),
            ..Diagnostic::error(error.to_string())
        })
    }
}

/// The exit status for how a command ended; what went wrong is said.
pub(crate) fn exit_code(result: Result<Status, CommandError>, terminal: &Terminal) -> ExitCode {
    match result {
        Ok(Status::Done) => ExitCode::SUCCESS,
        #[cfg(feature = "jq")]
        Ok(Status::Own(status)) => ExitCode::from(status),
        Ok(Status::Changes | Status::Findings) => ExitCode::from(1),
        Err(CommandError::CommandLine(error)) => match error.print() {
            Err(failure) if !error.use_stderr() => exit_code(Err(CommandError::Output(failure)), terminal),
            Ok(()) | Err(_) => ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)),
        },
        Err(CommandError::Failed(diagnostic)) => {
            report::failure(&diagnostic, terminal);
            ExitCode::from(2)
        }
        Err(CommandError::Refused { refused, of }) => {
            if of > 1 {
                let verb = if refused == 1 { "it stays as it is" } else { "they stay as they are" };
                terminal.say(Verbosity::Quiet, &format!("{refused} of {of} refused: {verb}"));
            }
            ExitCode::from(2)
        }
        Err(CommandError::Stopped { after }) => {
            if after > 0 {
                terminal.say(Verbosity::Quiet, &format!("stopped there, after {after}"));
            }
            ExitCode::from(2)
        }
        Err(CommandError::Unread { unread, of }) => {
            if of > 1 {
                terminal.say(Verbosity::Quiet, &format!("{unread} of {of} could not be read"));
            }
            ExitCode::from(2)
        }
        #[cfg(feature = "terraform")]
        Err(CommandError::External(reason)) => {
            terminal.plain(&format!("outrigger external: {reason}\n"));
            ExitCode::from(1)
        }
        // Whoever read the output has had enough of it.
        Err(CommandError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(CommandError::Output(error)) => {
            let message = format!("standard output cannot be written: {error}");
            exit_code(Err(Diagnostic::error(message).into()), terminal)
        }
    }
}
