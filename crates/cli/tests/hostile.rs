//! Input of every kind that somebody could come upon: an answer in good time, never a panic, and the input stays as it is.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use outrigger_test_support::skip;
use support::outrigger;

const MANY: usize = 100_000;

/// How long an answer may take, on a busy machine and without optimization.
const PATIENCE: Duration = Duration::from_secs(180);

/// More than a person reads.
const MAX_REPORT: usize = 10_000;

/// The task definition with a member of its own and a member of its container, as JSON text.
fn definition(task: &str, container: &str) -> Vec<u8> {
    with_containers(&format!(r#"{{"name": "api", "image": "a", "essential": true, {container}}}"#), task)
}

fn with_containers(containers: &str, task: &str) -> Vec<u8> {
    format!(
        r#"{{"family": "f", "networkMode": "awsvpc", "cpu": "256", "memory": "512",
            "requiresCompatibilities": ["FARGATE"], {task}, "containerDefinitions": [{containers}]}}"#
    )
    .into_bytes()
}

/// The same text many times, with its number in place of `#`, and commas between.
fn many(text: &str) -> String {
    let texts: Vec<_> = (0..MANY).map(|number| text.replace('#', &number.to_string())).collect();
    texts.join(",")
}

fn nested(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}

/// What is done by `outrigger inject jaeger FILE` with these further arguments.
struct Case {
    name: &'static str,
    text: fn() -> Vec<u8>,
    arguments: &'static str,
    ends: Ends,
}

enum Ends {
    /// With 0; standard output holds this.
    Done(fn() -> Vec<u8>),
    /// With 2; standard output is empty, and this is said.
    Refused(&'static str),
}

use Ends::{Done, Refused};

const fn case(name: &'static str, arguments: &'static str, ends: Ends, text: fn() -> Vec<u8>) -> Case {
    Case { name, text, arguments, ends }
}

const CASES: &[Case] = &[
    case("nothing", "", Refused("the text is empty"), Vec::new),
    case("white space", "", Refused("the text is empty"), || " \n\t\r\n".repeat(1000).into()),
    case("a byte order mark", "", Refused("the text is empty"), || b"\xef\xbb\xbf".to_vec()),
    case("no UTF-8", "", Refused("the byte at 2:74 (offset 145) is not valid UTF-8"), || {
        [&definition(r#""a": "b"#, r#""c": 1"#)[..145], b"\xff\"}"].concat()
    }),
    case("UTF-16", "", Refused("this looks like UTF-16"), || b"\xff\xfe{\0}\0".to_vec()),
    case("NUL", "", Refused("found the control character U+0000"), || vec![0; 100]),
    case("NUL in a string", "", Refused("the control character U+0000 is not allowed inside a string"), || {
        definition("\"a\": \"\0\"", r#""c": 1"#)
    }),
    case("an escaped NUL", "", Done(|| br#""a": "\u0000""#.to_vec()), || definition(r#""a": "\u0000""#, r#""c": 1"#)),
    case("escape sequences", "", Refused("expected a comma"), || b"{\"a\": 1 \x1b[2J\x1b]0;x\x07\xc2\x9b31m}".to_vec()),
    case("lone surrogates", "", Done(surrogates), || {
        definition(r#""a": 1"#, &(String::from_utf8(surrogates()).unwrap() + "]"))
    }),
    case("1e400", "", Done(|| br#""a": 1e400, "b": -1E+99999"#.to_vec()), || {
        definition(r#""a": 1e400, "b": -1E+99999"#, r#""cpu": 1e400"#)
    }),
    case("arrays without an end", "", Refused("more than 512 deep"), || "[".repeat(MANY).into()),
    case("many arrays", "", Refused("more than 512 deep"), || nested(MANY).into()),
    case("many objects", "", Refused("more than 512 deep"), || {
        (r#"{"a":"#.repeat(MANY) + "1" + &"}".repeat(MANY)).into()
    }),
    case("many arrays inside", "", Refused("more than 512 deep"), || {
        definition(&format!("\"a\": {}", nested(MANY)), "\"c\": 1")
    }),
    case("arrays", "", Done(|| nested(500).into()), || definition(&format!("\"a\": {}", nested(500)), "\"c\": 1")),
    case("a long string", "", Done(|| long_string().into()), || definition(&long_string(), "\"c\": 1")),
    case("a long name", "", Done(|| long_name().into()), || definition("\"a\": 1", &long_name())),
    case("many variables", "", Done(|| many_variables()[..MANY].into()), || definition("\"a\": 1", &many_variables())),
    case("many members of a name", "", Done(|| many("\"a\": #").into()), || definition(&many("\"a\": #"), "\"c\": 1")),
];

/// Work that grows with the square of the input, and reports that grow with it.
const UNBOUNDED: &[Case] = &[
    case("many containers", "", Done(|| b"c99999".to_vec()), || with_containers(&many(CONTAINER), "\"a\": 1")),
    case("many containers with a variable to replace", "--on-conflict replace", Done(|| b"c99999".to_vec()), || {
        let stated = r##"{"name": "c#", "image": "a", "environment": [{"name": "OTEL_LOGS_EXPORTER", "value": "#"}]}"##;
        with_containers(&many(stated), "\"a\": 1")
    }),
    case("many objects of strings that differ", "", Done(|| b"\"family\"".to_vec()), || {
        let pairs = r##"{"name": "#", "value": "a longer value #"}, {"name": "#", "value": "#\n"}"##;
        definition("\"a\": 1", &format!("\"secrets\": [{}]", many(pairs)))
    }),
    case("many containers of a name", "", Done(|| b"jaeger".to_vec()), || {
        with_containers(CONTAINER_C.repeat(MANY).trim_end_matches(','), "\"a\": 1")
    }),
    case("many ports", "", Refused("error[port-clash]"), || {
        definition("\"a\": 1", &format!("\"portMappings\": [{}]", many(r#"{"containerPort": 4317}"#)))
    }),
    case("many tags", "", Done(|| br#""tags""#.to_vec()), || {
        let tags = many(r##"{"key": "aws:#", "value": "v"}"##);
        let definition = String::from_utf8(definition("\"a\": 1", "\"c\": 1")).unwrap();
        format!(r#"{{"taskDefinition": {definition}, "tags": [{{"key": "k", "value": "v"}}, {tags}]}}"#).into()
    }),
    case("many nulls", "", Done(|| b"\"family\"".to_vec()), || {
        let definition = String::from_utf8(definition(&many("\"a#\": null"), "\"c\": 1")).unwrap();
        format!(r#"{{"taskDefinition": {definition}}}"#).into()
    }),
    case("many of the wrong type", "", Done(|| b"\"family\"".to_vec()), || {
        definition("\"a\": 1", &format!("\"command\": [{}]", many("#")))
    }),
    case("many that wait for each other", "", Done(|| b"\"family\"".to_vec()), || {
        let waits = r##"{"name": "c#", "image": "a", "dependsOn": [{"containerName": "c0", "condition": "START"}]}"##;
        with_containers(&many(waits), "\"a\": 1")
    }),
    case("many objects with members of a name", "", Done(|| b"\"family\"".to_vec()), || {
        definition(&format!("\"a\": [{}]", many(r#"{"b": 1, "b": 2}"#)), "\"c\": 1")
    }),
    case("a long name twice", "", Done(|| long_name().into()), || {
        definition("\"a\": 1", &format!("{0}, {0}", long_name()))
    }),
    case("a long name of a container", "--container b", Refused("error[no-such-container]"), || {
        with_containers(
            &CONTAINER_C.replace("\"c\"", &format!("\"{}\"", "n".repeat(1 << 20))).replace("},", "}"),
            "\"a\": 1",
        )
    }),
];

const CONTAINER: &str = r##"{"name": "c#", "image": "a", "essential": true}"##;
const CONTAINER_C: &str = r#"{"name": "c", "image": "a", "essential": true},"#;

fn surrogates() -> Vec<u8> {
    br#""dockerLabels": {"\ud800": "\udfff x \ud800"}, "environment": [{"name": "\udc00", "value": "\udbff"}"#.to_vec()
}

fn long_string() -> String {
    format!("\"a\": \"{}\"", "x".repeat(200_000_000))
}

fn long_name() -> String {
    format!("\"{}\": 1", "n".repeat(1 << 20))
}

fn many_variables() -> String {
    format!("\"environment\": [{}]", many(r##"{"name": "V#", "value": "v"}"##))
}

/// The cases whose documents break no rule.
const VALID: [&str; 3] = ["an escaped NUL", "lone surrogates", "arrays"];

#[test]
fn documents() {
    for name in VALID {
        assert!(CASES.iter().any(|case| case.name == name && matches!(case.ends, Done(_))), "{name}");
    }
    for case in CASES {
        let lint_status = match case.ends {
            Refused(_) => 2,
            Done(_) if VALID.contains(&case.name) => 0,
            Done(_) => 1,
        };
        check(case, lint_status);
    }
}

#[test]
fn documents_that_are_too_much() {
    // Each can be read and breaks a rule.
    UNBOUNDED.iter().for_each(|case| check(case, 1));
}

/// Injects into the document of a case, and lints it, which must end with this status.
fn check(case: &Case, lint_status: i32) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.json");
    let text = (case.text)();
    fs::write(&path, &text).unwrap();
    let mut command = outrigger();
    command.args(["inject", "jaeger", "api.json"]).args(case.arguments.split_whitespace());
    let run = run(command.current_dir(folder.path()), case.name);
    assert!(fs::read(&path).unwrap() == text, "{}: the input is another one", case.name);
    match case.ends {
        Done(holds) => {
            assert_eq!(run.status, Some(0), "{}: {}", case.name, run.stderr);
            let holds = holds();
            let is_there = String::from_utf8(run.stdout).unwrap().contains(str::from_utf8(&holds).unwrap());
            assert!(is_there, "{}: the output lacks what must stay", case.name);
        }
        Refused(says) => {
            assert_eq!(run.status, Some(2), "{}: {}", case.name, run.stderr);
            assert!(run.stdout.is_empty(), "{}", case.name);
            assert!(run.stderr.contains(says), "{}: {}", case.name, run.stderr);
        }
    }
    lint(case.name, folder.path(), lint_status);
}

/// Lints `api.json`: the report is short, however many findings there are.
fn lint(name: &str, folder: &Path, status: i32) {
    let mut command = outrigger();
    command.args(["lint", "api.json"]);
    let run = run(command.current_dir(folder), name);
    assert_eq!(run.status, Some(status), "{name}: {}", run.stderr);
    assert!(run.stdout.len() < 10 * MAX_REPORT, "{name}: {} bytes", run.stdout.len());
}

/// What the shell does with `$O` as the program, in a folder with `api.json` and a few strange neighbours; how it ends, and
/// what is said.
const COMMANDS: &[(&str, i32, &str)] = &[
    ("$O inject jaeger .", 2, "`.` is a folder"),
    ("$O inject jaeger -i missing.json", 2, "there is no such file or folder"),
    ("$O inject jaeger api.json/below.json", 2, "a part of the path is not a folder"),
    ("$O inject jaeger loop", 2, "symbolic links"),
    ("$O inject jaeger -i loop", 2, "symbolic links"),
    ("$O inject jaeger api.json -o loop", 2, "symbolic links"),
    ("$O inject jaeger api.json -o .", 2, "it is a folder"),
    ("$O inject jaeger api.json -o missing/api.json", 2, "there is no such file or folder"),
    ("cat api.json > fifo & $O inject jaeger fifo", 0, "fifo: jaeger added"),
    ("$O inject jaeger -i fifo", 2, "cannot be written in place"),
    ("cat fifo & $O inject jaeger api.json -o fifo; status=$?; wait; exit $status", 0, "api.json: jaeger added"),
    ("$O inject jaeger <&-", 2, "the text is empty"),
    ("$O inject jaeger - < .", 2, "it is a folder"),
    ("$O inject jaeger api.json > /dev/full", 2, "standard output cannot be written"),
    ("$O sidecars > /dev/full", 2, "standard output cannot be written"),
    ("$O --help > /dev/full", 2, "standard output cannot be written"),
    ("$O inject jaeger < api.json 2> /dev/full", 0, ""),
    // Rust opens /dev/null in place of what is closed.
    ("$O inject jaeger api.json >&-", 0, "api.json: jaeger added"),
    ("$O inject jaeger api.json 2>&-", 0, ""),
    ("{ $O inject jaeger api.json; echo ended $? >&2; } | true", 0, "ended 0"),
    ("yes \"$(cat api.json)\" | { $O inject jaeger -q --ndjson; echo ended $? >&2; } | head -n 1", 0, "ended 0"),
    ("yes \"$(cat api.json)\" | { $O lint -q --ndjson; echo ended $? >&2; } | head -n 1", 0, "ended 0"),
    ("yes \"$(cat api.json)\" | $O inject jaeger -q --ndjson > /dev/full", 2, "standard output cannot be written"),
    ("yes \"$(cat api.json)\" | $O lint --ndjson > /dev/full", 2, "standard output cannot be written"),
    ("(cat api.json; echo; echo {) | $O inject jaeger --ndjson --fail-fast -o new.json", 2, "stopped there, after 1"),
    ("$O inject jaeger --ndjson missing.ndjson", 2, "there is no such file or folder"),
    ("$O inject jaeger --ndjson .", 2, "`.` is a folder"),
    ("$O inject jaeger --ndjson < .", 2, "cannot read `<stdin>`"),
    ("$O inject jaeger --ndjson -i fifo", 2, "cannot be written in place"),
    ("head -c 300000000 /dev/zero | $O inject jaeger --ndjson", 2, "line 1 is longer than 256 MiB"),
    ("$O inject jaeger \"$STRANGE\"", 0, "\u{fffd}\u{fffd}[31m.json: jaeger added"),
    ("$O inject jaeger \"x$STRANGE\"", 2, "there is no such file or folder"),
    ("$O inject \"./$STRANGE\" api.json", 2, ""),
    ("$O inject \"$STRANGE\" api.json", 2, ""),
    ("$O inject jaeger --set \"$STRANGE=1\" api.json", 2, ""),
    ("$O inject jaeger --container \"$(printf '\\033[31m')\" api.json", 2, "no container is named"),
    ("$O \"$(printf '\\033[31m')\"", 2, ""),
];

const API: &str = r#"{"containerDefinitions": [{"name": "api", "image": "a"}], "networkMode": "awsvpc"}"#;

#[test]
fn files_and_streams() {
    let strange = OsStr::from_bytes(b"\xff\x1b[31m.json");
    for (line, status, says) in COMMANDS {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("api.json"), API).unwrap();
        fs::write(folder.path().join(strange), API).unwrap();
        symlink("loop", at("loop")).unwrap();
        assert!(Command::new("mkfifo").arg(at("fifo")).status().unwrap().success());
        let names = || fs::read_dir(folder.path()).unwrap().count();
        let before = names();

        let mut shell = Command::new("sh");
        shell.args(["-c", line]).env("O", outrigger().get_program()).env("STRANGE", strange);
        let run = run(shell.current_dir(folder.path()), line);
        assert_eq!(run.status, Some(*status), "{line}: {}", run.stderr);
        assert!(run.stderr.contains(says), "{line}: {}", run.stderr);
        assert_eq!(fs::read_to_string(at("api.json")).unwrap(), API, "{line}");
        assert_eq!(names(), before, "{line}");
    }
}

/// The most memory that a stream may take, in KiB.
const MAX_STREAM: u64 = 32 << 10;

#[test]
#[cfg(target_os = "linux")]
fn a_stream_without_an_end_takes_bounded_memory() {
    // Lines of all lengths, among them some that are refused, with a report each.
    let line = |number: usize| {
        API.replace("\"api\"", &format!("\"api\", \"user\": \"{}\"", "x".repeat(number * 977 % 30_000)))
    };
    let mut lines: Vec<_> = (0..400).map(line).collect();
    lines[200] = "{".to_string();
    let lines = lines.join("\n") + "\n";
    for arguments in [&["inject", "jaeger", "--ndjson", "-v"][..], &["lint", "--ndjson"]] {
        let mut command = outrigger();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let mut stdin = process.stdin.take().unwrap();
        let most = |id: u32| {
            let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
            let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
            line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
        };
        let mut written = 0;
        while written < 5 * (MAX_STREAM << 10) / 4 {
            stdin.write_all(lines.as_bytes()).unwrap();
            written += lines.len() as u64;
        }
        let most = most(process.id());
        assert!(most < MAX_STREAM, "{arguments:?}: {most} KiB after {written} bytes");
        drop(stdin);
        assert_eq!(process.wait().unwrap().code(), Some(2));
    }
}

#[test]
fn a_kill_leaves_each_of_many_files_whole() {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<_> = (0..200).map(|number| folder.path().join(format!("{number}.json"))).collect();
    let write = || paths.iter().for_each(|path| fs::write(path, API).unwrap());
    let inject = || {
        let mut command = outrigger();
        command.args(["inject", "jaeger", "-q", "-i", "--jobs", "4", "."]).current_dir(folder.path());
        command
    };
    write();
    let start = Instant::now();
    assert!(inject().status().unwrap().success());
    let whole = start.elapsed();
    let injected = fs::read_to_string(&paths[0]).unwrap();
    let mut counts = Vec::new();
    for part in 1..8 {
        write();
        let mut process = inject().spawn().unwrap();
        std::thread::sleep(whole * part / 8);
        process.kill().unwrap();
        process.wait().unwrap();
        let texts = paths.iter().map(|path| fs::read_to_string(path).unwrap());
        let is_new = texts.map(|text| {
            if text == API {
                false
            } else {
                assert_eq!(text, injected);
                true
            }
        });
        counts.push(is_new.filter(|is_new| *is_new).count());
    }
    assert!(counts.iter().any(|count| (1..200).contains(count)), "no kill came in the middle: {counts:?}");
}

#[test]
fn a_file_that_may_not_be_read() {
    const NOBODY: u32 = 65534;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.json");
    fs::write(&path, API).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let is_root = fs::metadata(&path).unwrap().uid() == 0;
    // Nobody need not be able to get to the program.
    let program = folder.path().join("outrigger");
    fs::copy(outrigger().get_program(), &program).unwrap();
    for in_place in [&[][..], &["--in-place"]] {
        let mut command = Command::new(&program);
        command.args(["inject", "jaeger", "api.json"]).args(in_place).current_dir(folder.path());
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        if command.output().is_err() {
            return skip("nobody may not run the program");
        }
        let run = run(&mut command, "a file that may not be read");
        assert_eq!(run.status, Some(2), "{}", run.stderr);
        assert!(run.stderr.contains("cannot read `api.json`: permission denied"), "{}", run.stderr);
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), API);
}

struct Run {
    status: Option<i32>,
    stdout: Vec<u8>,
    stderr: String,
}

/// Runs a command that must end, and whose report must be harmless.
#[track_caller]
fn run(command: &mut Command, name: &str) -> Run {
    let folder: TempDir = tempfile::tempdir().unwrap();
    let [stdout, stderr] = ["stdout", "stderr"].map(|name| folder.path().join(name));
    command.stdout(File::create(&stdout).unwrap()).stderr(File::create(&stderr).unwrap());
    let start = Instant::now();
    let mut process = command.spawn().unwrap();
    let status = loop {
        if let Some(status) = process.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > PATIENCE {
            process.kill().unwrap();
            process.wait().unwrap();
            panic!("{name}: no answer in {PATIENCE:?}");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let stderr = String::from_utf8(fs::read(stderr).unwrap()).unwrap();
    let beginning: String = stderr.chars().take(1000).collect();
    assert!(status.code().is_some(), "{name}: {status}: {beginning}");
    assert!(!stderr.contains("panicked"), "{name}: {beginning}");
    assert!(stderr.len() < MAX_REPORT, "{name}: a report of {} bytes: {beginning}", stderr.len());
    assert!(!stderr.contains(|c: char| c.is_control() && c != '\n'), "{name}: {beginning:?}");
    Run { status: status.code(), stdout: fs::read(stdout).unwrap(), stderr }
}
