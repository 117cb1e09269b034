//! Counts the instructions of the benchmarks, and compares them with the counts in the repository.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cargo::{cargo, cargo_output_with};
use crate::skipped::skip;

/// In reports of what is skipped.
const NAME: &str = "instruction counts";

/// Runs the benchmarks under valgrind; of the version that the library in `Cargo.toml` has.
const RUNNER: &str = "gungraun-runner";
const VERSION: &str = "0.20.0";

/// The counts, below the compiler that they were counted with.
const COUNTS: &str = "benches/instructions/counts.txt";

/// A larger increase is a regression, in percent. System libraries differ between machines, so that a small one is not.
const TOLERANCE: u64 = 3;

/// Counts, and fails where a count is larger than in the repository; with `--write`, it renews the counts there.
///
/// It is skipped without valgrind, and with another compiler than the one of the counts.
pub(crate) fn instructions(arguments: &[&str]) -> Result<(), String> {
    let is_writing = arguments.contains(&"--write");
    let compiler = first_line("rustc", &["--version"]).ok_or("rustc does not say its version")?;
    let path = root().join(COUNTS);
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let (counted_with, known) = known.split_once('\n').unwrap_or_default();
    if !is_writing && counted_with != compiler {
        return skip(NAME, &format!("the counts are of {counted_with}, and this is {compiler}"));
    }
    if first_line("valgrind", &["--version"]).is_none() {
        return skip(NAME, "valgrind is not installed");
    }
    let runner = match runner() {
        Ok(runner) => runner,
        Err(reason) => return skip(NAME, &format!("{RUNNER} cannot be installed: {reason}")),
    };
    let environment = [("GUNGRAUN_RUNNER", runner.as_str()), ("GUNGRAUN_COLOR", "never")];
    let output = cargo_output_with(&environment, "bench --package outrigger-workspace --bench instructions")?;
    let counts = counts(&String::from_utf8_lossy(&output));
    if is_writing {
        let lines: String = counts.iter().map(|(name, count)| format!("{name} {count}\n")).collect();
        return std::fs::write(&path, format!("{compiler}\n{lines}")).map_err(|error| format!("{COUNTS}: {error}"));
    }
    compare(known, &counts)
}

/// Fails where something takes more than it did, or is not known yet.
fn compare(known: &str, counts: &[(String, u64)]) -> Result<(), String> {
    let mut worse = Vec::new();
    for (name, count) in counts {
        let before = known.lines().find_map(|line| line.strip_prefix(name.as_str())?.trim().parse::<u64>().ok());
        let Some(before) = before else {
            worse.push(name.as_str());
            println!("{count:>12}  {name}: not counted before");
            continue;
        };
        let change = (*count as f64 / before as f64 - 1.0) * 100.0;
        println!("{count:>12}  {name}: {change:+.1} %");
        if count * 100 > before * (100 + TOLERANCE) {
            worse.push(name.as_str());
        }
    }
    match worse[..] {
        _ if counts.is_empty() => Err("nothing was counted".to_string()),
        [] => Ok(()),
        _ => Err(format!(
            "{} take more than {TOLERANCE} % more instructions than {COUNTS} says; `cargo xtask instructions --write` renews it",
            worse.join(", ")
        )),
    }
}

/// The name and the instructions of each benchmark, from what the runner writes.
fn counts(output: &str) -> Vec<(String, u64)> {
    let mut name = "";
    let mut counts = Vec::new();
    for line in output.lines() {
        if let Some(benchmark) = line.strip_prefix("instructions::counts::") {
            name = benchmark;
        } else if let Some(count) = line.trim().strip_prefix("Instructions:").and_then(|rest| rest.split('|').next())
            && let Ok(count) = count.trim().parse()
        {
            counts.push((short(name), count));
        }
    }
    counts
}

/// `scan each_0:(text(SMALL))` as `scan SMALL`.
fn short(benchmark: &str) -> String {
    let function = benchmark.split(' ').next().unwrap_or_default();
    let argument = benchmark.rsplit('(').next().unwrap_or_default().trim_end_matches(')');
    format!("{function} {argument}")
}

/// Where the runner is, fetched once into the target folder.
fn runner() -> Result<String, String> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let home = root().join(target).join(format!("{RUNNER}-{VERSION}"));
    let runner = home.join("bin").join(RUNNER);
    if !runner.is_file() {
        cargo(&format!("install {RUNNER} --version ={VERSION} --locked --root {}", home.display()))?;
    }
    runner.into_os_string().into_string().map_err(|_| "its path is no Unicode text".to_string())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

fn first_line(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stderr(Stdio::null()).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).lines().next()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_runner_writes() {
        let output =
            "instructions::counts::scan each_0:(text(SMALL))\n  Instructions:   417|N/A (*****)\n  L1 Hits: 3|N/A\n";
        assert_eq!(counts(output), [("scan SMALL".to_string(), 417)]);
    }

    #[test]
    fn more_is_a_regression() {
        let counted = |count| compare("scan SMALL 1000\n", &[("scan SMALL".to_string(), count)]);
        assert_eq!(counted(1000), Ok(()));
        assert_eq!(counted(1030), Ok(()));
        assert!(counted(1031).is_err());
        assert!(compare("", &[("scan SMALL".to_string(), 1)]).is_err());
        assert!(compare("scan SMALL 1000\n", &[]).is_err());
    }
}
