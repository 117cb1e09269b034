//! The developer's commands: `cargo xtask test`, `ci`, `invariants`, `bench`, `instructions`, `engines` and `jq-suite`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is a program for a terminal")]

mod auto_traits;
mod bench;
mod cargo;
mod engines;
mod instructions;
mod invariant;
mod skipped;
mod steps;
mod workspace;

use std::path::Path;
use std::process::ExitCode;

use workspace::Workspace;

const USAGE: &str = "\
Usage: cargo xtask <COMMAND>

  test              what a change can break: formatting, invariants, clippy, documentation and tests;
                    stops at the first failure
  ci                everything else: the AWS SDK, other programs, more generated cases, benchmarks, features,
                    packages, licences, instruction counts
  invariants        only the invariants of ARCHITECTURE.md
  bench             compare the program with jq, gojq, jaq and cp, and write docs/benchmarks.md;
                    --rounds N; --in-turns: only the comparisons within one process; --write: only the page;
                    --in-memory [ARGUMENT…]: only what Criterion measures, with arguments for it
  instructions      count the instructions of the benchmarks; --write: renew benches/instructions/counts.txt
  engines           fetch jq 1.8.2 and gojq, which tests compare with
  jq-suite          run jq's own tests; --write: renew the differences in docs/jq.md";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["test"] => steps::test(),
        ["invariants"] => Workspace::read().and_then(|workspace| invariant::check(&workspace)),
        ["bench", "--in-memory", ref arguments @ ..] => steps::bench(arguments),
        ["bench", ref arguments @ ..] => Workspace::read().and_then(|_| bench::bench(arguments)),
        ["bench-inputs", folder] => bench::write_inputs(Path::new(folder)),
        ["bench-measure", ref arguments @ ..] => bench::measure_child(arguments),
        ["instructions", ref arguments @ ..] => instructions::instructions(arguments),
        ["engines"] => engines::fetch(),
        ["jq-suite", ref arguments @ ..] => engines::suite(arguments),
        ["ci"] => steps::ci(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}
