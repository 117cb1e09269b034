//! Limits end every filter: each filter that is written in Rust counts its work in the budget.

#![allow(missing_docs, clippy::unwrap_used)]

use std::time::{Duration, Instant};

use outrigger_jq::{Filter, Limits};
use proptest::prelude::*;

/// Filters that would run for seconds or for ever, with a few long calls.
const LONG: [&str; 50] = [
    // Searches: backtracking, look-around over the whole text, simple patterns with a huge automaton, many matches.
    r#""a"*20000 | [match("(?=(a+))\\1b"; "g")]"#,
    r#""a"*1000000+"x" | test("(?:(?=.*x)a)*b")"#,
    r#""a"*1000000 | test("(?:(?=(?s:.*))(?s:.))*+z")"#,
    r#""a"*1000000 | test("(?>(?:(?=x)|(?s:.))*)z")"#,
    r#""a"*100000 | test("(a*)*\\1b")"#,
    r#""01"*500000 | test("[01]*1[01]{1000}2")"#,
    r#""a"*1000000 | test("(?<!a{1,1000}b)c")"#,
    r#""a"*1000000 | [match(".*[^a-z]|[a-z]"; "g")]"#,
    r#""a"*10000000 | [match("a"; "g")] | length"#,
    r#""é"*10000000 | [match("é"; "g")] | length"#,
    r#""a"*10000000 | gsub("a"; "bb") | length"#,
    r#""a"*10000000 | [splits("a")] | length"#,
    r#""a"*3000 | gsub("(?<x>a)"; "\(.x)"*(range(1e9))) | length"#,
    // Patterns that take long to compile.
    r#""("*10000000 | test(.)"#,
    r#""(?=a*)"*1000000 | . as $r | "a" | test($r)"#,
    r#"last(range(1e9) | tostring | . as $x | "a" | test("\\w{20}" + $x))"#,
    // Work that grows with the square of a length.
    r#""a"*20000000 | indices("a"*10000)"#,
    "[limit(1000000; repeat(1))] | indices([limit(500000; repeat(1))])",
    "[range(300000)] - [range(300000; 600000)]",
    "[range(200000)] | contains([range(200000)])",
    "[range(1000000)] | del(.[range(0; 1000000; 2)][0]?)",
    "[limit(100000; repeat([range(10)]))] | del(.[range(100000)][0])",
    // Sorting, and comparing long values.
    "[range(10000000)] | sort",
    r#"[range(1000) | "a"*100000] | sort | unique | group_by(.) | length"#,
    "[range(3000) | [range(1000)]] | unique | length",
    "[range(1000)] | sort_by(range(1e9))",
    // Functions that are computed step by step.
    "jn(2000000000; 3000000000)",
    "yn(2000000000; 3)",
    // Definitions without recursion.
    "def a: .+0; def b: a|a|a|a; def c: b|b|b|b; def d: c|c|c|c; def e: d|d|d|d; def f: e|e|e|e; def g: f|f|f|f; \
     def h: g|g|g|g; def i: h|h|h|h; def j: i|i|i|i; def k: j|j|j|j; def l: k|k|k|k; 1 | l|l|l|l",
    "def t(f): f|f; t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(t(.)))))))))))))))))))))))))))))))))",
    // A value that is shared in many places uses little memory, but is endless to read.
    "reduce range(60) as $x ({a: 1}; {a: ., b: .}) | lint",
    "reduce range(60) as $x ({a: 1}; {a: ., b: .}) | registerable",
    "reduce range(60) as $x ({a: 1}; {a: ., b: .}) | tojson",
    "reduce range(60) as $x ([1]; [., .]) | flatten",
    // A large value that is read or copied repeatedly.
    r#""x"*1000000 | . as $t | last(range(1e9) | $t | length)"#,
    r#""x"*1000000 | . as $t | last(range(1e9) | $t | .[5:10])"#,
    r#""x"*1000000 | . as $t | last(range(1e9) | $t | contains("xy"))"#,
    r#""x"*1000000 | . as $t | last(range(1e9) | $t | ascii_downcase)"#,
    r#""x"*1000000 | . as $t | last(range(1e9) | $t == ($t + ""))"#,
    r#""x"*1000000 | . as $t | last(range(1e9) | $t | @base64)"#,
    "[range(1000000)] | . as $a | last(range(1e9) | $a | .[1] = 2)",
    "[range(1000000)] | . as $a | last(range(1e9) | $a | first(.[1:][]))",
    r#"reduce range(30000) as $i ({}; .["k\($i)"] = 1) | . as $o | last(range(1e9) | $o | first(.[]))"#,
    r#"reduce range(30000) as $i ({}; .["k\($i)"] = 1) | . as $o | last(range(1e9) | $o | keys)"#,
    r#"reduce range(30000) as $i ({}; .["k\($i)"] = 1) | . as $o | last(range(1e9) | $o * {a: 1})"#,
    r#""1"*1000000 | tonumber | . as $n | last(range(1e9) | $n + .)"#,
    // Others.
    "reduce range(1e9) as $i (\"x\"; . + .)",
    "last(range(1e9) | now | todate)",
    "reduce range(300000) as $i (null; [.]) | [tostream] | length",
    "last(range(1e9) | debug | empty)",
];

#[track_caller]
fn ends_by_limit(program: &str, limits: Limits) {
    let start = Instant::now();
    let filter = Filter::compile(program).unwrap().with_limits(limits);
    let error = filter.run("null").unwrap_err();
    assert!(error.is_limit(), "{program}: {error}");
    // It usually takes a hundredth of that. The machine may be busy, and the build not optimized.
    assert!(start.elapsed() < Duration::from_secs(5), "{program} took {:?}", start.elapsed());
}

#[test]
fn long_filters_end_in_time() {
    for program in LONG {
        ends_by_limit(program, Limits::default().with_time(Duration::from_millis(20)));
    }
}

#[test]
fn long_filters_end_after_a_number_of_steps() {
    for program in LONG {
        ends_by_limit(program, Limits::default().with_steps(20_000));
    }
}

/// Filters that would make more than a gigabyte.
const LARGE: [&str; 26] = [
    r#""x"*500000000"#,
    "[range(1e9)]",
    r#"[limit(1e8; repeat("x"))] | add"#,
    "[range(1e9) | tostring]",
    ".[500000000] = 1",
    r#"reduce range(60) as $x ("x"; . + .)"#,
    r#""x"*3000000 | split("")"#,
    r#""x"*3000000 | explode"#,
    r#""x"*3000000 | [match(""; "g")]"#,
    r#""x"*3000000 | reverse"#,
    r#""x"*3000000 | gsub(""; "x"*1000)"#,
    r#""x"*1000000 | . as $t | [limit(1000; repeat($t))] | join(",")"#,
    r#""x"*1000000 | . as $t | [limit(1000; repeat($t))] | add"#,
    r#""x"*1000000 | . as $t | [limit(1000; repeat($t))] | @csv"#,
    r#""x"*1000000 | . as $t | [limit(1000; repeat($t))] | @sh"#,
    r#""x"*1000000 | . as $t | [limit(1000; repeat($t))] | tojson"#,
    r#""1"*1000000 | tonumber | . as $n | [limit(1000; repeat($n))] | tojson"#,
    r#""\u0001"*4000000 | tojson"#,
    r#""&"*4000000 | @html"#,
    r#"" "*6000000 | @uri"#,
    r#""[]," * 1000000 | "[\(.)1]" | fromjson"#,
    "[range(10000)] | [limit(10000; repeat(.))] | transpose",
    "[range(10000)] | [limit(10000; repeat(.))] | flatten",
    "[range(1000)] | sort_by(range(1e9))",
    "[range(100000)] | . as $a | [limit(1000; repeat($a)) | .[0] = 1]",
    "last(range(1e9) | [range(1000)] | stderr | empty)",
];

#[test]
fn large_values_end_by_the_memory_limit() {
    for program in LARGE {
        ends_by_limit(program, Limits::default().with_memory(8 << 20));
    }
}

#[test]
fn output_is_not_written_beyond_its_limit() {
    let limits = Limits::default().with_output(1 << 16);
    ends_by_limit("reduce range(60) as $x ({a: 1}; {a: ., b: .})", limits);
    ends_by_limit("range(1e9) | debug | empty", limits.with_time(Duration::from_secs(1)));
    ends_by_limit("range(1e9) | debug", limits);
}

#[test]
fn an_output_that_is_cut_short_is_not_reported() {
    let limits = Limits::default().with_steps(2_000);
    let filter = Filter::compile("1, [limit(1000; repeat([1]))]").unwrap().with_limits(limits);
    let mut outputs = Vec::new();
    let ended = filter.events(outrigger_jq::Inputs::text("null"), |event| {
        if let outrigger_jq::Event::Output(output) = event {
            outputs.push(output.json.to_string());
        }
        std::ops::ControlFlow::Continue(())
    });
    assert!(ended.unwrap_err().is_limit());
    assert_eq!(outputs, ["1"]);
}

#[test]
fn alternatives_do_not_make_a_program_too_long_to_compile() {
    let program = ". as [$a] ?// $a | ".repeat(40) + "1";
    assert!(Filter::compile(&program).unwrap_err().to_string().contains("the program is too long"));
}

/// Filters that need little have the same result with and without limits.
#[test]
fn ordinary_filters_run_under_limits() {
    for program in [
        r#"[match("(?<=a)b|c(?!d)"; "g").offset]"#,
        r#"[match("(\\w)\\1"; "g").string]"#,
        r#"gsub("(?<x>[a-z])(?=\\d)"; "<\(.x)>")"#,
        r#"[match("^a|\\Gb|d$"; "g").offset]"#,
        r#"[match(""; "g").offset], [match("(?=b)"; "g").offset]"#,
        r#"[scan("(?i)AB")], sub("(?<x>é)"; .x + .x), [splits("[0-9]+")]"#,
        r#"[match("(a)|(?<n>é)|(?<!x)z"; "g") | .captures[] | .offset, .length]"#,
        r#"split(""), (explode | implode), indices("b"), ascii_upcase, @base64, @uri, @sh, @html, @csv "\([.])""#,
        r#"[split("")[]] | sort, unique, group_by(.), (map({key: ., value: 1}) | from_entries)"#,
    ] {
        let filter = Filter::compile(program).unwrap();
        for text in ["ab1cdé", "xaabbé1zz\n", "", "abab", "héé é"] {
            let input = format!("{text:?}");
            let limited = filter.clone().with_limits(Limits::untrusted());
            assert_eq!(limited.run(&input), filter.run(&input), "{program} {text:?}");
        }
    }
    let long = Filter::compile(r#""ab1 "*50000 | [gsub("(?<=a)b"; "c"), (split(" ") | length)] | .[1]"#).unwrap();
    assert_eq!(long.with_limits(Limits::untrusted()).run("null").unwrap(), "50001\n");
}

/// A filter that makes a large value.
fn source() -> impl Strategy<Value = String> {
    (0_u32..7, prop::sample::select(vec![10_usize, 1_000, 100_000, 10_000_000])).prop_map(|(kind, size)| match kind {
        0 => format!("(\"ab\"*{size})"),
        1 => format!("(\"é\\u0001&1\"*{size})"),
        2 => format!("[range({size})]"),
        3 => format!("[range({size})|tostring]"),
        4 => format!("(reduce range({size}) as $i ({{}}; .[\"k\\($i)\"]=$i))"),
        5 => format!("(reduce range({size}) as $i (null; [.]))"),
        _ => format!("(reduce range({}) as $i ([1]; [.,.]))", size.ilog2() * 2),
    })
}

/// A filter that uses the value.
fn operation() -> impl Strategy<Value = String> {
    let plain = prop::sample::select(vec![
        "sort",
        "unique",
        "reverse",
        "tojson",
        "@base64",
        "@uri",
        "@html",
        "@csv",
        "@sh",
        "explode",
        "implode",
        "flatten",
        "add",
        "keys",
        "to_entries",
        "from_entries",
        "transpose",
        "length",
        "[paths]",
        "[..]",
        "[tostream]",
        "min",
        "max",
        "ascii_downcase",
        "split(\"\")",
        "split(\"b\")",
        "join(\",\")",
        "fromjson",
        "tonumber",
        "map(.)",
        "map_values(.)",
        "group_by(.)",
        "sort_by(-length)",
        "[.,.]",
        "{a:.,b:.}",
        "del(.[0])",
        "del(.[])",
        "(.[0]=1)",
        "(.[1:3]=[])",
        "walk(.)",
        "tostring",
        "lint",
        "registerable",
        "inject(\"jaeger\")",
        "[splits(\"a\")]",
        "gsub(\"a\";\"bb\")",
        "gsub(\"(?=b)\";\"x\")",
        "[match(\"(?<x>a*)*b\\\\1?\";\"g\")]",
        "[match(\"(?=(a|b)+)(?!c).\";\"g\")]",
        "test(\"(.*)\\\\1$\")",
        "ltrimstr(\"a\")",
        "trim",
        "with_entries(.)",
        "any",
        "[limit(1e6;repeat(.))]",
        "[combinations]",
        "[.[]?]",
        ".[5:10]",
        "utf8bytelength",
        "@json",
        "@text",
        "strptime(\"%Y\")",
        "todate",
        "[getpath([0,1])]",
    ]);
    let paired = prop::sample::select(vec![
        ".+.",
        ".-.",
        ".*3",
        "./.",
        ".*.",
        ".==.",
        ".<[.]",
        "contains(.)",
        "inside(.)",
        "indices(.)",
        "index(.)",
        "startswith(.)",
        "has(0)",
        "IN(.)",
        "jn(1e9;.)",
        "pow(.;.)",
        "test(.)",
        "split(.)",
        "setpath([0,0];.)",
        "delpaths([.])",
    ]);
    prop_oneof![
        4 => plain.prop_map(str::to_string),
        1 => paired.prop_map(|operation| format!("(. as $v | $v | {operation})")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_program_ends(source in source(), operations in prop::collection::vec(operation(), 1..5)) {
        let program = format!("{source} | {}", operations.join(" | "));
        let limits = Limits::default().with_time(Duration::from_millis(50)).with_memory(16 << 20).with_output(1 << 16);
        let filter = Filter::compile(&program).unwrap();
        let start = Instant::now();
        // It may end with an error or an output.
        let _ = filter.clone().with_limits(limits).run("null");
        let _ = filter.with_limits(limits.with_steps(10_000)).run("null");
        prop_assert!(start.elapsed() < Duration::from_secs(5), "{} took {:?}", program, start.elapsed());
        if let Some(peak) = peak_memory() {
            prop_assert!(peak < 400 << 20, "{} took {} bytes", program, peak);
        }
    }
}

/// The peak memory of the process in bytes, if the system provides it.
fn peak_memory() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<usize>().ok()? << 10)
}
