//! `--emit` and `--check`.

use insta::assert_snapshot;
use serde_json::Value;

use crate::folder::{API, Folder};

const CACHE: &str = r#"{"name": "cache", "container": {"image": "redis:8", "essential": false},
    "application": {"environment": [{"name": "REDIS_URL", "value": "redis://localhost"}]}}"#;

fn folder() -> Folder {
    Folder::new(&[("api.json", API), ("cache.json", CACHE)])
}

#[test]
fn a_diff() {
    let folder = folder();
    assert_snapshot!(folder.run("inject cache.json api.json --emit diff --no-record"), @r#"
    --- api.json
    +++ api.json
    @@ -6,11 +6,16 @@
         {
           "name": "api",
           "image": "api:1",
    -      "environment": [{ "name": "DB_PASSWORD", "value": "not-a-real-password" }],
    +      "environment": [{ "name": "DB_PASSWORD", "value": "not-a-real-password" }, { "name": "REDIS_URL", "value": "redis://localhost" }],
           "logConfiguration": {
             "logDriver": "awslogs",
             "options": { "awslogs-group": "/ecs/api", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "api" }
           }
    +    },
    +    {
    +      "name": "cache",
    +      "image": "redis:8",
    +      "essential": false
         }
       ]
     }
    -- exit 0
    api.json: cache added, 1 container configured
    "#);
    folder.succeed("inject cache.json api.json -i");
    assert_eq!(folder.succeed("inject cache.json api.json --emit diff").stdout, "");
}

#[test]
fn a_diff_in_colour() {
    let run = folder().succeed("inject cache.json api.json --emit diff --no-record --color always -q");
    assert!(run.stdout.contains("\u{1b}[32m+      \"image\": \"redis:8\",\u{1b}[0m\n"), "{}", run.stdout);
}

#[test]
fn a_diff_of_several_files() {
    let folder = folder();
    folder.write("b/web.json", API);
    let run = folder.succeed("inject cache.json api.json b --emit diff");
    assert!(run.stdout.contains("--- api.json\n") && run.stdout.contains("+++ b/web.json\n"), "{}", run.stdout);
}

#[test]
fn a_plan() {
    let run = folder().succeed("inject cache.json api.json --emit plan");
    let plan: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(plan["ops"][0]["op"], "add-container");
    assert_eq!(plan["ops"][0]["definition"]["image"], "redis:8");
    assert_eq!(plan["findings"], Value::Array(vec![]));
}

#[test]
fn a_json_patch() {
    let run = folder().succeed("inject cache.json api.json --emit json-patch --no-record");
    assert_snapshot!(run.stdout, @r#"
    [
      {
        "op": "add",
        "path": "/containerDefinitions/-",
        "value": {
          "name": "cache",
          "image": "redis:8",
          "essential": false
        }
      },
      {
        "op": "add",
        "path": "/containerDefinitions/0/environment/-",
        "value": {
          "name": "REDIS_URL",
          "value": "redis://localhost"
        }
      }
    ]
    "#);
}

#[test]
fn a_check() {
    let folder = folder();
    let run = folder.run("inject cache.json api.json --check");
    assert_eq!((run.code(), run.stdout.as_str()), (1, ""));
    assert_eq!(run.stderr, "api.json: would change: cache added, 1 container configured\n");
    assert_eq!(folder.read("api.json"), API);
    folder.succeed("inject cache.json -i api.json");
    assert_eq!(folder.succeed("inject cache.json api.json --check").stdout, "");
    assert_eq!(folder.run("remove cache.json . --check").code(), 1);
    assert_eq!(folder.run("remove cache.json api.json --check --emit diff").stdout.matches("--- ").count(), 1);
}
