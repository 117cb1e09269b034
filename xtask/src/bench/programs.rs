//! The programs: ours, `cp`, and those that people use to change JSON.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::inputs::Input;
use crate::engines::{self, Engine};

/// A program, and what it is to do.
pub(super) struct Program {
    pub(super) name: String,
    pub(super) version: String,
    /// The program and its arguments; `IN` and `OUT` stand for files.
    words: Vec<String>,
    /// The same for a stream with a document on each line.
    words_for_lines: Vec<String>,
    pub(super) environment: Vec<(String, String)>,
    /// Whether its output is the same JSON as that of the others.
    pub(super) is_equal: bool,
}

/// What is appended: nothing but a container, so that every program does the same.
const CONTAINER: &str =
    r#"{"name":"cache","image":"redis:8","essential":false,"portMappings":[{"containerPort":6379}]}"#;

/// How our rows are named; the first is compared with the others.
pub(super) const APPEND: &str = "outrigger";
pub(super) const INJECT: &str = "outrigger inject jaeger";
pub(super) const COPY: &str = "cp";
pub(super) const FILTER: &str = "outrigger jq";

/// Every program that can be had.
pub(super) fn all(folder: &Path) -> Result<Vec<Program>, String> {
    let sidecar = folder.join("cache.sidecar.json");
    let container = CONTAINER.replace(r#""name":"cache","#, "");
    let text = format!(r#"{{"name":"cache","container":{container}}}"#);
    fs::write(&sidecar, text).map_err(|error| format!("{}: {error}", sidecar.display()))?;
    let ours = engines::target().join("release/outrigger");
    let ours = ours.to_string_lossy();
    // What was generated breaks rules, such as that of ten containers.
    let options = "--allow all --quiet";
    let append = format!("{ours} inject {} --no-record {options}", sidecar.display());
    let inject = format!("{ours} inject jaeger {options}");
    let mut programs = vec![
        Program::new(APPEND, &append, Some("--ndjson"), version(&ours, &[])),
        Program { is_equal: false, ..Program::new(INJECT, &inject, Some("--ndjson"), version(&ours, &[])) },
    ];
    programs.extend(others(&format!("-c .containerDefinitions+=[{CONTAINER}]")));
    programs.push(Program { is_equal: false, ..Program::new(COPY, "cp IN OUT", None, version("cp", &[])) });
    Ok(programs)
}

/// `outrigger jq .`, and the same with other jqs.
pub(super) fn filters() -> Vec<Program> {
    let ours = engines::target().join("release/outrigger");
    let ours = ours.to_string_lossy();
    let mut programs = vec![Program::new(FILTER, &format!("{ours} jq ."), None, version(&ours, &[]))];
    programs.extend(others("."));
    programs
}

/// Other jqs with these arguments.
fn others(arguments: &str) -> Vec<Program> {
    let mut programs = Vec::new();
    for engine in Engine::ALL {
        let program = match engine.fetch() {
            Ok(program) => program,
            Err(reason) => {
                println!("SKIPPED: {} cannot be had: {reason}", engine.name());
                continue;
            }
        };
        let line = format!("{} {arguments}", program.display());
        let version = version(&program.to_string_lossy(), &engine.environment());
        programs
            .push(Program { environment: engine.environment(), ..Program::new(engine.name(), &line, None, version) });
    }
    programs
}

impl Program {
    /// A program by its command line, without quotes: no word has blanks.
    fn new(name: &str, line: &str, for_lines: Option<&str>, version: String) -> Self {
        let mut words: Vec<_> = line.split(' ').map(String::from).collect();
        if !words.iter().any(|word| word == "IN") {
            words.push("IN".to_string());
        }
        let mut words_for_lines = words.clone();
        words_for_lines.extend(for_lines.map(String::from));
        Self { name: name.to_string(), version, words, words_for_lines, environment: Vec::new(), is_equal: true }
    }

    /// Whether it is run on this input: copying little measures only how a program starts.
    pub(super) fn takes(&self, input: Input) -> bool {
        self.name != COPY || matches!(input, Input::Huge | Input::Fleet)
    }

    pub(super) fn command_line(&self, input: Input, folder: &Path, output: &Path) -> Vec<String> {
        let words = if input == Input::Fleet { &self.words_for_lines } else { &self.words };
        let path = |path: PathBuf| path.to_string_lossy().into_owned();
        let word = |word: &String| match word.as_str() {
            "IN" => path(input.path(folder)),
            "OUT" => path(output.to_path_buf()),
            _ => word.clone(),
        };
        words.iter().map(word).collect()
    }
}

/// What a program says of its version, in one line.
fn version(program: &str, environment: &[(String, String)]) -> String {
    let output = Command::new(program).arg("--version").envs(environment.iter().cloned()).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or_default().to_string()
}
