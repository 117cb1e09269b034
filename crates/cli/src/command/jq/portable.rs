//! `outrigger jq --program`: an injection as a program for any jq.

use outrigger::jq::{Direction, portable_program};

use super::JqArgs;
use crate::args::template;
use crate::error::{CommandError, Status};
use crate::io::write_stdout;
use crate::report::Diagnostic;

/// Prints the program.
pub(super) fn run(args: &JqArgs) -> Result<Status, CommandError> {
    let Some(sidecar) = &args.filter else {
        return Err(Diagnostic::error("--program needs a sidecar").with_help("outrigger jq --program jaeger").into());
    };
    if !args.files.is_empty() {
        let error = Diagnostic::error("--program reads no files");
        return Err(error.with_help("save the program, and run it: jq -f PROGRAM FILE").into());
    }
    let sidecar = args.typed.settings.fill(&template(&sidecar.to_string_lossy())?)?;
    let policy = outrigger::Policy { record: !args.typed.no_record, ..args.typed.policy.policy() };
    let direction = if args.typed.remove { Direction::Remove } else { Direction::Inject };
    write_stdout(&portable_program(direction, &sidecar, &policy))?;
    Ok(Status::Done)
}
