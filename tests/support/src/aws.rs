//! The AWS command line, in front of whatever plays AWS.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use crate::python::{isolated, python};
use crate::skip;

/// One virtual environment for both, so that it is installed once.
pub(crate) const REQUIREMENTS: [&str; 2] = ["moto[ecs,server]==5.2.5", "awscli==1.45.11"];

/// The AWS command line, with a folder to work in and the environment that leads it to who plays AWS.
pub struct Aws {
    python: PathBuf,
    folder: TempDir,
    environment: Vec<(&'static str, String)>,
}

impl Aws {
    /// `None`, and said so, where Python or the package cannot be had.
    pub fn new(environment: Vec<(&'static str, String)>) -> Option<Self> {
        match python(&REQUIREMENTS) {
            Ok(python) => Some(Self { python, folder: tempfile::tempdir().unwrap(), environment }),
            Err(reason) => {
                skip(&format!("the AWS command line and moto cannot be had: {reason}"));
                None
            }
        }
    }

    /// The folder that it works in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The Python that it runs on, which has moto, too.
    pub(crate) fn python(&self) -> &Path {
        &self.python
    }

    pub(crate) fn set_environment(&mut self, environment: Vec<(&'static str, String)>) {
        self.environment = environment;
    }

    /// Runs `aws` with these arguments.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = isolated(&self.python, self.folder());
        command.args(["-m", "awscli"]).args(arguments).envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.output().unwrap()
    }

    /// What `aws` answers to these arguments; `null` where it answers nothing.
    #[track_caller]
    pub fn ask(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        if output.stdout.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// What `aws` says that does not do this.
    #[track_caller]
    pub fn refuse(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?} was done: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).unwrap()
    }

    /// Writes a file for `file://NAME`.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.folder().join(name), text).unwrap();
    }
}
