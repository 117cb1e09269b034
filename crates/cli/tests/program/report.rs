//! `--report json`, `--quiet` and `--color`.

use insta::assert_snapshot;

use crate::folder::{API, Folder, clashing};

#[test]
fn for_programs() {
    let folder = Folder::new(&[("api.json", API), ("web.json", &clashing()), ("bad.json", "{\"a\": ${b}}")]);
    assert_snapshot!(folder.run("inject jaeger -i api.json web.json bad.json nowhere.json --report json"), @r#"
    -- exit 2
    {"file":"api.json","changed":true,"summary":"jaeger added, 1 container configured","ops":5,"skipped":[],"findings":[],"error":null}
    {"file":"web.json","changed":false,"summary":null,"ops":0,"skipped":[],"findings":[{"rule":"port-clash","severity":"error","pointer":"/containerDefinitions/0/portMappings/0","line":9,"column":24,"message":"the containers `api` and `jaeger` both use the tcp port 4318","help":"the containers of a task share their ports: use another port for one of them","source":{"title":"Amazon ECS API Reference, PortMapping","url":"https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html"}}],"error":null}
    {"file":"bad.json","changed":false,"summary":null,"ops":0,"skipped":[],"findings":[],"error":{"rule":null,"severity":"error","pointer":null,"line":1,"column":7,"message":"an unquoted placeholder `${…}` is used where a value is expected","help":"fill the template in first, or put the placeholder in double quotes: in strings, placeholders are kept","source":null}}
    {"file":"nowhere.json","changed":false,"summary":null,"ops":0,"skipped":[],"findings":[],"error":{"rule":null,"severity":"error","pointer":null,"line":null,"column":null,"message":"cannot read `nowhere.json`: there is no such file or folder","help":null,"source":null}}
    "#);
    assert_snapshot!(folder.run("remove jaeger -i api.json --report json"), @r#"
    -- exit 0
    {"file":"api.json","changed":true,"summary":"jaeger removed, 1 container restored","ops":5,"skipped":[],"findings":[],"error":null}
    "#);
    assert_snapshot!(folder.run("inject jager api.json --report json"), @r#"
    -- exit 2
    {"file":null,"changed":false,"summary":null,"ops":0,"skipped":[],"findings":[],"error":{"rule":null,"severity":"error","pointer":null,"line":null,"column":null,"message":"no built-in sidecar is named `jager`","help":"the built-in sidecars are jaeger, jaeger-v2, otel-collector, adot, xray-daemon; for your own, use the path of its file","source":null}}
    "#);
}

#[test]
fn for_the_impatient() {
    let folder = Folder::new(&[("api.json", &API.replace("\"awslogs\"", "\"json-file\"")), ("web.json", &clashing())]);
    assert_eq!(folder.succeed("inject jaeger api.json -q").stderr, "");
    assert!(folder.refuse("-q inject jaeger web.json").starts_with("error[port-clash]"));
}

#[test]
fn in_colour() {
    let folder = Folder::api(&clashing());
    assert!(folder.refuse("inject jaeger api.json --color always").starts_with("\u{1b}[1m"));
    for arguments in ["inject jaeger api.json", "inject jaeger api.json --color never"] {
        assert!(!folder.refuse(arguments).contains('\u{1b}'));
    }
}
