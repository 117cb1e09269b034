//! Untrusted filters end with an error, whatever they try.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::time::{Duration, Instant};

use outrigger_jq::{Ended, Event, Filter, Inputs, Limits, Setting};

/// Runs a filter under limits.
fn run(program: &str, input: &str, limits: Limits) -> Result<String, String> {
    let filter = Filter::compile(program).map_err(|error| error.to_string())?.with_limits(limits);
    filter.run(input).map_err(|error| format!("{}{error}", if error.is_limit() { "limit: " } else { "" }))
}

#[track_caller]
fn ends(program: &str, error: &str) {
    let start = Instant::now();
    let limits = Limits::default().with_steps(1_000_000).with_memory(64 << 20).with_output(1 << 20);
    let ended = run(program, "null", limits).unwrap_err();
    assert!(
        ended == error || (error == MEMORY && ended.contains("takes more than 1000000 steps")),
        "{program}: {ended}"
    );
    assert!(start.elapsed() < Duration::from_secs(20), "{program} took {:?}", start.elapsed());
}

const STEPS: &str = "limit: the filter takes more than 20000 steps";
const MEMORY: &str = "limit: the filter makes more than 67108864 bytes of values";
const STACK: &str = "limit: the filter calls itself too deeply";

#[test]
fn endless_filters_end_by_the_step_limit() {
    for program in [
        "def f: f; f",
        "def f: f | f; f",
        "def f: ., f; f | empty",
        "last(repeat(1))",
        "[range(1e12)]",
        "range(0; 1; 0.0000000001) | empty",
        "last(recurse(.))",
        "until(false; .)",
        "[limit(1e9; repeat(1))] | length",
        "def f: try f catch f; f",
        "def f: try error(1) catch f; f",
        "def f: (try error(1) catch .) | f; f",
        "reduce range(1e12) as $x (0; . + $x)",
        "[foreach range(1e12) as $x (0; . + $x)]",
        "first(repeat(empty))",
        "isempty(repeat(empty))",
        "any(repeat(1); false)",
        "label $out | repeat(.)  | empty",
        "def a: ., .; def b: a | a | a | a; def c: b | b | b | b; c | c | c | empty",
        "[range(4)] | combinations(12) | empty",
        "def f(g): g | f(g); f(.)",
        "path(def f: f; f)",
        "input_line_number | until(. < 0; . + 1)",
        "walk(def f: f; f)",
    ] {
        let limits = Limits::default().with_steps(20_000);
        let error = run(program, "null", limits).unwrap_err();
        assert!([STEPS, STACK].contains(&&*error), "{program}: {error}");
    }
}

#[test]
fn large_values_and_outputs_end_by_their_limits() {
    ends("[range(1e12)]", "limit: the filter takes more than 1000000 steps");
    ends("reduce range(60) as $x (\"x\"; . + .)", MEMORY);
    ends("reduce range(60) as $x ([1]; . + .)", MEMORY);
    ends("reduce range(60) as $x ({a: 1}; {a: ., b: .}) | tojson", MEMORY);
    ends("reduce range(60) as $x ({a: 1}; {a: ., b: .})", "limit: the filter writes more than 1048576 bytes");
    ends(
        "reduce range(60) as $x ({a: 1}; {a: ., b: .}) | . == (. | .)",
        "limit: the filter takes more than 1000000 steps",
    );
    ends("reduce range(60) as $x ({a: 1}; {a: ., b: .}) | [tostream] | length", MEMORY);
    ends("\"abc\" * 100000000", MEMORY);
    ends(".[500000000] = 1", MEMORY);
    ends("[.[500000000] = 1]", MEMORY);
    ends("setpath([1e8]; 1)", MEMORY);
    ends("range(100000) | \"xxxxxxxxxxxxxxxxxxxx\"", "limit: the filter writes more than 1048576 bytes");
}

#[test]
fn the_time_limit() {
    let limits = Limits::default().with_time(Duration::from_millis(100));
    let start = Instant::now();
    assert_eq!(run("def f: f; f", "null", limits).unwrap_err(), "limit: the filter takes longer than 100ms");
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn deep_values_and_recursion() {
    let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(run(".", &deep(10_000), Limits::default()).is_ok());
    assert!(run(".", &deep(20_000), Limits::default()).unwrap_err().contains("nested more than 10000 deep"));
    ends("def f: 1 + f; f", STACK);
    ends("def f: [f]; f", STACK);

    // A filter may build deeper values. They are dropped, but not compared or printed to their depth.
    let built = "reduce range(300000) as $x (null; [.])";
    let check = |rest: &str| run(&format!("{built} | {rest}"), "null", Limits::default());
    assert_eq!(check("length").unwrap(), "1\n");
    assert!(check("tojson | length").is_ok());
    assert!(check(". == .").unwrap_err().contains("too deep"));
    assert!(check("[., .] | sort").unwrap_err().contains("too deep"));
    assert!(check("contains([])").is_ok());
    assert!(check("[.., 1] | length").is_ok());
    assert!(check("flatten").is_ok());
    let objects = "reduce range(300000) as $x ({}; {a: .})";
    let check = |rest: &str| run(&format!("{objects} | {rest}"), "null", Limits::default());
    assert_eq!(check("keys").unwrap(), "[\"a\"]\n");
    assert!(check(". * .").unwrap_err().contains("too deep"));
    assert!(check("walk(.) | length").is_err());
}

#[test]
fn deeply_nested_programs() {
    for program in [
        "(".repeat(100_000),
        "[".repeat(100_000) + &"]".repeat(100_000),
        "-".repeat(19_000) + "1",
        "try ".repeat(19_000) + "1",
        vec!["."; 9_900].join(" | "),
        "if . then ".repeat(6_000),
        "def f: ".repeat(6_000),
        ".a".repeat(19_000),
        ". as $x | ".repeat(4_900) + ".",
    ] {
        let shown: String = program.chars().take(20).collect();
        // It is enough that it returns.
        let result = Filter::compile(&program).map(|filter| filter.run("null").is_ok());
        assert!(result.is_ok() || result.is_err(), "{shown}");
    }
}

#[test]
fn environment_and_modules_are_closed() {
    assert_eq!(run("env, $ENV", "null", Limits::default()).unwrap(), "{}\n{}\n");
    assert!(
        run("import \"a\" as a; .", "null", Limits::default()).unwrap_err().contains("modules may not be read here")
    );
    assert!(run("\"a\" | modulemeta", "null", Limits::default()).unwrap_err().contains("modules may not be read here"));

    let mut setting = Setting::default();
    setting.sees_environment = true;
    assert!(Filter::compile_with("env | length > 0", setting).unwrap().run("null").unwrap().contains("true"));
}

#[test]
fn halt_only_ends_the_run() {
    assert_eq!(run("1, halt, 2", "null", Limits::default()).unwrap(), "1\n");
    assert_eq!(run("\"bye\" | halt_error", "null", Limits::default()).unwrap_err(), "bye");
    let mut outputs = 0;
    let ended = Filter::compile("., halt_error(7)").unwrap().events(Inputs::text("1 2"), |event| {
        outputs += usize::from(matches!(event, Event::Output(_)));
        std::ops::ControlFlow::Continue(())
    });
    assert_eq!((ended.unwrap(), outputs), (Ended::Halted(7), 1));
}

#[test]
fn one_filter_on_many_threads() {
    let filter = Filter::compile("[.[] | . + 1] | add").unwrap();
    let threads: Vec<_> = (0..8)
        .map(|number| {
            let filter = filter.clone();
            std::thread::spawn(move || filter.run(&format!("[{number}, 1]")).unwrap())
        })
        .collect();
    for (number, thread) in threads.into_iter().enumerate() {
        assert_eq!(thread.join().unwrap(), format!("{}\n", number + 3));
    }
}
