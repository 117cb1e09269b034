//! `--in-place`: several files and folders.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;

use insta::assert_snapshot;
use outrigger_test_support::skip;

use crate::folder::{API, Folder, clashing};

#[test]
fn several_files() {
    let folder = Folder::new(&[("api.json", API), ("web.json", API)]);
    assert_snapshot!(folder.run("inject jaeger -i api.json web.json ./api.json"), @"
    -- exit 0
    api.json: jaeger added, 1 container configured
    web.json: jaeger added, 1 container configured
    ");
    let inode = |name| fs::metadata(folder.path(name)).unwrap().ino();
    let before = (inode("api.json"), inode("web.json"));
    assert_snapshot!(folder.run("inject jaeger --in-place api.json web.json"), @"
    -- exit 0
    api.json: nothing to do: jaeger is already as specified
    web.json: nothing to do: jaeger is already as specified
    ");
    assert_eq!((inode("api.json"), inode("web.json")), before, "what does not change is not written");
    folder.succeed("remove jaeger -i api.json web.json");
    assert_eq!((folder.read("api.json").as_str(), folder.read("web.json").as_str()), (API, API));
}

#[test]
fn lines_that_begin_with_commas() {
    let text = r#"{
  "family": "api"
  , "networkMode": "awsvpc"
  , "containerDefinitions": [
    {
      "name": "api"
      , "image": "api:1"
    }
  ]
}
"#;
    let folder = Folder::api(text);
    folder.succeed("inject jaeger -i api.json");
    let injected = folder.read("api.json");
    serde_json::from_str::<serde_json::Value>(&injected).unwrap();
    assert!(injected.contains("\n      , \"environment\": [\n        {\n"), "{injected}");
    assert!(injected.contains("\n    , {\n      \"name\": \"jaeger\"\n      , "), "{injected}");
    folder.succeed("remove jaeger -i api.json");
    assert_eq!(folder.read("api.json"), text);
}

/// As one who may not give a file to its group.
#[test]
fn what_a_file_cannot_keep_is_said() {
    const NOBODY: u32 = 65534;
    let folder = Folder::new(&[("api.json", API), ("in.json", API)]);
    if fs::metadata(folder.path("api.json")).unwrap().uid() != 0 {
        return outrigger_test_support::skip("only root may become somebody else");
    }
    fs::set_permissions(folder.path("."), Permissions::from_mode(0o777)).unwrap();
    let mode = |mode| fs::set_permissions(folder.path("api.json"), Permissions::from_mode(mode)).unwrap();
    let run = |arguments: &str| {
        let output = folder.command(arguments).uid(NOBODY).gid(NOBODY).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    mode(0o664);
    assert_snapshot!(run("inject jaeger -i api.json"), @"
    warning: the new file could not keep its owner (0), its group (0); its mode is 0644 instead of 0664, so that nobody gains access
    --> api.json
     = help: give it the group and the permissions that it needs, with chgrp, setfacl and chmod
    api.json: jaeger added, 1 container configured
    ");
    assert_eq!(folder.read("in.json"), API);
    let in_line = API.replace('\n', " ");
    for arguments in ["inject jaeger in.json -o api.json", "inject jaeger --ndjson -i api.json", "jq -i . api.json"] {
        fs::remove_file(folder.path("api.json")).unwrap();
        folder.write("api.json", if arguments.contains("ndjson") { &in_line } else { API });
        mode(0o664);
        let said = run(arguments);
        assert!(
            said.contains("could not keep its owner (0), its group (0); its mode is 0644 instead of 0664"),
            "{said}"
        );
        assert_eq!(fs::metadata(folder.path("api.json")).unwrap().mode() & 0o777, 0o644);
    }
    fs::remove_file(folder.path("api.json")).unwrap();
    folder.write("api.json", API);
    mode(0o664);
    assert_snapshot!(run("inject jaeger --report json -i api.json"), @r#"
    {"file":"api.json","changed":true,"summary":"jaeger added, 1 container configured","ops":5,"skipped":[],"findings":[],"error":null}
    {"file":"api.json","changed":true,"summary":null,"ops":0,"skipped":[],"findings":[{"rule":null,"severity":"warning","pointer":null,"line":null,"column":null,"message":"the new file could not keep its owner (0), its group (0); its mode is 0644 instead of 0664, so that nobody gains access","help":"give it the group and the permissions that it needs, with chgrp, setfacl and chmod","source":null}],"error":null}
    "#);
}

#[test]
fn one_that_is_refused_stays_as_it_is() {
    let folder = Folder::new(&[("a.json", API), ("b.json", &clashing()), ("c.json", "{"), ("d.json", API)]);
    assert_snapshot!(folder.refuse("inject jaeger -i a.json b.json c.json d.json"), @r#"
    a.json: jaeger added, 1 container configured
    error[port-clash]: the containers `api` and `jaeger` both use the tcp port 4318
     --> b.json:9:24
      |
    9 |       "portMappings": [{ "containerPort": 4318 }],
      |                        ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: the containers of a task share their ports: use another port for one of them
      = source: Amazon ECS API Reference, PortMapping
    error: expected a name in double quotes, found the end of the text
     --> c.json:1:2
      |
    1 | {
      |  ^
    d.json: jaeger added, 1 container configured
    2 of 4 refused: they stay as they are
    "#);
    assert_eq!((folder.read("b.json"), folder.read("c.json").as_str()), (clashing(), "{"));
    let injected = folder.read("a.json");
    assert_ne!(injected, API);
    assert_eq!(folder.read("d.json"), injected);
    assert_snapshot!(folder.refuse("remove jaeger -i nowhere.json a.json"), @"
    error: cannot read `nowhere.json`: there is no such file or folder
    a.json: jaeger removed, 1 container restored
    1 of 2 refused: it stays as it is
    ");
    assert_eq!(folder.read("a.json"), API);
}

#[test]
fn fail_fast() {
    let names: Vec<_> = (0..40).map(|number| format!("{number:02}.json")).collect();
    for jobs in ["1", "4"] {
        let folder = Folder::new(&names.iter().map(|name| (name.as_str(), API)).collect::<Vec<_>>());
        folder.write("20.json", clashing());
        let stderr = folder.refuse(&format!("inject jaeger --fail-fast --jobs {jobs} -i {}", names.join(" ")));
        assert!(stderr.contains("--> 20.json:9:24"), "{stderr}");
        assert!(stderr.ends_with("stopped there, after 20\n"), "{stderr}");
        for (number, name) in names.iter().enumerate() {
            assert_eq!(folder.read(name) != API && number != 20, number < 20, "{name} with {jobs} jobs");
        }
    }
    let folder = Folder::new(&[("a.json", "{"), ("b.json", API)]);
    assert_snapshot!(folder.refuse("inject jaeger --fail-fast -i a.json b.json"), @"
    error: expected a name in double quotes, found the end of the text
     --> a.json:1:2
      |
    1 | {
      |  ^
    ");
    assert_eq!(folder.read("b.json"), API);
}

#[test]
fn one_that_cannot_be_written() {
    let folder = Folder::new(&[("a.json", API), ("b.json", API), ("c.json", API)]);
    // Nobody may replace it, not even root.
    let immutable = |flag: &str| {
        let chattr = std::process::Command::new("chattr").arg(flag).arg(folder.path("b.json")).output();
        chattr.is_ok_and(|output| output.status.success())
    };
    if !immutable("+i") {
        return skip("no file can be made immutable here");
    }
    let run = folder.run("inject jaeger -i a.json b.json c.json");
    assert!(immutable("-i"));
    assert_snapshot!(run, @"
    -- exit 2
    a.json: jaeger added, 1 container configured
    error: cannot write `b.json`: permission denied
      = help: its folder must be writable, too: the new file takes the place of the old one there
    c.json: jaeger added, 1 container configured
    1 of 3 refused: it stays as it is
    ");
    assert_eq!(folder.read("b.json"), API);
    assert_eq!(folder.read("c.json"), folder.read("a.json"));
}

#[test]
fn a_folder() {
    let folder = Folder::new(&[
        (".gitignore", "build/\n"),
        ("deploy/.aws/api.json", API),
        ("deploy/api.json.tpl", API),
        ("deploy/build/api.json", API),
        ("deploy/package.json", r#"{"name": "web", "version": "1.0.0"}"#),
        ("deploy/people.json", r#"[{"name": "Ada"}]"#),
        ("deploy/nothing.json", "[]"),
        ("deploy/tsconfig.json", "{\n  // strict\n}"),
        ("deploy/notes.txt", API),
    ]);
    folder.write("deploy/utf-16.json", b"\xff\xfe{\0}\0");
    fs::create_dir(folder.path(".git")).unwrap();
    assert_snapshot!(folder.run("inject jaeger -i -v deploy --no-record"), @"
    -- exit 0
    deploy/.aws/api.json: jaeger added, 1 container configured
      adds the container `jaeger`
      api: adds the variable `OTEL_EXPORTER_OTLP_ENDPOINT`
      api: adds the variable `OTEL_EXPORTER_OTLP_PROTOCOL`
      api: adds the variable `OTEL_METRICS_EXPORTER`
      api: adds the variable `OTEL_LOGS_EXPORTER`
    deploy/api.json.tpl: jaeger added, 1 container configured
      adds the container `jaeger`
      api: adds the variable `OTEL_EXPORTER_OTLP_ENDPOINT`
      api: adds the variable `OTEL_EXPORTER_OTLP_PROTOCOL`
      api: adds the variable `OTEL_METRICS_EXPORTER`
      api: adds the variable `OTEL_LOGS_EXPORTER`
    deploy/nothing.json: passed over: an array, but not of container definitions
    deploy/package.json: passed over: this is not a task definition, an output of describe-task-definition or an array of container definitions
    deploy/people.json: passed over: an array, but not of container definitions
    deploy/tsconfig.json: passed over: this is a comment, and JSON has no comments
    deploy/utf-16.json: passed over: cannot read `deploy/utf-16.json`: the byte at 1:1 (offset 0) is not valid UTF-8
    ");
    for untouched in ["deploy/build/api.json", "deploy/notes.txt"] {
        assert_eq!(folder.read(untouched), API);
    }
    assert_eq!(folder.read("deploy/people.json"), r#"[{"name": "Ada"}]"#);
    assert_eq!(folder.read("deploy/nothing.json"), "[]");
}

#[test]
fn a_template_that_is_no_json_is_not_passed_over() {
    let folder = Folder::new(&[("deploy/api.json", API)]);
    folder.write("deploy/web.json.tpl", API.replace("\"awsvpc\"", "${mode}"));
    let stderr = folder.refuse("inject jaeger -i deploy");
    assert!(stderr.contains("deploy/web.json.tpl:3:18"), "{stderr}");
    assert!(folder.read("deploy/web.json.tpl").contains("${mode}"));
}

#[test]
fn a_named_file_must_be_a_task_definition() {
    let folder = Folder::new(&[("deploy/package.json", r#"{"name": "web"}"#)]);
    folder.refuse("inject jaeger -i deploy/package.json");
    folder.refuse("inject jaeger -i deploy deploy/package.json");
    assert_snapshot!(folder.run("inject jaeger -i deploy"), @"
    -- exit 0
    nothing to do: no task definition was found
    ");
}
