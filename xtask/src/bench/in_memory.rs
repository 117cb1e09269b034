//! What filters cost within a process: ours, jaq's crates, and libjq through its bindings for Python.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::inputs::Input;
use super::results::{Measurement, Row};
use crate::cargo::cargo;
use crate::engines;

/// How the rows are named; the first is compared with the others.
pub(super) const IN_MEMORY: &str = "outrigger";
pub(super) const LIBJQ: &str = "libjq 1.8";
const BENCHED: [&str; 2] = [IN_MEMORY, "jaq"];

/// Parse, filter, print with `.`, again and again, for a second; prints the median, in microseconds, and how many there were.
const OF_LIBJQ: &str = "\
import sys, time, jq
program, text, times = jq.compile('.'), open(sys.argv[1]).read(), []
end = time.perf_counter() + 1
while time.perf_counter() < end:
    start = time.perf_counter()
    program.input_text(text).text()
    times.append(time.perf_counter() - start)
print(round(sorted(times)[len(times) // 2] * 1e6), len(times))
";

/// Times all of them.
pub(super) fn rows(folder: &Path) -> Result<Vec<Row>, String> {
    cargo("bench --package outrigger-jq --bench peers")?;
    let libjq = engines::libjq().map_err(|reason| println!("SKIPPED: libjq cannot be had: {reason}")).ok();
    let mut rows = Vec::new();
    for input in Input::IN_MEMORY {
        let benched = BENCHED.into_iter().map(|program| Ok(measurement(program, of_criterion(program, input)?)));
        let mut measurements = benched.collect::<Result<Vec<_>, String>>()?;
        if let Some(libjq) = &libjq {
            measurements.push(measurement(LIBJQ, of_libjq(libjq, &input.path(folder))?));
        }
        for Measurement { program, microseconds, .. } in &measurements {
            println!("{:<28} {program:<12} {microseconds} µs", input.name());
        }
        rows.push(Row { input: input.name().to_string(), bytes: input.bytes(folder)?, rounds: 1, measurements });
    }
    Ok(rows)
}

fn measurement(program: &str, microseconds: u64) -> Measurement {
    Measurement { program: program.to_string(), microseconds, kibibytes: 0 }
}

/// The median that Criterion has found last.
fn of_criterion(program: &str, input: Input) -> Result<u64, String> {
    let path = engines::target().join("criterion/identity").join(program).join(input.name()).join("new/estimates.json");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let estimates: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let nanoseconds = estimates.pointer("/median/point_estimate").and_then(Value::as_f64);
    let nanoseconds = nanoseconds.ok_or_else(|| format!("{}: there is no median", path.display()))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time")]
    Ok((nanoseconds / 1e3).round() as u64)
}

fn of_libjq(libjq: &Path, input: &Path) -> Result<u64, String> {
    let mut command = Command::new("python3");
    command.args(["-c", OF_LIBJQ]).arg(input).env("PYTHONPATH", libjq).stdin(Stdio::null());
    let output = command.output().map_err(|error| format!("python3: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let median = text.split_whitespace().next().and_then(|median| median.parse().ok());
    median.ok_or_else(|| format!("libjq: {}", String::from_utf8_lossy(&output.stderr).trim()))
}
