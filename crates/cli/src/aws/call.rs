//! Calls AWS: runs asynchronous code, and shows its errors.

use std::future::Future;

use outrigger::aws::Error;

use crate::error::CommandError;
use crate::report::Diagnostic;

/// Runs a future to its end.
pub(crate) fn block_on<T>(future: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime =
        runtime.map_err(|error| Diagnostic::error(format!("cannot start the asynchronous runtime: {error}")))?;
    let result = runtime.block_on(future);
    // A DNS look-up cannot be cancelled, and nobody waits for it any more.
    runtime.shutdown_background();
    result
}

/// The diagnostic of an error.
pub(crate) fn aws_diagnostic(error: &Error) -> Diagnostic {
    if let Some(finding) = error.findings().first() {
        return Diagnostic::of_finding(finding);
    }
    Diagnostic::with_hint(error.to_string(), error.help(), error.hint())
}

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        aws_diagnostic(&error).into()
    }
}
