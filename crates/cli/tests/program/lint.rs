//! `lint`.

use insta::assert_snapshot;

use crate::folder::{API, Folder};

/// With an untagged image, a health check out of its limits, and two variables of one name.
const BROKEN: &str = r#"{
  "family": "api",
  "memory": "512",
  "containerDefinitions": [
    {
      "name": "api",
      "image": "api",
      "environment": [
        { "name": "TOKEN", "value": "not-a-real-token" },
        { "name": "TOKEN", "value": "not-a-real-token" }
      ],
      "healthCheck": { "command": ["CMD", "ready"], "timeout": 61 }
    }
  ]
}
"#;

#[test]
fn findings() {
    let folder = Folder::new(&[("api.json", BROKEN)]);
    assert_snapshot!(folder.run("lint api.json"), @r#"
    warning[untagged-image]: the image of the container `api` has no tag, which means `latest`: another deployment may run a different version
     --> api.json:7:16
      |
    7 |       "image": "api",
      |                ^^^^^
      |
      = help: use a tag that names a version, or a digest
      = source: Amazon ECS API Reference, ContainerDefinition
    warning[plaintext-credential]: the variable `TOKEN` of the container `api` looks like a credential in plain text
     --> api.json:9:9
      |
    9 |         { "name": "TOKEN", "value": "***" },
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: store it in AWS Secrets Manager or Systems Manager Parameter Store, and refer to it in `secrets`
      = source: Amazon ECS Developer Guide, Pass sensitive data to an Amazon ECS container
    warning[duplicate-environment-name]: the container `api` sets the variable `TOKEN` more than once; only the last value counts
      --> api.json:10:9
       |
    10 |         { "name": "TOKEN", "value": "***" }
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: remove one of them
       = source: Amazon ECS API Reference, ContainerDefinition
    warning[plaintext-credential]: the variable `TOKEN` of the container `api` looks like a credential in plain text
      --> api.json:10:9
       |
    10 |         { "name": "TOKEN", "value": "***" }
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: store it in AWS Secrets Manager or Systems Manager Parameter Store, and refer to it in `secrets`
       = source: Amazon ECS Developer Guide, Pass sensitive data to an Amazon ECS container
    error[health-check]: the `timeout` of the health check of the container `api` is 61 seconds; ECS allows 2 to 60
      --> api.json:12:64
       |
    12 | …   "healthCheck": { "command": ["CMD", "ready"], "timeout": 61 }
       |                                                              ^^
       |
       = help: set a value from 2 to 60
       = source: Amazon ECS API Reference, HealthCheck
    -- exit 1
    1 task definition checked: 1 error, 4 warnings
    "#);
}

#[test]
fn severities() {
    let folder = Folder::new(&[("api.json", BROKEN)]);
    assert_eq!(folder.run("lint api.json").code(), 1);
    assert_eq!(folder.run("lint api.json --allow health-check").code(), 0);
    assert_eq!(folder.run("lint api.json --allow health-check --deny untagged-image").code(), 1);
    assert_eq!(folder.run("lint api.json --allow all --deny warnings").code(), 1);
    let allowed = folder.run("lint api.json --allow all --deny untagged-image");
    assert_eq!(allowed.code(), 1);
    assert!(allowed.stdout.contains("error[untagged-image]") && allowed.stdout.contains("warning[health-check]"));
    assert!(!allowed.stdout.contains("plaintext-credential"), "{allowed}");
    let quiet = folder.run("lint api.json -q");
    assert!(quiet.stdout.contains("health-check") && !quiet.stdout.contains("untagged-image"), "{quiet}");
    assert_eq!(quiet.stderr, "");
}

#[test]
fn no_secret_is_shown() {
    let folder = Folder::new(&[("api.json", BROKEN)]);
    for form in ["text", "json", "sarif"] {
        let run = folder.run(&format!("lint api.json --report {form}"));
        assert!(!run.to_string().contains("not-a-real-token"), "{run}");
    }
}

#[test]
fn for_programs() {
    let folder = Folder::new(&[("api.json", BROKEN), ("bad.json", "{")]);
    assert_snapshot!(folder.run("lint api.json bad.json --report json --allow all"), @r#"
    {"file":"api.json","findings":[{"rule":"health-check","severity":"warning","pointer":"/containerDefinitions/0/healthCheck/timeout","line":12,"column":64,"message":"the `timeout` of the health check of the container `api` is 61 seconds; ECS allows 2 to 60","help":"set a value from 2 to 60","source":{"title":"Amazon ECS API Reference, HealthCheck","url":"https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html"}}],"error":null}
    {"file":"bad.json","findings":[],"error":{"rule":null,"severity":"error","pointer":null,"line":1,"column":2,"message":"expected a name in double quotes, found the end of the text","help":null,"source":null}}
    -- exit 2
    "#);
}

#[test]
fn for_code_scanning() {
    let folder = Folder::new(&[("api.json", BROKEN), ("bad.json", "{")]);
    let run = folder.run("lint api.json bad.json --report sarif");
    assert_eq!(run.code(), 2);
    // An independent reader: every member has the type that the standard says.
    let log: serde_sarif::sarif::Sarif = serde_json::from_str(&run.stdout).unwrap();
    let first = &log.runs[0];
    let rules = first.tool.driver.rules.as_ref().unwrap();
    assert!(rules.iter().any(|rule| rule.id == "port-clash"));
    let results = first.results.as_ref().unwrap();
    let notifications: Vec<_> = results
        .iter()
        .map(|result| {
            let place = result.locations.as_ref().unwrap()[0].physical_location.as_ref().unwrap();
            let file = place.artifact_location.as_ref().unwrap().uri.as_deref().unwrap();
            let line = place.region.as_ref().unwrap().start_line.unwrap();
            let rule = &rules[usize::try_from(result.rule_index.unwrap()).unwrap()].id;
            assert_eq!(result.rule_id.as_ref(), Some(rule));
            format!("{file}:{line}: {rule}")
        })
        .collect();
    assert_eq!(
        notifications,
        [
            "api.json:7: untagged-image",
            "api.json:9: plaintext-credential",
            "api.json:10: duplicate-environment-name",
            "api.json:10: plaintext-credential",
            "api.json:12: health-check",
        ]
    );
    let notes = first.invocations.as_ref().unwrap()[0].tool_execution_notifications.as_ref().unwrap();
    assert_eq!(notes.len(), 1);
    let refused = folder.refuse("inject jaeger api.json --report sarif");
    assert!(refused.contains("only lint reports as SARIF"), "{refused}");
}

#[test]
fn folders_patterns_and_lines() {
    let api = API.replace("api:1", "api");
    let folder = Folder::new(&[
        ("a/task.json", &api),
        ("a/b/task.json", API),
        ("a/package.json", "{}"),
        ("tasks.ndjson", &format!("{}\n\n{}\n", API.replace('\n', " "), BROKEN.replace('\n', " "))),
    ]);
    let files = |arguments: &str| {
        let run = folder.run(&format!("lint --report json {arguments}"));
        let lines = run.stdout.lines().map(|line| {
            let report: serde_json::Value = serde_json::from_str(line).unwrap();
            let line = report["line"].as_u64().map(|line| format!(":{line}")).unwrap_or_default();
            format!("{}{line} {}", report["file"].as_str().unwrap(), report["findings"].as_array().unwrap().len())
        });
        (run.code(), lines.collect::<Vec<_>>().join(", "))
    };
    assert_eq!(files("a"), (0, "a/b/task.json 1, a/task.json 2".to_string()));
    assert_eq!(files("a/**/task.json"), (0, "a/b/task.json 1, a/task.json 2".to_string()));
    assert_eq!(files("*/task.json"), (0, "a/task.json 2".to_string()));
    assert_eq!(files("--ndjson tasks.ndjson"), (1, "tasks.ndjson:1 1, tasks.ndjson:3 5".to_string()));
    assert_snapshot!(folder.run("lint missing/*.json"), @"
    -- exit 2
    error: missing: IO error for operation on missing: No such file or directory (os error 2)
    ");
    assert_snapshot!(folder.pipe("lint", API), @r#"
    warning[plaintext-credential]: the variable `DB_PASSWORD` of the container `api` looks like a credential in plain text
     --> <stdin>:9:23
      |
    9 |       "environment": [{ "name": "DB_PASSWORD", "value": "***" }],
      |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: store it in AWS Secrets Manager or Systems Manager Parameter Store, and refer to it in `secrets`
      = source: Amazon ECS Developer Guide, Pass sensitive data to an Amazon ECS container
    -- exit 0
    1 task definition checked: 0 errors, 1 warning
    "#);
}

#[test]
fn the_rule_book() {
    let folder = Folder::new(&[]);
    let book = folder.succeed("lint --list").stdout;
    assert_snapshot!(book.lines().take(4).collect::<Vec<_>>().join("\n"), @"
    too-many-containers           error    A task definition has at most 10 containers.
                                           AWS General Reference, Amazon ECS service quotas
    too-large                     error    A task definition is at most 64 KiB, measured as the compact JSON that is registered.
                                           AWS General Reference, Amazon ECS service quotas
    ");
    let entries: serde_json::Value = serde_json::from_str(&folder.succeed("lint --list --report json").stdout).unwrap();
    let clash = entries.as_array().unwrap().iter().find(|entry| entry["name"] == "port-clash").unwrap();
    assert_eq!(clash["refusal"], "TCP host port '3000' is mapped multiple times in task");
    assert!(folder.succeed("lint --list --deny untagged-image").stdout.contains("untagged-image                error"));
}

#[test]
fn a_service_with_several_tasks() {
    let folder = Folder::api(API);
    let injected = folder.succeed("inject jaeger-v2 api.json").stdout;
    folder.write("api.json", &injected);
    let warned = |count: u32| {
        folder.succeed(&format!("lint api.json --desired-count {count}")).stdout.contains("warning[several-tasks]")
    };
    assert!(!warned(1));
    assert!(warned(2));
}

#[test]
fn many_documents_on_many_threads() {
    let lines: String = (0..3000)
        .map(|number| match number % 1000 {
            500 => format!("{{\"number\": {number}}}\n"),
            _ => {
                format!(r#"{{"family":"f{number}","containerDefinitions":[{{"name":"c{number}","image":"i"}}]}}"#)
                    + "\n"
            }
        })
        .collect();
    let folder = Folder::new(&[("tasks.ndjson", &lines)]);
    let expected = folder.run("lint --ndjson tasks.ndjson --jobs 1");
    assert_eq!(expected.code(), 2);
    assert!(expected.stderr.contains("2997 task definitions checked: "), "{}", expected.stderr);
    assert!(expected.stderr.ends_with("3 of 3000 could not be read\n"), "{}", expected.stderr);
    for jobs in [2, 7] {
        let run = folder.run(&format!("lint --ndjson tasks.ndjson --jobs {jobs}"));
        assert!(run.to_string() == expected.to_string(), "{jobs} jobs");
    }
    let names: Vec<_> = lines.lines().enumerate().map(|(number, _)| format!("{number:04}.json")).collect();
    let files: Vec<_> = names.iter().map(String::as_str).zip(lines.lines()).collect();
    let folder = Folder::new(&files);
    let run = folder.run("lint . --report json --jobs 4");
    let read =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["file"].as_str().unwrap().to_string();
    let linted: Vec<_> = run.stdout.lines().map(read).collect();
    // Files in a folder that are not task definitions are passed over.
    let expected = names.iter().enumerate().filter(|(number, _)| number % 1000 != 500);
    assert_eq!(linted, expected.map(|(_, name)| format!("./{name}")).collect::<Vec<_>>());
}

#[test]
fn fail_fast() {
    let folder = Folder::new(&[("a.json", API), ("b.json", "{"), ("c.json", "{")]);
    let run = folder.run("lint --fail-fast a.json b.json c.json");
    assert_eq!((run.code(), run.stderr.matches("error:").count()), (2, 1), "{run}");
}
