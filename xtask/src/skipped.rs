//! The tests and the steps that were skipped, collected in a file and printed at the end.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;

use crate::engines::target;

/// Names the file to the tests; `tests/support/src/skip.rs` reads it.
pub(crate) const VARIABLE: &str = "OUTRIGGER_SKIPPED";

/// Where it is.
pub(crate) fn path() -> PathBuf {
    target().join("skipped.txt")
}

/// Forgets what an earlier run skipped.
pub(crate) fn forget() {
    let _ = fs::remove_file(path());
}

/// Reports that something is skipped, and why; [`summary`] counts it.
pub(crate) fn skip(name: &str, reason: &str) -> Result<(), String> {
    println!("SKIPPED: {name}: {reason}");
    let path = path();
    let file = File::options().create(true).append(true).open(&path);
    let written = file.and_then(|mut file| writeln!(file, "{name}: {reason}"));
    written.map_err(|error| format!("{}: {error}", path.display()))
}

/// What was skipped since [`forget`]: the number, and a line for each.
pub(crate) fn summary() -> String {
    summary_of(&fs::read_to_string(path()).unwrap_or_default())
}

fn summary_of(skipped: &str) -> String {
    let mut lines: Vec<_> = skipped.lines().collect();
    lines.sort_unstable();
    lines.dedup();
    match lines.len() {
        0 => "skipped 0".to_string(),
        count => format!("skipped {count}:\n  {}", lines.join("\n  ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_counted_once() {
        assert_eq!(summary_of(""), "skipped 0");
        assert_eq!(
            summary_of("file::a: no disk\nb: no jq\nfile::a: no disk\n"),
            "skipped 2:\n  b: no jq\n  file::a: no disk"
        );
    }
}
