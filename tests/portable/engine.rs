//! The programs that run filters.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use outrigger::jq::Filter;
use outrigger_test_support::skip;

/// Something that runs a filter on documents.
pub(crate) enum Engine {
    /// This crate's own.
    Own,
    /// A program that understands `-c -f FILE`.
    Program { name: &'static str, path: PathBuf },
}

/// Those that are at hand.
pub(crate) fn engines() -> Vec<Engine> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("engines");
    let mut engines = vec![Engine::Own];
    for (name, path, version) in [
        ("jq 1.6", PathBuf::from("jq"), "jq-1.6"),
        ("jq 1.8.2", target.join("jq-1.8.2/jq"), "jq-1.8.2"),
        ("gojq", target.join("gojq/usr/bin/gojq"), "gojq 0.12"),
    ] {
        let output = Command::new(&path).arg("--version").output();
        let is_there = output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).starts_with(version));
        if is_there {
            engines.push(Engine::Program { name, path });
        } else {
            skip(&format!("{name} is not installed; `cargo xtask engines` fetches jq 1.8.2 and gojq"));
        }
    }
    engines
}

impl Engine {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Own => "outrigger",
            Self::Program { name, .. } => name,
        }
    }

    /// The outputs for documents that stand on a line each.
    pub(crate) fn run(&self, program: &str, documents: &[String]) -> Vec<String> {
        let text = match self {
            Self::Own => Filter::compile(program).unwrap().run(&documents.join("\n")).unwrap(),
            Self::Program { path, .. } => {
                let folder = tempfile::tempdir().unwrap();
                let (filter, input) = (folder.path().join("filter.jq"), folder.path().join("documents"));
                std::fs::write(&filter, program).unwrap();
                std::fs::write(&input, documents.join("\n")).unwrap();
                let mut command = Command::new(path);
                command.args(["-c", "-f"]).arg(&filter).stdin(File::open(&input).unwrap()).stderr(Stdio::inherit());
                let output = command.output().unwrap();
                assert!(output.status.success(), "{} failed", self.name());
                String::from_utf8(output.stdout).unwrap()
            }
        };
        text.lines().map(String::from).collect()
    }
}
