//! The developer's verbs: `cargo xtask test`, `invariants`, `bench`, `instructions`, `engines`, `jq-suite` and `ci`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is a program for a terminal")]

mod bench;
mod cargo;
mod engines;
mod instructions;
mod invariant;
mod test;
mod workspace;

use std::path::Path;
use std::process::ExitCode;

use workspace::Workspace;

const USAGE: &str = "\
Usage: cargo xtask <VERB>

  test              everything that must hold; stops at the first failure
  invariants        the architecture's invariants alone
  bench             the program beside jq, gojq, jaq and cp, written to docs/benchmarks.md; --rounds N, --in-turns
                    for what is measured in turns alone, or --write for the page alone;
                    --in-memory [ARGUMENT…]: what criterion times, with arguments for it
  instructions      how many instructions the benchmarks take; with --write, renew the counts in benches/instructions
  engines           fetch jq 1.8.2 and gojq, for the tests that hold ours against them
  jq-suite          jq's own tests, through our filter; with --write, renew the differences in docs/jq.md
  ci                test, then licences and sources of the dependencies";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["test"] => test::test(),
        ["invariants"] => Workspace::read().and_then(|workspace| invariant::hold(&workspace)),
        ["bench", "--in-memory", ref arguments @ ..] => test::bench(arguments),
        ["bench", ref arguments @ ..] => Workspace::read().and_then(|_| bench::bench(arguments)),
        ["bench-inputs", folder] => bench::write_inputs(Path::new(folder)),
        ["bench-measure", ref arguments @ ..] => bench::measure_child(arguments),
        ["instructions", ref arguments @ ..] => instructions::instructions(arguments),
        ["engines"] => engines::fetch(),
        ["jq-suite", ref arguments @ ..] => engines::suite(arguments),
        ["ci"] => test::test().and_then(|()| test::dependencies()),
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
