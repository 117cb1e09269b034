//! [`Results`]: the figures of one run, as they are kept.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

use serde::{Deserialize, Serialize};

use super::in_turns::InTurns;

/// The figures of one run.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Results {
    pub(super) machine: Machine,
    /// Whether `small` and `fleet` have the shapes of files in public repositories.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) has_realistic_inputs: bool,
    /// By the program's name.
    pub(super) versions: BTreeMap<String, String>,
    pub(super) rows: Vec<Row>,
    /// `outrigger jq` beside other jqs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) filters: Vec<Row>,
    /// Injections within a process.
    pub(super) in_turns: InTurns,
    /// Filters within a process.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) in_memory: Vec<Row>,
}

/// What it ran on.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Machine {
    pub(super) processor: String,
    pub(super) cores: usize,
    pub(super) system: String,
    pub(super) rust: String,
    /// How many processes wanted to run in the minute before; 0 on an idle machine.
    pub(super) load: String,
}

/// What came of an input.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) input: String,
    pub(super) bytes: u64,
    pub(super) rounds: usize,
    pub(super) measurements: Vec<Measurement>,
}

/// What a program needed for an input.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Measurement {
    pub(super) program: String,
    /// The least of all rounds, since whatever else runs only adds to it.
    pub(super) microseconds: u64,
    /// The peak of memory, the most of all rounds; 0 where it is not measured.
    pub(super) kibibytes: u64,
}

impl Measurement {
    /// Takes another round in.
    pub(super) fn add(&mut self, round: &Self) {
        self.microseconds = self.microseconds.min(round.microseconds);
        self.kibibytes = self.kibibytes.max(round.kibibytes);
    }

    /// How many times as long it took as another one.
    #[expect(clippy::cast_precision_loss, reason = "no program takes years")]
    pub(super) fn times(&self, other: &Self) -> f64 {
        self.microseconds as f64 / other.microseconds as f64
    }
}

impl Row {
    pub(super) fn of(&self, program: &str) -> Option<&Measurement> {
        self.measurements.iter().find(|measurement| measurement.program == program)
    }
}

impl Machine {
    /// The one that this runs on.
    pub(super) fn here() -> Self {
        let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        let output = |program: &str, argument: &str| {
            let output = Command::new(program).arg(argument).output();
            output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_string()).unwrap_or_default()
        };
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        Self {
            processor: model.map_or("unknown", |(_, name)| name).to_string(),
            cores: available_parallelism().map_or(1, usize::from),
            system: output("uname", "-sr"),
            rust: output("rustc", "--version"),
            load: load.split_whitespace().next().unwrap_or("unknown").to_string(),
        }
    }
}

impl Results {
    pub(super) fn read(path: &str) -> Result<Self, String> {
        fs::read_to_string(path).map_err(|error| format!("{path}: {error}")).and_then(|text| Self::parse(&text))
    }

    pub(super) fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    pub(super) fn write(&self, path: &str) -> Result<(), String> {
        fs::write(path, self.to_json()).map_err(|error| format!("{path}: {error}"))
    }
}
