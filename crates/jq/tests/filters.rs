//! Filters and their outputs, one line each.

#![allow(missing_docs, clippy::unwrap_used)]

use outrigger_jq::{Filter, Setting};

#[track_caller]
fn check(filter: &str, input: &str, outputs: &str) {
    let run = Filter::compile(filter).and_then(|filter| filter.run(input));
    let text = match run {
        Ok(text) => text.trim_end().replace('\n', " "),
        Err(error) => format!("error: {error}"),
    };
    assert_eq!(text, outputs, "{filter}");
}

#[test]
fn order_and_numbers_are_kept() {
    let text = r#"{"b":1.10,"a":[1e400,-0,123456789012345678901234567890],"é":"\u0007"}"#;
    check(".", text, text);
    check(".c = 1 | del(.b)", r#"{"b":1,"a":2}"#, r#"{"a":2,"c":1}"#);
    check(".b = 3", r#"{"b":1,"a":2}"#, r#"{"b":3,"a":2}"#);
    check(".", r#"{"a":1,"b":2,"a":3}"#, r#"{"a":3,"b":2}"#);
    check("4 / 2, 1.0 + 1, .1 + .2, 1e3, -(1.50)", "null", "2 2 0.30000000000000004 1e3 -1.50");
    check("[.[] | . + 0]", "[1.10, 1e2, -0]", "[1.1,100,0]");
    check("infinite, -infinite, nan", "null", "1.7976931348623157e+308 -1.7976931348623157e+308 null");
}

#[test]
fn missing_values_are_created() {
    check(".a.b = 1", "{}", r#"{"a":{"b":1}}"#);
    check(".a[2].b |= 1", "null", r#"{"a":[null,null,{"b":1}]}"#);
    check("setpath([\"x\", \"y\"]; 1)", "null", r#"{"x":{"y":1}}"#);
    check(".[5] = 1", "[0]", "[0,null,null,null,null,1]");
    check("del(.b.c, .[\"d\"])", r#"{"a":1,"d":2}"#, r#"{"a":1}"#);
    check("del(.[0, 2])", "[0,1,2,3]", "[1,3]");
    check("to_entries", r#"{"b":1}"#, r#"[{"key":"b","value":1}]"#);
}

#[test]
fn updates() {
    check(".[] += 1", "[1,2]", "[2,3]");
    check("(.a, .b) = (1, 2)", "{}", r#"{"a":1,"b":1} {"a":2,"b":2}"#);
    check(".[] |= empty", "[1,2,3]", "[]");
    check("(.[] | select(. > 1)) |= empty", "[1,2,3]", "[1]");
    check("first(.[] | select(. > 1)) |= 9", "[1,2,3]", "[1,9,3]");
    check("(.. | numbers) |= . + 1", "[1,[2,{\"a\":3}]]", r#"[2,[3,{"a":4}]]"#);
    check(".a //= 3 | .b //= 4", r#"{"a":null,"b":1}"#, r#"{"a":3,"b":1}"#);
    check(".[1:] = [9]", "[1,2,3]", "[1,9]");
    check("try (.a |= error(\"no\")) catch .", "{}", "\"no\"");
    check("label $out | .[] |= (if . > 1 then break $out else . + 1 end)", "[1,2]", "");
}

#[test]
fn several_outputs() {
    check("[(1, 2) + (10, 20)]", "null", "[11,12,21,22]");
    check("[\"\\(1, 2)-\\(3, 4)\"]", "null", r#"["1-3","2-3","1-4","2-4"]"#);
    check("[{a: (1, 2), b: (3, 4)} | .b]", "null", "[3,4,3,4]");
    check("[([1, 2], [3, 4])[0, 1]]", "null", "[1,3,2,4]");
    check("[pow(2, 3; 1, 2)]", "null", "[2,3,4,9]");
    check("reduce range(3) as $i (0; . + 1, . + 10)", "null", "30");
    check("reduce range(3) as $i (0; empty)", "null", "null");
    check("[foreach range(3) as $i (0; . + 1, . + 10)]", "null", "[1,10,11,20,21,30]");
    check("[.[] as [$a] ?// $a | $a]", "[[1],2]", "[1,2]");
    check("[limit(3; repeat(1))], [first(empty)], [skip(1; 1, 2)]", "null", "[1,1,1] [] [2]");
}

#[test]
fn error_messages() {
    check("try error catch .", "1", "1");
    check(".a", "[1]", "error: Cannot index array with string (\"a\")");
    check(".[0]", "{}", "error: Cannot index object with number (0)");
    check(".[]", "1", "error: Cannot iterate over number (1)");
    check("{} + 1", "null", "error: object ({}) and number (1) cannot be added");
    check("-.", "[1]", "error: array ([1]) cannot be negated");
    check("path(1)", "null", "error: Invalid path expression with result null");
    check("error({a: 1})", "null", "error: {\"a\":1}");
    check("[.[] | tonumber?]", r#"["1","x","0x1"," 2"]"#, "[1]");
    check(".a?, (try .a catch \"caught\")", "1", "\"caught\"");
    check("error(null) // 1, (1, error(2)) // 3", "null", "1 1");
}

#[test]
fn texts() {
    check("ascii_downcase, ascii_upcase, length, utf8bytelength", "\"aÉ\"", "\"aÉ\" \"AÉ\" 2 3");
    check(
        "ltrimstr(\"a\"), rtrimstr(\"c\"), trimstr(\"b\"), .[1:], .[:-1]",
        "\"abc\"",
        "\"bc\" \"ab\" \"abc\" \"bc\" \"ab\"",
    );
    check(
        "split(\", *\"; null), (. / \",\"), index(\",\"), [scan(\"[a-z]\")]",
        "\"a, b\"",
        r#"["a","b"] ["a"," b"] 1 ["a","b"]"#,
    );
    check("gsub(\"(?<x>[a-z])\"; \"<\\(.x)>\"), sub(\"(?=b)\"; \"_\")", "\"ab\"", "\"<a><b>\" \"a_b\"");
    check(
        "[match(\"a\"; \"gi\").offset], test(\"^(?<!x)A\"; \"i\"), capture(\"(?<n>\\\\d+)\")",
        "\"a1A\"",
        r#"[0,2] true {"n":"1"}"#,
    );
    check(
        "@base64, (@base64 | @base64d), @base32, (@base32 | @base32d), @uri, (@uri | @urid)",
        "\"a b\"",
        "\"YSBi\" \"a b\" \"MEQGE===\" \"a b\" \"a%20b\" \"a b\"",
    );
    check("@csv, @tsv, @sh", r#"["a\"b", 1, null]"#, "\"\\\"a\\\"\\\"b\\\",1,\" \"a\\\"b\\t1\\t\" \"'a\\\"b' 1 null\"");
    check("@html \"<\\(.)>\", @json \"x\\(.)\"", "\"&\"", "\"<&amp;>\" \"x\\\"&\\\"\"");
    check("explode, implode?, (explode | implode)", "\"aé\"", "[97,233] \"aé\"");
    check("\"\\ud83d\\ude00\", \"\\ud800\"", "null", "\"😀\" \"\u{fffd}\"");
    check("tojson, (tojson | fromjson)", r#"{"a":[1.0,"é"]}"#, r#""{\"a\":[1.0,\"é\"]}" {"a":[1.0,"é"]}"#);
}

#[test]
fn collections() {
    check("group_by(.a) | map(length)", r#"[{"a":1},{"a":2},{"a":1}]"#, "[2,1]");
    check("unique_by(. % 2), sort_by(-.), min_by(-.), max, (map(-.) | add)", "[1,2,3]", "[2,1] [3,2,1] 3 3 -6");
    check("with_entries(.value += 1), map_values(empty), keys", r#"{"b":1,"a":2}"#, r#"{"b":2,"a":3} {} ["a","b"]"#);
    check(
        "[paths], [leaf_paths], [tostream]",
        r#"{"a":[1]}"#,
        r#"[["a"],["a",0]] [["a",0]] [[["a",0],1],[["a",0]],[["a"]]]"#,
    );
    check("fromstream(tostream), [.[] | tostream] != []", r#"{"a":[1,{"b":2}]}"#, r#"{"a":[1,{"b":2}]} true"#);
    check(
        "[combinations], transpose, flatten, (flatten | IN(.[]; 1, 2))",
        "[[1,2],[3]]",
        "[[1,3],[2,3]] [[1,3],[2,null]] [1,2,3] true",
    );
    check(
        "INDEX(.id), (map(.id) | inside([1, 2])), any(.id > 1), all(.id > 1)",
        r#"[{"id":1},{"id":2}]"#,
        r#"{"1":{"id":1},"2":{"id":2}} true true false"#,
    );
    check(
        "walk(if type == \"number\" then . + 1 else . end), pick(.[1]), bsearch(2), has(1)",
        "[1,2]",
        "[2,3] [null,2] 1 true",
    );
    check("splits(\"a\")?, getpath([\"a\", \"b\"])?, input_line_number, ($__loc__ | .line)", "{}", "null 0 1");
}

#[test]
fn dates_and_mathematics() {
    check(
        "todate, gmtime, strftime(\"%A %j\")",
        "1425599507",
        r#""2015-03-05T23:51:47Z" [2015,2,5,23,51,47,4,63] "Thursday 064""#,
    );
    check("fromdate, (strptime(\"%Y-%m-%dT%H:%M:%SZ\") | mktime)", "\"2015-03-05T23:51:47Z\"", "1425599507 1425599507");
    check("[2024, 12, 32] | mktime | todate", "null", "\"2025-02-01T00:00:00Z\"");
    check("[floor, sqrt, significand, logb, frexp, (. % 3)]", "10", "[10,3.1622776601683795,1.25,3,[0.625,4],1]");
}

#[test]
fn modules() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "a.jq",
        "module {about: 1}; import \"b\" as b; def twice: b::once, b::once; def fac: if . < 2 then 1 else . * (. - 1 | fac) end;",
    );
    write("b.jq", "def helper($x): $x + 1; def once: helper(.);");
    write("d.json", "{\"k\": 1.0} 2");
    let run = |program: &str, input: &str| {
        let mut setting = Setting::default();
        setting.library = Some(vec![folder.path().to_path_buf()]);
        Filter::compile_with(program, setting).and_then(|filter| filter.run(input)).map_err(|error| error.to_string())
    };
    assert_eq!(run("import \"a\" as m; [m::twice], (5 | m::fac)", "1").unwrap(), "[2,2]\n120\n");
    assert_eq!(run("include \"a\"; [twice]", "1").unwrap(), "[2,2]\n");
    assert_eq!(run("import \"d\" as $d; $d, $d::d[0].k", "1").unwrap(), "[{\"k\":1.0},2]\n1.0\n");
    assert_eq!(
        run("\"a\" | modulemeta | .about, .defs, .deps[0].relpath", "1").unwrap(),
        "1\n[\"twice/0\",\"fac/0\"]\n\"b\"\n"
    );
    assert!(run("include \"a\"; once", "1").unwrap_err().contains("once/0 is not defined"));
    assert!(run("import \"nosuch\" as n; .", "1").unwrap_err().contains("module not found"));
    assert!(run("import \"../a\" as n; .", "1").unwrap_err().contains("not lead upwards"));
}

#[test]
fn invalid_programs() {
    for (program, message) in [
        ("nosuch", "nosuch/0 is not defined at <top-level>, line 1, column 1:\n    nosuch\n    ^^^^^^"),
        (". as $x | $y", "$y is not defined at <top-level>, line 1, column 11:\n    . as $x | $y\n              ^^"),
        ("break $x", "$*label-x is not defined at <top-level>, line 1, column 7:\n    break $x\n          ^^"),
        (
            "1 +",
            "syntax error, unexpected end of file, expecting term at <top-level>, line 1, column 4:\n    1 +\n       ^",
        ),
        ("{(0): 1}", "Cannot use number (0) as object key at <top-level>, line 1, column 3:\n    {(0): 1}\n      ^"),
    ] {
        assert_eq!(Filter::compile(program).unwrap_err().to_string(), message);
    }
}

#[test]
fn a_program_may_redefine_names() {
    check("def length: 1, 2; [length + (10, 20)]", "null", "[11,12,21,22]");
    check("def map(f): \"mine\"; map(.)", "[1]", "\"mine\"");
    check("def empty: 1; [empty, (null // 2)]", "null", "[1,2]");
    check("def f($a; g): a + g; f(1; 2)", "null", "3");
}
