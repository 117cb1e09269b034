//! Installs other programs that the tests compare with, most of them written in Python.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::skip::comparisons_are_wanted;

/// A command without any proxy, account or configuration of the machine.
pub fn isolated(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", folder);
    command.env("PYTHONDONTWRITEBYTECODE", "1").current_dir(folder).stdin(Stdio::null());
    command
}

/// The path of a Python with these packages.
///
/// # Errors
///
/// The reason why it is not installed: see [`installed`].
pub fn python(requirements: &[&str]) -> Result<PathBuf, String> {
    let place = installed("venv", requirements, "bin/python", |staged| {
        succeed(Command::new("python3").args(["-m", "venv"]).arg(staged))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "2"];
        succeed(Command::new(staged.join("bin/python")).args(pip).args(requirements))
    })?;
    Ok(place.join("bin/python"))
}

/// Installs something into a folder of the target folder, unless `file` is already there, and returns that folder.
///
/// It is installed into a temporary folder, which is then renamed. When several processes do so at the same time, the
/// first one wins, and none sees an incomplete folder. Scripts that contain their own path would not work after this;
/// Python modules do.
///
/// # Errors
///
/// The reason why it is not installed: the machine is offline, say, or `OUTRIGGER_COMPARISONS` is not set.
pub fn installed(
    kind: &str,
    requirements: &[&str],
    file: &str,
    install: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    comparisons_are_wanted()?;
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    // TARGET/PROFILE/deps/TEST
    let target = program.ancestors().nth(3).ok_or("there is no target folder")?.join(kind);
    let place = target.join(requirements.join("-").replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
    // Tests of one process run at the same time, too: the second waits and finds the folder.
    static INSTALLING: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _installing = INSTALLING.lock().map_err(|error| error.to_string())?;
    if place.join(file).exists() {
        return Ok(place);
    }
    fs::create_dir_all(&target).map_err(|error| error.to_string())?;
    let staged = tempfile::tempdir_in(&target).map_err(|error| error.to_string())?;
    install(staged.path())?;
    match fs::rename(staged.path(), &place) {
        Ok(()) => Ok(place),
        Err(_) if place.join(file).exists() => Ok(place),
        Err(error) => Err(error.to_string()),
    }
}

/// Runs a command that must succeed.
///
/// # Errors
///
/// Its standard error if it does not.
pub fn succeed(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)))
}
