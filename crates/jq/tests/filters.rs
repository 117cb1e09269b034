//! What filters give, a line each.

#![allow(missing_docs, clippy::unwrap_used)]

use outrigger_jq::{Filter, Setting};

#[track_caller]
fn give(filter: &str, input: &str, outputs: &str) {
    let run = Filter::compile(filter).and_then(|filter| filter.run(input));
    let text = match run {
        Ok(text) => text.trim_end().replace('\n', " "),
        Err(error) => format!("error: {error}"),
    };
    assert_eq!(text, outputs, "{filter}");
}

#[test]
fn order_and_numbers_stay() {
    let text = r#"{"b":1.10,"a":[1e400,-0,123456789012345678901234567890],"é":"\u0007"}"#;
    give(".", text, text);
    give(".c = 1 | del(.b)", r#"{"b":1,"a":2}"#, r#"{"a":2,"c":1}"#);
    give(".b = 3", r#"{"b":1,"a":2}"#, r#"{"b":3,"a":2}"#);
    give(".", r#"{"a":1,"b":2,"a":3}"#, r#"{"a":3,"b":2}"#);
    give("4 / 2, 1.0 + 1, .1 + .2, 1e3, -(1.50)", "null", "2 2 0.30000000000000004 1e3 -1.50");
    give("[.[] | . + 0]", "[1.10, 1e2, -0]", "[1.1,100,0]");
    give("infinite, -infinite, nan", "null", "1.7976931348623157e+308 -1.7976931348623157e+308 null");
}

#[test]
fn what_is_missing_is_created() {
    give(".a.b = 1", "{}", r#"{"a":{"b":1}}"#);
    give(".a[2].b |= 1", "null", r#"{"a":[null,null,{"b":1}]}"#);
    give("setpath([\"x\", \"y\"]; 1)", "null", r#"{"x":{"y":1}}"#);
    give(".[5] = 1", "[0]", "[0,null,null,null,null,1]");
    give("del(.b.c, .[\"d\"])", r#"{"a":1,"d":2}"#, r#"{"a":1}"#);
    give("del(.[0, 2])", "[0,1,2,3]", "[1,3]");
    give("to_entries", r#"{"b":1}"#, r#"[{"key":"b","value":1}]"#);
}

#[test]
fn updates() {
    give(".[] += 1", "[1,2]", "[2,3]");
    give("(.a, .b) = (1, 2)", "{}", r#"{"a":1,"b":1} {"a":2,"b":2}"#);
    give(".[] |= empty", "[1,2,3]", "[]");
    give("(.[] | select(. > 1)) |= empty", "[1,2,3]", "[1]");
    give("first(.[] | select(. > 1)) |= 9", "[1,2,3]", "[1,9,3]");
    give("(.. | numbers) |= . + 1", "[1,[2,{\"a\":3}]]", r#"[2,[3,{"a":4}]]"#);
    give(".a //= 3 | .b //= 4", r#"{"a":null,"b":1}"#, r#"{"a":3,"b":1}"#);
    give(".[1:] = [9]", "[1,2,3]", "[1,9]");
    give("try (.a |= error(\"no\")) catch .", "{}", "\"no\"");
    give("label $out | .[] |= (if . > 1 then break $out else . + 1 end)", "[1,2]", "");
}

#[test]
fn several_outputs() {
    give("[(1, 2) + (10, 20)]", "null", "[11,12,21,22]");
    give("[\"\\(1, 2)-\\(3, 4)\"]", "null", r#"["1-3","2-3","1-4","2-4"]"#);
    give("[{a: (1, 2), b: (3, 4)} | .b]", "null", "[3,4,3,4]");
    give("[([1, 2], [3, 4])[0, 1]]", "null", "[1,3,2,4]");
    give("[pow(2, 3; 1, 2)]", "null", "[2,3,4,9]");
    give("reduce range(3) as $i (0; . + 1, . + 10)", "null", "30");
    give("reduce range(3) as $i (0; empty)", "null", "null");
    give("[foreach range(3) as $i (0; . + 1, . + 10)]", "null", "[1,10,11,20,21,30]");
    give("[.[] as [$a] ?// $a | $a]", "[[1],2]", "[1,2]");
    give("[limit(3; repeat(1))], [first(empty)], [skip(1; 1, 2)]", "null", "[1,1,1] [] [2]");
}

#[test]
fn errors_in_words() {
    give("try error catch .", "1", "1");
    give(".a", "[1]", "error: Cannot index array with string (\"a\")");
    give(".[0]", "{}", "error: Cannot index object with number (0)");
    give(".[]", "1", "error: Cannot iterate over number (1)");
    give("{} + 1", "null", "error: object ({}) and number (1) cannot be added");
    give("-.", "[1]", "error: array ([1]) cannot be negated");
    give("path(1)", "null", "error: Invalid path expression with result null");
    give("error({a: 1})", "null", "error: {\"a\":1}");
    give("[.[] | tonumber?]", r#"["1","x","0x1"," 2"]"#, "[1]");
    give(".a?, (try .a catch \"caught\")", "1", "\"caught\"");
    give("error(null) // 1, (1, error(2)) // 3", "null", "1 1");
}

#[test]
fn texts() {
    give("ascii_downcase, ascii_upcase, length, utf8bytelength", "\"aÉ\"", "\"aÉ\" \"AÉ\" 2 3");
    give(
        "ltrimstr(\"a\"), rtrimstr(\"c\"), trimstr(\"b\"), .[1:], .[:-1]",
        "\"abc\"",
        "\"bc\" \"ab\" \"abc\" \"bc\" \"ab\"",
    );
    give(
        "split(\", *\"; null), (. / \",\"), index(\",\"), [scan(\"[a-z]\")]",
        "\"a, b\"",
        r#"["a","b"] ["a"," b"] 1 ["a","b"]"#,
    );
    give("gsub(\"(?<x>[a-z])\"; \"<\\(.x)>\"), sub(\"(?=b)\"; \"_\")", "\"ab\"", "\"<a><b>\" \"a_b\"");
    give(
        "[match(\"a\"; \"gi\").offset], test(\"^(?<!x)A\"; \"i\"), capture(\"(?<n>\\\\d+)\")",
        "\"a1A\"",
        r#"[0,2] true {"n":"1"}"#,
    );
    give(
        "@base64, (@base64 | @base64d), @base32, (@base32 | @base32d), @uri, (@uri | @urid)",
        "\"a b\"",
        "\"YSBi\" \"a b\" \"MEQGE===\" \"a b\" \"a%20b\" \"a b\"",
    );
    give("@csv, @tsv, @sh", r#"["a\"b", 1, null]"#, "\"\\\"a\\\"\\\"b\\\",1,\" \"a\\\"b\\t1\\t\" \"'a\\\"b' 1 null\"");
    give("@html \"<\\(.)>\", @json \"x\\(.)\"", "\"&\"", "\"<&amp;>\" \"x\\\"&\\\"\"");
    give("explode, implode?, (explode | implode)", "\"aé\"", "[97,233] \"aé\"");
    give("\"\\ud83d\\ude00\", \"\\ud800\"", "null", "\"😀\" \"\u{fffd}\"");
    give("tojson, (tojson | fromjson)", r#"{"a":[1.0,"é"]}"#, r#""{\"a\":[1.0,\"é\"]}" {"a":[1.0,"é"]}"#);
}

#[test]
fn collections() {
    give("group_by(.a) | map(length)", r#"[{"a":1},{"a":2},{"a":1}]"#, "[2,1]");
    give("unique_by(. % 2), sort_by(-.), min_by(-.), max, (map(-.) | add)", "[1,2,3]", "[2,1] [3,2,1] 3 3 -6");
    give("with_entries(.value += 1), map_values(empty), keys", r#"{"b":1,"a":2}"#, r#"{"b":2,"a":3} {} ["a","b"]"#);
    give(
        "[paths], [leaf_paths], [tostream]",
        r#"{"a":[1]}"#,
        r#"[["a"],["a",0]] [["a",0]] [[["a",0],1],[["a",0]],[["a"]]]"#,
    );
    give("fromstream(tostream), [.[] | tostream] != []", r#"{"a":[1,{"b":2}]}"#, r#"{"a":[1,{"b":2}]} true"#);
    give(
        "[combinations], transpose, flatten, (flatten | IN(.[]; 1, 2))",
        "[[1,2],[3]]",
        "[[1,3],[2,3]] [[1,3],[2,null]] [1,2,3] true",
    );
    give(
        "INDEX(.id), (map(.id) | inside([1, 2])), any(.id > 1), all(.id > 1)",
        r#"[{"id":1},{"id":2}]"#,
        r#"{"1":{"id":1},"2":{"id":2}} true true false"#,
    );
    give(
        "walk(if type == \"number\" then . + 1 else . end), pick(.[1]), bsearch(2), has(1)",
        "[1,2]",
        "[2,3] [null,2] 1 true",
    );
    give("splits(\"a\")?, getpath([\"a\", \"b\"])?, input_line_number, ($__loc__ | .line)", "{}", "null 0 1");
}

#[test]
fn dates_and_mathematics() {
    give(
        "todate, gmtime, strftime(\"%A %j\")",
        "1425599507",
        r#""2015-03-05T23:51:47Z" [2015,2,5,23,51,47,4,63] "Thursday 064""#,
    );
    give("fromdate, (strptime(\"%Y-%m-%dT%H:%M:%SZ\") | mktime)", "\"2015-03-05T23:51:47Z\"", "1425599507 1425599507");
    give("[2024, 12, 32] | mktime | todate", "null", "\"2025-02-01T00:00:00Z\"");
    give("[floor, sqrt, significand, logb, frexp, (. % 3)]", "10", "[10,3.1622776601683795,1.25,3,[0.625,4],1]");
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
fn no_programs() {
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
fn names_may_be_given_another_meaning() {
    give("def length: 1, 2; [length + (10, 20)]", "null", "[11,12,21,22]");
    give("def map(f): \"mine\"; map(.)", "[1]", "\"mine\"");
    give("def empty: 1; [empty, (null // 2)]", "null", "[1,2]");
    give("def f($a; g): a + g; f(1; 2)", "null", "3");
}
