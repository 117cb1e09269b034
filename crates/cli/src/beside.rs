//! [`Beside`]: the files that a Terraform file refers to, as far as they may be read and written.
//!
//! A user names a file, and the file names others. What the user names may be anything, a pipe too. What a file names is read
//! only if it is a regular file of a bounded size below the folder of that file, or in the same Git repository: whoever
//! writes the Terraform file must not decide which files of this machine are read and overwritten.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use outrigger::json::file;
use outrigger::terraform::{Error, FILE_LIMIT, Folder};

use crate::input::Input;

/// The folder of a Terraform file; for standard input, none.
pub(crate) struct Beside<'n> {
    folder: Option<PathBuf>,
    /// The files that the user named, without symbolic links.
    named: &'n [PathBuf],
    /// Those of them that were read here.
    taken: RefCell<Vec<PathBuf>>,
}

impl<'n> Beside<'n> {
    pub(crate) fn of(input: &Input, named: &'n [PathBuf]) -> Self {
        let folder = match input {
            Input::Stdin => None,
            Input::Named(path) | Input::Found(path) => Some(path.parent().map(Path::to_path_buf).unwrap_or_default()),
        };
        Self { folder, named, taken: RefCell::default() }
    }

    /// The name of a file in the folder.
    pub(crate) fn name(&self, typed: &str) -> String {
        let name = self.folder.as_ref().and_then(|_| Path::new(typed).file_name());
        name.map_or_else(|| typed.to_string(), |name| name.to_string_lossy().into_owned())
    }

    /// A path from the folder as one that can be opened.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.as_ref().map_or_else(|| PathBuf::from(path), |folder| folder.join(path))
    }

    /// The files that the user named and that were read here.
    pub(crate) fn into_taken(self) -> Vec<PathBuf> {
        self.taken.into_inner()
    }

    /// The folder, as it can be opened.
    fn opened(folder: &Path) -> &Path {
        if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
    }
}

impl Folder for Beside<'_> {
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
            return Err(error(format!("`{path}` stands beside a file, and this is standard input")));
        };
        let typed = self.path(path);
        let Ok(real) = fs::canonicalize(&typed) else {
            // It says why.
            return file::read(&typed).map(String::from).map_err(|failure| error(failure.to_string()));
        };
        if self.named.contains(&real) {
            self.taken.borrow_mut().push(real);
            return file::read(&typed).map(String::from).map_err(|failure| error(failure.to_string()));
        }
        let (root, known_as) = root(Self::opened(folder));
        let shown = typed.display();
        if !real.starts_with(&root) {
            let message = match real == typed {
                true => format!("`{shown}` is outside of {known_as}"),
                false => format!("`{shown}` leads to `{}`, which is outside of {known_as}", real.display()),
            };
            let help = format!("only what you name is read and changed there: name `{shown}`, too");
            return Err(outrigger::Error::new(outrigger::ErrorKind::Form, message).with_help(help).into());
        }
        regular(&typed, &real, &root)
    }
}

/// Reads a file that must be a regular one, below this folder and of a bounded size.
fn regular(typed: &Path, real: &Path, root: &Path) -> Result<String, Error> {
    let shown = typed.display();
    let failed = |reason: &dyn std::fmt::Display| error(format!("cannot read `{shown}`: {reason}"));
    // A pipe would keep us waiting when it is opened.
    if !fs::metadata(real).map_err(|reason| failed(&reason))?.is_file() {
        return Err(not_regular(&shown));
    }
    let file = file::open(real).map_err(|failure| error(failure.to_string()))?;
    let metadata = file.metadata().map_err(|reason| failed(&reason))?;
    // What was looked at may be another file by now; what is open stays what it is.
    if !metadata.is_file() || !is_below(&file, root) {
        return Err(not_regular(&shown));
    }
    let limit = FILE_LIMIT as u64;
    let too_large = || {
        let error =
            outrigger::Error::new(outrigger::ErrorKind::Form, format!("`{shown}` is larger than {} MiB", limit >> 20));
        Error::from(error.with_help(format!("if it is meant, name `{shown}`, too")))
    };
    if metadata.len() > limit {
        return Err(too_large());
    }
    // It may grow while it is read.
    let text =
        file::read_from(file.take(limit + 1), &shown.to_string()).map_err(|failure| error(failure.to_string()))?;
    if text.len() as u64 > limit { Err(too_large()) } else { Ok(text.into()) }
}

/// Whether an open file is below a folder, wherever its name leads by now; as far as the system tells.
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

/// The folder below which files may be read, and how a person knows it: that of the Git repository, where there is one.
fn root(folder: &Path) -> (PathBuf, String) {
    let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    // A repository of the whole system bounds nothing.
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
    error.with_help(format!("if it is meant, name `{shown}`, too")).into()
}

fn error(message: String) -> Error {
    outrigger::Error::new(outrigger::ErrorKind::Form, message).into()
}
