//! The FILE arguments, and the inputs that they name.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::overrides::OverrideBuilder;
use outrigger::json::file::{self, FileError, Text};

use crate::error::CommandError;
use crate::report::Diagnostic;

/// One input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// Standard input.
    Stdin,
    /// A file that was named.
    Named(PathBuf),
    /// A file that was found in a folder: it may be something else than a task definition.
    Found(PathBuf),
}

/// An open input, to be read step by step.
pub(crate) struct Stream {
    pub(crate) reader: Box<dyn Read + Send>,
    /// The length in bytes; `None` for a pipe.
    pub(crate) length: Option<u64>,
}

/// Whether folders may be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folders {
    Allowed,
    Refused,
}

impl Input {
    /// The name, as it was typed.
    pub(crate) fn name(&self) -> Cow<'_, str> {
        match self {
            Self::Stdin => Cow::Borrowed("<stdin>"),
            Self::Named(path) | Self::Found(path) => path.to_string_lossy(),
        }
    }

    /// Whether the file can be replaced. A missing file counts as replaceable: reading it reports the error.
    pub(crate) fn is_replaceable(&self) -> bool {
        match self {
            Self::Stdin => false,
            Self::Named(path) | Self::Found(path) => {
                fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) || !path.exists()
            }
        }
    }

    /// The path without symbolic links, if the file was named and exists.
    #[cfg(feature = "terraform")]
    pub(crate) fn real(&self) -> Option<PathBuf> {
        match self {
            Self::Named(path) => fs::canonicalize(path).ok(),
            Self::Stdin | Self::Found(_) => None,
        }
    }

    /// Reads the whole text.
    pub(crate) fn read(&self) -> Result<Text, FileError> {
        match self {
            Self::Stdin => file::read_from(io::stdin().lock(), "<stdin>"),
            Self::Named(path) | Self::Found(path) => file::read(path),
        }
    }

    /// Opens the input, to be read step by step.
    pub(crate) fn open(&self) -> Result<Stream, FileError> {
        match self {
            Self::Stdin => Ok(Stream { reader: Box::new(io::stdin()), length: None }),
            Self::Named(path) | Self::Found(path) => {
                let file = file::open(path)?;
                let length = file.metadata().ok().filter(Metadata::is_file).map(|metadata| metadata.len());
                Ok(Stream { reader: Box::new(file), length })
            }
        }
    }
}

/// The inputs that are named, each file once; standard input if nothing or `-` was typed.
///
/// # Errors
///
/// A folder where folders are refused, a pattern without a match, a folder that cannot be read.
pub(crate) fn inputs(typed: &[PathBuf], folders: Folders) -> Result<Vec<Input>, CommandError> {
    if typed.is_empty() {
        if io::stdin().is_terminal() {
            let error = Diagnostic::error("no FILE was named, and standard input is a terminal");
            return Err(error.with_help("name a task definition, or pipe one in; `-` reads what is typed").into());
        }
        return Ok(vec![Input::Stdin]);
    }
    let mut inputs = Vec::new();
    for path in typed {
        if path.as_os_str() == "-" {
            inputs.push(Input::Stdin);
        } else if is_pattern(path) && folders == Folders::Allowed {
            walk_pattern(path, &mut inputs)?;
        } else if !path.is_dir() {
            inputs.push(Input::Named(path.clone()));
        } else if folders == Folders::Allowed {
            walk(path, &mut inputs)?;
        } else {
            let error = Diagnostic::error(format!("`{}` is a folder", path.display()));
            return Err(error.with_help("folders are read with --in-place, --check or --emit diff").into());
        }
    }
    Ok(without_duplicates(inputs))
}

/// Adds the JSON files below a folder, sorted by name, without those that an ignore file names.
///
/// Hidden folders are read too: `.aws/task-definition.json` is a usual place.
fn walk(folder: &Path, inputs: &mut Vec<Input>) -> Result<(), CommandError> {
    let is_named = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".json") || name.ends_with(".json.tpl")
    };
    inputs.extend(files(&mut WalkBuilder::new(folder))?.into_iter().filter(is_named).map(Input::Found));
    Ok(())
}

/// The files of a walk, sorted by name.
fn files(walk: &mut WalkBuilder) -> Result<Vec<PathBuf>, CommandError> {
    walk.hidden(false).sort_by_file_name(OsStr::cmp).filter_entry(|entry| entry.file_name() != ".git");
    let mut files = Vec::new();
    for entry in walk.build() {
        let entry = entry.map_err(|error| Diagnostic::error(error.to_string()))?;
        if entry.file_type().is_some_and(|kind| kind.is_file()) {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// Whether this is a pattern and not a path: shells pass on a pattern that is quoted or matches nothing.
fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '[', '{']) && !path.exists()
}

/// Adds the files that match a pattern, sorted by name, without those that an ignore file names.
fn walk_pattern(pattern: &Path, inputs: &mut Vec<Input>) -> Result<(), CommandError> {
    let fixed = pattern.ancestors().skip(1).find(|folder| !is_pattern(folder)).unwrap_or(Path::new(""));
    let relative = pattern.strip_prefix(fixed).unwrap_or(pattern).to_string_lossy().replace('\\', "/");
    let folder = if fixed.as_os_str().is_empty() { Path::new(".") } else { fixed };
    let failed = |error: ignore::Error| Diagnostic::error(error.to_string());
    // A leading slash anchors the pattern at the folder.
    let mut overrides = OverrideBuilder::new(folder);
    overrides.add(&format!("/{relative}")).map_err(failed)?;
    let found = files(WalkBuilder::new(folder).overrides(overrides.build().map_err(failed)?))?;
    if found.is_empty() {
        let error = Diagnostic::error(format!("no file matches `{}`", pattern.display()));
        return Err(error.with_help("`*` matches a part of a name, `**` any number of folders").into());
    }
    let typed = |path: PathBuf| path.strip_prefix("./").map(Path::to_path_buf).unwrap_or(path);
    inputs.extend(found.into_iter().map(typed).map(Input::Found));
    Ok(())
}

/// The inputs without duplicates.
fn without_duplicates(inputs: Vec<Input>) -> Vec<Input> {
    let mut seen = std::collections::HashSet::new();
    let is_first = move |input: &Input| {
        seen.insert(match input {
            Input::Stdin => None,
            Input::Named(path) | Input::Found(path) => Some(fs::canonicalize(path).unwrap_or_else(|_| path.clone())),
        })
    };
    // The named one of two duplicates stays: it must be a task definition.
    let (named, found): (Vec<_>, Vec<_>) = inputs.into_iter().partition(|input| !matches!(input, Input::Found(_)));
    named.into_iter().chain(found).filter(is_first).collect()
}
