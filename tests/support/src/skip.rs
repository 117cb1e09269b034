//! How a test reports that it was skipped.

use std::fs::File;
use std::io::Write;
use std::path::Path;

/// Names the file that collects the skipped tests; `cargo xtask` sets it, and prints the file at the end.
const SKIPPED: &str = "OUTRIGGER_SKIPPED";

/// Set where the tests that compare with other programs shall run; `cargo xtask ci` sets it.
const COMPARISONS: &str = "OUTRIGGER_COMPARISONS";

/// Reports that the test that calls this is skipped, or a part of it, and why.
///
/// A skipped test must not look like one that passed. So this writes to standard error past the test harness, which
/// captures only what `eprintln!` prints, and adds a line to the file that `OUTRIGGER_SKIPPED` names.
///
/// # Panics
///
/// If that file cannot be written.
pub fn skip(reason: &str) {
    let line = line(&test(), reason);
    let _ = write!(std::io::stderr(), "SKIPPED: {line}");
    if let Some(path) = std::env::var_os(SKIPPED) {
        append(Path::new(&path), &line);
    }
}

/// Why no other programs are installed for comparisons, unless they shall be.
///
/// # Errors
///
/// The reason, unless `OUTRIGGER_COMPARISONS` is set.
pub(crate) fn comparisons_are_wanted() -> Result<(), String> {
    let is_wanted = std::env::var_os(COMPARISONS).is_some_and(|value| !value.is_empty());
    if is_wanted { Ok(()) } else { Err(format!("`cargo xtask ci` compares with other programs, or {COMPARISONS}=1")) }
}

/// The name of the test program and of the test, as far as they are known.
fn test() -> String {
    let program = std::env::current_exe().ok();
    let program = program.as_deref().and_then(Path::file_stem).unwrap_or_default().to_string_lossy();
    // Cargo appends a hash: `hostile-0123456789abcdef`.
    let program = program.rsplit_once('-').map_or(&*program, |(name, _)| name);
    // The test harness runs each test on a thread of its name, and a single one on the main thread.
    match std::thread::current().name() {
        Some(name) if name != "main" => format!("{program}::{name}"),
        _ => program.to_string(),
    }
}

/// A line of the file, in one piece whatever the reason has in it.
fn line(test: &str, reason: &str) -> String {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{test}: {reason}\n")
}

/// Adds a line in one call, so that lines of several processes do not mix.
fn append(path: &Path, line: &str) {
    let mut file = File::options().create(true).append(true).open(path).unwrap();
    file.write_all(line.as_bytes()).unwrap();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_the_test_and_the_reason() {
        let name = format!("{}::skip::tests::a_line_names_the_test_and_the_reason", env!("CARGO_CRATE_NAME"));
        assert_eq!(line(&test(), "no\n disk"), format!("{name}: no disk\n"));
    }

    #[test]
    fn lines_are_added() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("skipped");
        append(&path, "a: b\n");
        append(&path, "c: d\n");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a: b\nc: d\n");
    }
}
