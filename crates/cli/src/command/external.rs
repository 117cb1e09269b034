//! `outrigger external`

use std::io;

use clap::Args;
use outrigger::json::file;

use crate::args::template;
use crate::error::{CommandError, Status};
use crate::io::write_stdout;

/// Answer Terraform's external data source
///
/// Reads a JSON object of strings from standard input and writes one to standard output, as `data "external"` requires.
///
/// In: container_definitions (a JSON array, as text), sidecar (a name, or the path of a JSON file), enabled ("true" or
/// "false"), and set_NAME for a parameter. Out: container_definitions, changed ("true" or "false") and findings (a JSON
/// array, as text). An error is one line on standard error, and exit status 1.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  data \"external\" \"jaeger\" {
    program = [\"outrigger\", \"external\"]
    query = {
      container_definitions = jsonencode(local.containers)
      sidecar               = \"jaeger\"
      enabled               = var.enable_jaeger
    }
  }")]
pub(crate) struct ExternalArgs {}

/// Runs the command.
pub(crate) fn run(_: &ExternalArgs) -> Result<Status, CommandError> {
    let failed = |reason: String| CommandError::External(reason.replace('\n', " "));
    let query = file::read_from(io::stdin().lock(), "<stdin>").map_err(|error| failed(error.to_string()))?;
    let mut unknown = None;
    let result = outrigger::terraform::external(&query, |name| {
        template(name).map_err(|error| {
            let error = sentence(error);
            unknown = Some(error.clone());
            outrigger::Error::new(outrigger::ErrorKind::Sidecar, error).into()
        })
    });
    write_stdout(&(result.map_err(|error| failed(unknown.unwrap_or_else(|| error.to_string())))? + "\n"))?;
    Ok(Status::Done)
}

/// The error about a sidecar, in one sentence.
fn sentence(error: CommandError) -> String {
    match error {
        CommandError::Failed(diagnostic) => {
            let help = diagnostic.help.map(|help| format!(" ({help})")).unwrap_or_default();
            format!("{}{help}", diagnostic.message)
        }
        CommandError::CommandLine(error) => error.to_string(),
        CommandError::External(reason) => reason,
        CommandError::Refused { .. } | CommandError::Stopped { .. } | CommandError::Unread { .. } => String::new(),
        CommandError::Output(error) => error.to_string(),
    }
}
