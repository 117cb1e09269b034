//! Replaces several files that belong together.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use outrigger::json::file;

use crate::error::CommandError;
use crate::report::{Diagnostic, Terminal, report_unkept};

/// A file that gets another text.
#[derive(Debug)]
pub(crate) struct Rewrite {
    pub(crate) path: PathBuf,
    pub(crate) old: String,
    pub(crate) new: String,
}

/// Replaces the files one after the other.
///
/// # Errors
///
/// A file that would be replaced twice: then none is. A file that changed since it was read, or that cannot be written:
/// the message says how many were written before it.
pub(crate) fn write_in_place(rewrites: &[Rewrite], terminal: &Terminal) -> Result<(), CommandError> {
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
        report_unkept(unkept.as_ref(), &path.to_string_lossy(), terminal);
    }
    Ok(())
}
