//! The page: figures as tables.

use std::fmt::Write as _;

use super::in_memory::{IN_MEMORY, LIBJQ};
use super::in_turns::{Contender, Size, Step};
use super::programs::{APPEND, COPY, FILTER, INJECT};
use super::results::{Machine, Measurement, Results, Row};

const INTRODUCTION: &str = "\
# Benchmarks

Whole programs, from start to end, on the same files, in turns.
`cargo xtask bench` makes this page: it builds, fetches the other programs, runs all of them, and sees that what comes out is equal JSON.
The figures are in [benchmarks.json](benchmarks.json). Compare ratios, because timings vary between runs.
[benches/](../benches/README.md) describes the measurements within a process.

![How many times as long as outrigger each program takes](benchmarks.svg)

";

/// What the inputs were when the figures were measured that are in the repository.
const UNIFORM_INPUTS: &str = "\
| input | what it is |
|---|---|
| small | a task definition of one container with 30 variables |
| large | one of 9 containers with 75 variables each: more than ECS takes |
| huge | one of 30,000 containers |
| fleet | 30,000 task definitions, one on each line |

";

/// What the inputs are now.
const INPUTS: &str = "\
| input | contents |
|---|---|
| small | a task definition with two containers and a few variables and secrets, as in public repositories |
| large | one with 9 containers and 75 variables each, all written alike: more than ECS takes |
| huge | one with 30,000 containers and 23 variables each, all written alike |
| fleet | 30,000 task definitions, one on each line, with the sizes and members of files in public repositories |

";

const PROGRAMS: &str = "\
Every program appends a container: `outrigger inject` with a sidecar that needs nothing else, the others by \
`.containerDefinitions += [{…}]` and with `-c`, which is the least that they can do.
`outrigger inject jaeger` does more: it gives the application's containers four variables each, holds the result against the rule \
book, and keeps a record for the removal.
`cp` copies the file.

Time is the least of all rounds; memory the peak, the most of all rounds.

";

const FILTERS: &str = "\
## Filters

`outrigger jq .` beside other jqs, each a whole process that reads the file, and prints it laid out; time is the least of all rounds.
64KiB is a task definition of 9 containers, near the largest that ECS takes.

";

const IN_TURNS: &str = "\
## In memory

`inject` puts `jaeger` into a text within a process: it gives the containers four variables each, holds the result against the rule \
book, and keeps a record for the removal.
`nothing to do` is the same on its own result, and `remove` takes it back; beside them serde_json validates that result.
The others do less than `inject`: serde_json alone validates the same text, or it, simd-json and sonic-rs parse it, append a \
container, and print.

All take turns, so that each mood of the machine meets all of them; time is processor time.
It is the median of all rounds, and times `inject`'s the median of the ratios within each round.

";

const GROWTH: &str = "\
`inject` with ten times as many of something: how many times as many bytes that are, and how many times as long they take, in turns.

| of | from | to | bytes | time |
|---|---|---|---|---|
";

const IN_MEMORY_OF: &str = "\
## Filters in memory

`.` within a process, compiled once: parse, filter, print; the median of many runs.
`jaq` is jaq's own crates, from `cargo bench -p outrigger-jq`.";

/// The page.
pub(super) fn page(results: &Results) -> String {
    let inputs = if results.has_realistic_inputs { INPUTS } else { UNIFORM_INPUTS };
    let mut page = INTRODUCTION.to_string() + inputs + PROGRAMS;
    for row in &results.rows {
        page += &table(row);
    }
    if !results.filters.is_empty() {
        page += FILTERS;
        page += &compared(&results.filters, FILTER, true);
    }
    page += &(IN_TURNS.to_string() + &contenders(&results.in_turns.sizes) + GROWTH + &growth(&results.in_turns.growth));
    if !results.in_memory.is_empty() {
        let _ = writeln!(
            page,
            "{IN_MEMORY_OF}\n`{LIBJQ}` is timed in Python, with its bindings, which print with Python.\n"
        );
        page += &compared(&results.in_memory, IN_MEMORY, false);
    }
    page + &machine(&results.machine) + &versions(results)
}

/// What each program needed for each input, and how many times what ours did.
fn compared(rows: &[Row], ours: &str, has_memory: bool) -> String {
    let mut table = "| input | program | time | times ours |".to_string();
    table += if has_memory { " peak memory |\n|---|---|---|---|---|\n" } else { "\n|---|---|---|---|\n" };
    for row in rows {
        for measurement in &row.measurements {
            let ratio = row.of(ours).map_or("–".to_string(), |ours| format!("{:.2}", measurement.times(ours)));
            let (program, time) = (&measurement.program, time(measurement.microseconds));
            let _ = write!(table, "| {}, {} | {program} | {time} | {ratio} |", row.input, size(row.bytes));
            let memory = if has_memory { format!(" {} |", size(measurement.kibibytes << 10)) } else { String::new() };
            let _ = writeln!(table, "{memory}");
        }
    }
    table + "\n"
}

fn contenders(sizes: &[Size]) -> String {
    let mut table = "| input | contender | rounds | time | times `inject`'s |\n|---|---|---|---|---|\n".to_string();
    for Size { size: name, bytes, rounds, contenders } in sizes {
        for Contender { contender, nanoseconds, times } in contenders {
            let (bytes, time) = (size(*bytes), short_time(*nanoseconds));
            let _ = writeln!(table, "| {name}, {bytes} | {contender} | {rounds} | {time} | {times:.2} |");
        }
    }
    table + "\n"
}

fn growth(steps: &[Step]) -> String {
    let mut table = String::new();
    for Step { grows, from, bytes, time } in steps {
        let (from, to) = (thousands(*from), thousands(*from * 10));
        let _ = writeln!(table, "| {grows} | {from} | {to} | × {bytes:.1} | × {time:.1} |");
    }
    table + "\n"
}

fn table(row: &Row) -> String {
    let mut table = format!("## {}\n\n{}, {} rounds\n\n", row.input, size(row.bytes), row.rounds);
    table += "| program | time | times outrigger's | times `cp`'s | peak memory |\n|---|---|---|---|---|\n";
    let (ours, copy) = (row.of(APPEND), row.of(COPY));
    for measurement in &row.measurements {
        let ratio = |other: Option<&Measurement>| {
            other.map_or("–".to_string(), |other| format!("{:.2}", measurement.times(other)))
        };
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} | {} |",
            measurement.program,
            time(measurement.microseconds),
            ratio(ours),
            ratio(copy),
            size(measurement.kibibytes << 10),
        );
    }
    if let Some(inject) = row.of(INJECT) {
        let over = (inject.kibibytes << 10).saturating_sub(row.bytes);
        let _ = match row.input.as_str() {
            "huge" => {
                writeln!(table, "\n`outrigger inject jaeger` has the file in memory, and {} beside it.", size(over))
            }
            _ => Ok(()),
        };
    }
    table + "\n"
}

fn machine(machine: &Machine) -> String {
    let Machine { processor, cores, system, rust, load } = machine;
    format!("## Where\n\n{processor}, {cores} cores, {system}; {rust}; load {load} at the start.\n\n")
}

fn versions(results: &Results) -> String {
    let mut table = "| program | version |\n|---|---|\n".to_string();
    for (program, version) in &results.versions {
        let _ = writeln!(table, "| {program} | {version} |");
    }
    table
}

pub(super) fn time(microseconds: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let milliseconds = microseconds as f64 / 1e3;
    if microseconds < 1000 {
        format!("{microseconds} µs")
    } else if milliseconds < 1e3 {
        format!("{milliseconds:.1} ms")
    } else {
        format!("{:.2} s", milliseconds / 1e3)
    }
}

/// The same of nanoseconds, with a tenth of a microsecond where it counts.
fn short_time(nanoseconds: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    match nanoseconds {
        0..1_000_000 => format!("{:.1} µs", nanoseconds as f64 / 1e3),
        _ => time(nanoseconds / 1000),
    }
}

pub(super) fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    match bytes {
        0..1_000_000 => format!("{:.1} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

fn thousands(count: usize) -> String {
    if count < 1000 { count.to_string() } else { format!("{},{:03}", count / 1000, count % 1000) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures() {
        assert_eq!([time(1_540), time(250_000), time(7_345_000)], ["1.5 ms", "250.0 ms", "7.34 s"]);
        assert_eq!([short_time(6_540), short_time(7_345_000)], ["6.5 µs", "7.3 ms"]);
        assert_eq!([thousands(100), thousands(10_000)], ["100", "10,000"]);
        assert_eq!([size(5_500), size(140_000_000)], ["5.5 KB", "140.0 MB"]);
    }
}
