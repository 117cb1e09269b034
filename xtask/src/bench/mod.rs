//! `cargo xtask bench`: the whole program beside other programs, on the same inputs and in turns; written to `docs/benchmarks.md`.

mod equal;
mod in_memory;
#[path = "../../../benches/turns/figures.rs"]
mod in_turns;
mod inputs;
mod measure;
mod page;
mod plot;
mod programs;
mod results;

use std::fs;
use std::path::{Path, PathBuf};

use crate::cargo::{cargo, cargo_output};
use crate::engines;
use in_turns::InTurns;
use inputs::Input;
use programs::Program;
use results::{Machine, Measurement, Results, Row};

pub(crate) use inputs::write as write_inputs;
pub(crate) use measure::child as measure_child;

/// Where the figures, the page and the plot stand.
const FIGURES: &str = "docs/benchmarks.json";
const PAGE: &str = "docs/benchmarks.md";
const PLOT: &str = "docs/benchmarks.svg";

/// Builds, fetches, runs everything and writes the page; with `--in-turns`, what is measured in turns is run alone, and
/// with `--write` nothing is: the other figures are those there are.
pub(crate) fn bench(arguments: &[&str]) -> Result<(), String> {
    let results = match arguments {
        [] => run(None)?,
        ["--rounds", rounds] => run(Some(rounds.parse().map_err(|_| format!("`{rounds}` is no number of rounds"))?))?,
        ["--in-turns"] => Results { in_turns: in_turns()?, ..Results::read(FIGURES)? },
        ["--write"] => Results::read(FIGURES)?,
        _ => {
            let usage =
                "cargo xtask bench [--rounds N | --in-turns | --write]; --in-memory [ARGUMENT…] is for criterion";
            return Err(usage.to_string());
        }
    };
    results.write(FIGURES)?;
    write(PAGE, &page::page(&results))?;
    write(PLOT, &plot::plot(&results)?)?;
    println!("{PAGE} and {PLOT} are written");
    Ok(())
}

fn run(rounds: Option<usize>) -> Result<Results, String> {
    cargo("build --release --package outrigger-cli")?;
    let folder = engines::target().join("bench");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    inputs::make(&folder)?;
    let programs = programs::all(&folder)?;
    let machine = Machine::here();
    let mut rows = Vec::new();
    for input in Input::ALL {
        println!("\n=== {} ({} MB)", input.name(), input.bytes(&folder)? / 1_000_000);
        rows.push(row(input, &programs, rounds.unwrap_or(input.rounds()), &folder)?);
    }
    let filters = programs::filters();
    let mut filter_rows = Vec::new();
    for input in Input::FILTERED {
        println!("\n=== {}: filters", input.name());
        filter_rows.push(row(input, &filters, rounds.unwrap_or(input.rounds()), &folder)?);
    }
    println!("\n=== in memory");
    let in_turns = in_turns()?;
    let in_memory = in_memory::rows(&folder)?;
    let versions = programs.iter().map(|program| (program.name.clone(), program.version.clone())).collect();
    Ok(Results { machine, has_realistic_inputs: true, versions, rows, filters: filter_rows, in_turns, in_memory })
}

/// Runs what is measured in turns within a process.
fn in_turns() -> Result<InTurns, String> {
    let figures = cargo_output("bench --package outrigger-workspace --bench turns")?;
    serde_json::from_slice(&figures).map_err(|error| format!("what was measured in turns: {error}"))
}

/// Runs every program on an input, in turns, and sees that all come to the same JSON.
fn row(input: Input, programs: &[Program], rounds: usize, folder: &Path) -> Result<Row, String> {
    let mut measurements: Vec<Measurement> = Vec::new();
    for round in 0..rounds {
        for program in programs.iter().filter(|program| program.takes(input)) {
            let output = output(folder, program);
            let _ = fs::remove_file(&output);
            let measured = measure::measure(program, input, folder, &output)?;
            let Measurement { microseconds, kibibytes, .. } = measured;
            match measurements.iter_mut().find(|measurement| measurement.program == program.name) {
                Some(measurement) => measurement.add(&measured),
                None => measurements.push(Measurement { program: program.name.clone(), ..measured }),
            }
            if round == 0 {
                let is_first = measurements.len() == 1;
                println!("{:<28} {}, {}", program.name, page::time(microseconds), page::size(kibibytes << 10));
                if program.is_equal && !is_first {
                    check(&reference(programs, folder), &output, &program.name)?;
                }
            }
        }
    }
    Ok(Row { input: input.name().to_string(), bytes: input.bytes(folder)?, rounds, measurements })
}

fn output(folder: &Path, program: &Program) -> PathBuf {
    folder.join(format!("{}.out", program.name.replace(' ', "-")))
}

/// The output of the first program, which all others must equal.
fn reference(programs: &[Program], folder: &Path) -> PathBuf {
    programs.iter().find(|program| program.is_equal).map(|program| output(folder, program)).unwrap_or_default()
}

fn check(one: &Path, other: &Path, name: &str) -> Result<(), String> {
    let read = |path: &Path| fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    if equal::equal(&read(one)?, &read(other)?)? { Ok(()) } else { Err(format!("{name} comes to another result")) }
}

fn write(path: &str, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{path}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page says what was measured, word for word, and nothing else.
    #[test]
    fn the_page_is_made_of_the_figures() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let read = |path| fs::read_to_string(root.join(path)).unwrap();
        let results = Results::parse(&read(FIGURES)).unwrap();
        let again = "`cargo xtask bench --write` writes it anew";
        assert!(page::page(&results) == read(PAGE), "{PAGE}: {again}");
        assert!(plot::plot(&results).unwrap() == read(PLOT), "{PLOT}: {again}");
        assert_eq!(results.to_json(), read(FIGURES));
        let inputs: Vec<_> = results.rows.iter().map(|row| row.input.as_str()).collect();
        assert_eq!(inputs, Input::ALL.map(Input::name));
    }
}
