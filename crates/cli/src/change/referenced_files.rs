//! [`ReferencedFiles`]: the files that a Terraform file refers to, if they may be read and written.
//!
//! A user names a file, and the file names others. A file that the user names may be anything, even a pipe. A file that
//! another file names is read only if it is a regular file of limited size, below the folder of that file or in the same Git
//! repository: the author of a Terraform file must not decide which files of this machine are read and overwritten.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use outrigger::json::file;
use outrigger::terraform::{Error, FILE_LIMIT, Folder};

use crate::io::Input;

/// The files in the folder of a Terraform file; standard input has no folder.
pub(super) struct ReferencedFiles<'n> {
    folder: Option<PathBuf>,
    /// The files that the user named, without symbolic links.
    named: &'n [PathBuf],
    /// The named files that were read here.
    named_parts: RefCell<Vec<PathBuf>>,
}

impl<'n> ReferencedFiles<'n> {
    pub(super) fn of(input: &Input, named: &'n [PathBuf]) -> Self {
        let folder = match input {
            Input::Stdin => None,
            Input::Named(path) | Input::Found(path) => Some(path.parent().map(Path::to_path_buf).unwrap_or_default()),
        };
        Self { folder, named, named_parts: RefCell::default() }
    }

    /// The name of a file in the folder.
    pub(super) fn name(&self, typed: &str) -> String {
        let name = self.folder.as_ref().and_then(|_| Path::new(typed).file_name());
        name.map_or_else(|| typed.to_string(), |name| name.to_string_lossy().into_owned())
    }

    /// A path relative to the folder, as a path that can be opened.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.as_ref().map_or_else(|| PathBuf::from(path), |folder| folder.join(path))
    }

    /// The named files that were read here.
    pub(super) fn into_named_parts(self) -> Vec<PathBuf> {
        self.named_parts.into_inner()
    }

    /// The folder as a path that can be opened.
    fn opened(folder: &Path) -> &Path {
        if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
    }
}

impl Folder for ReferencedFiles<'_> {
    fn names(&self) -> Vec<String> {
        let Some(folder) = &self.folder else { return Vec::new() };
        let entries = fs::read_dir(Self::opened(folder)).into_iter().flatten().filter_map(Result::ok);
        let files =
            entries.filter(|entry| entry.path().extension() == Some(OsStr::new("tf")) && entry.path().is_file());
        let mut names: Vec<_> = files.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    fn read(&self, path: &str) -> Result<String, Error> {
        let Some(folder) = &self.folder else {
            return Err(error(format!("`{path}` is relative to a file, and this is standard input")));
        };
        let typed = self.path(path);
        let Ok(real) = fs::canonicalize(&typed) else {
            // Reading it gives the reason.
            return file::read(&typed).map(String::from).map_err(|failure| error(failure.to_string()));
        };
        if self.named.contains(&real) {
            self.named_parts.borrow_mut().push(real);
            return file::read(&typed).map(String::from).map_err(|failure| error(failure.to_string()));
        }
        let (root, known_as) = root(Self::opened(folder));
        let shown = typed.display();
        if !real.starts_with(&root) {
            let message = match real == typed {
                true => format!("`{shown}` is outside of {known_as}"),
                false => format!("`{shown}` leads to `{}`, which is outside of {known_as}", real.display()),
            };
            let help = format!("only files that you name are read and changed there: name `{shown}` too");
            return Err(outrigger::Error::new(outrigger::ErrorKind::Form, message).with_help(help).into());
        }
        regular(&typed, &real, &root)
    }
}

/// Reads a regular file of limited size below a folder.
fn regular(typed: &Path, real: &Path, root: &Path) -> Result<String, Error> {
    let shown = typed.display();
    let failed = |reason: &dyn std::fmt::Display| error(format!("cannot read `{shown}`: {reason}"));
    // Opening a named pipe would block.
    if !fs::metadata(real).map_err(|reason| failed(&reason))?.is_file() {
        return Err(not_regular(&shown));
    }
    let file = file::open(real).map_err(|failure| error(failure.to_string()))?;
    let metadata = file.metadata().map_err(|reason| failed(&reason))?;
    // The path may lead to another file by now, so the open file is checked again.
    if !metadata.is_file() || !is_below(&file, root) {
        return Err(not_regular(&shown));
    }
    let limit = FILE_LIMIT as u64;
    let too_large = || {
        let error =
            outrigger::Error::new(outrigger::ErrorKind::Form, format!("`{shown}` is larger than {} MiB", limit >> 20));
        Error::from(error.with_help(format!("if you mean it, name `{shown}` too")))
    };
    if metadata.len() > limit {
        return Err(too_large());
    }
    // It may grow while it is read.
    let text =
        file::read_from(file.take(limit + 1), &shown.to_string()).map_err(|failure| error(failure.to_string()))?;
    if text.len() as u64 > limit { Err(too_large()) } else { Ok(text.into()) }
}

/// Whether an open file is below a folder. Only Linux can answer; elsewhere the check of the path has to do.
fn is_below(file: &File, root: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        use std::os::fd::AsRawFd;
        let opened = fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd()));
        opened.map_or(true, |opened| opened.starts_with(root))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (file, root);
        true
    }
}

/// The folder below which files may be read, and its description: the Git repository, or else the folder itself.
fn root(folder: &Path) -> (PathBuf, String) {
    let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    // A repository at the root of the file system limits nothing.
    let repository = real.ancestors().find(|folder| folder.parent().is_some() && folder.join(".git").exists());
    match repository {
        Some(repository) => (repository.to_path_buf(), format!("the repository `{}`", repository.display())),
        None => {
            let known_as = format!("the folder `{}`", folder.display());
            (real, known_as)
        }
    }
}

fn not_regular(shown: &dyn std::fmt::Display) -> Error {
    let error = outrigger::Error::new(outrigger::ErrorKind::Form, format!("`{shown}` is not a regular file"));
    error.with_help(format!("if you mean it, name `{shown}` too")).into()
}

fn error(message: String) -> Error {
    outrigger::Error::new(outrigger::ErrorKind::Form, message).into()
}
