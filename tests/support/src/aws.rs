//! The AWS command line, talking to a server that imitates AWS.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use crate::python::{isolated, python};
use crate::skip;

/// One virtual environment for both, so that only one is installed.
pub(crate) const REQUIREMENTS: [&str; 2] = ["moto[ecs,server]==5.2.5", "awscli==1.45.11"];

/// The AWS command line, with a working folder and the environment that names the server.
pub struct Aws {
    python: PathBuf,
    folder: TempDir,
    environment: Vec<(&'static str, String)>,
}

impl Aws {
    /// `None`, and the test is reported as skipped, where the packages are not installed.
    pub fn new(environment: Vec<(&'static str, String)>) -> Option<Self> {
        match python(&REQUIREMENTS) {
            Ok(python) => Some(Self { python, folder: tempfile::tempdir().unwrap(), environment }),
            Err(reason) => {
                skip(&format!("the AWS command line and moto are not installed: {reason}"));
                None
            }
        }
    }

    /// The working folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The Python that runs it; moto is installed there, too.
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

    /// Runs `aws` and returns its output as JSON; `null` if it prints nothing.
    #[track_caller]
    pub fn ask(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        if output.stdout.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Runs `aws`, which must fail, and returns its standard error.
    #[track_caller]
    pub fn refuse(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?} succeeded: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).unwrap()
    }

    /// Writes a file for `file://NAME`.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.folder().join(name), text).unwrap();
    }
}
