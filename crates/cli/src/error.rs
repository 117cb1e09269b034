//! [`CommandError`]: why a command failed. Here, and only here, it becomes a message and an exit status.

use std::io;
use std::process::ExitCode;

use outrigger::json::file::FileError;

use crate::report::{Diagnostic, Terminal, Verbosity, report_failure};

/// The end of a command that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Done, or nothing to do.
    Done,
    /// `--check` found a change.
    Changes,
    /// The exit status of a filter.
    #[cfg(feature = "jq")]
    Exit(u8),
    /// `lint` found an error, a check failed, or a deployment failed.
    Findings,
}

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum CommandError {
    /// Wrong arguments, or a request for help.
    CommandLine(clap::Error),
    /// Bad usage or bad input.
    Failed(Box<Diagnostic>),
    /// Documents were refused; the reasons have been reported.
    Refused {
        refused: usize,
        /// The number of all documents.
        of: usize,
    },
    /// `--fail-fast` ended the work at a refused document; the reason has been reported.
    Stopped {
        /// The number of documents before it.
        after: usize,
    },
    /// Documents could not be read; the reasons have been reported.
    Unread {
        unread: usize,
        /// The number of all documents.
        of: usize,
    },
    /// The query of Terraform's external data source failed, for this reason.
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
        Diagnostic::of_library_error(&error).into()
    }
}

/// The exit status of a command; a failure is reported.
pub(crate) fn exit_code(result: Result<Status, CommandError>, terminal: &Terminal) -> ExitCode {
    match result {
        Ok(Status::Done) => ExitCode::SUCCESS,
        #[cfg(feature = "jq")]
        Ok(Status::Exit(status)) => ExitCode::from(status),
        Ok(Status::Changes | Status::Findings) => ExitCode::from(1),
        Err(CommandError::CommandLine(error)) => match error.print() {
            Err(failure) if !error.use_stderr() => exit_code(Err(CommandError::Output(failure)), terminal),
            Ok(()) | Err(_) => ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)),
        },
        Err(CommandError::Failed(diagnostic)) => {
            report_failure(&diagnostic, terminal);
            ExitCode::from(2)
        }
        Err(CommandError::Refused { refused, of }) => {
            if of > 1 {
                let verb = if refused == 1 { "it stays as it is" } else { "they stay as they are" };
                terminal.print_line(Verbosity::Quiet, &format!("{refused} of {of} refused: {verb}"));
            }
            ExitCode::from(2)
        }
        Err(CommandError::Stopped { after }) => {
            if after > 0 {
                terminal.print_line(Verbosity::Quiet, &format!("stopped there, after {after}"));
            }
            ExitCode::from(2)
        }
        Err(CommandError::Unread { unread, of }) => {
            if of > 1 {
                terminal.print_line(Verbosity::Quiet, &format!("{unread} of {of} could not be read"));
            }
            ExitCode::from(2)
        }
        #[cfg(feature = "terraform")]
        Err(CommandError::External(reason)) => {
            terminal.print(&format!("outrigger external: {reason}\n"));
            ExitCode::from(1)
        }
        // The reader of the output, such as `head`, has ended.
        Err(CommandError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(CommandError::Output(error)) => {
            let message = format!("standard output cannot be written: {error}");
            exit_code(Err(Diagnostic::error(message).into()), terminal)
        }
    }
}
