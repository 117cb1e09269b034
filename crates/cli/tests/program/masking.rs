//! What must not be shown: values of environment variables, and secrets.

use insta::assert_snapshot;

use crate::folder::{API, Folder};

#[test]
fn a_diff_with_secrets_masked() {
    let folder = Folder::api(&API.replace("\"awslogs-group\"", "\"splunk-token\": \"fake-token\", \"awslogs-group\""));
    folder.write(
        "cache.json",
        r#"{"name": "cache", "container": {"image": "redis:8", "essential": false},
        "application": {"environment": [{"name": "REDIS_URL", "value": "redis://localhost"}]}}"#,
    );
    let run = folder.succeed("inject cache.json api.json --emit diff --mask -q");
    assert_snapshot!(run.stdout, @r#"
    --- api.json
    +++ api.json
    @@ -6,11 +6,17 @@
         {
           "name": "api",
           "image": "api:1",
    -      "environment": [{ "name": "DB_PASSWORD", "value": "***" }],
    +      "environment": [{ "name": "DB_PASSWORD", "value": "***" }, { "name": "REDIS_URL", "value": "***" }],
           "logConfiguration": {
             "logDriver": "awslogs",
             "options": { "splunk-token": "***", "awslogs-group": "/ecs/api", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "api" }
           }
    +    },
    +    {
    +      "name": "cache",
    +      "image": "redis:8",
    +      "essential": false,
    +      "dockerLabels": { "outrigger": "***" }
         }
       ]
     }
    "#);
}

#[test]
fn a_value_that_changes_is_seen_and_not_shown() {
    let folder = Folder::api(&API.replace("DB_PASSWORD", "OTEL_EXPORTER_OTLP_ENDPOINT"));
    let run = folder.succeed("inject jaeger api.json --on-conflict replace --emit diff --mask -q");
    let changed = r#"-      "environment": [{ "name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "***" }],"#;
    assert!(run.stdout.contains(changed), "{}", run.stdout);
    assert!(!run.stdout.contains("not-a-real-password"), "{}", run.stdout);
}

#[test]
fn a_finding_on_a_line_with_a_secret() {
    let environment = r#""environment":[{"name":"A","value":"not-a-real-password"}]"#;
    let container = format!(r#"{{"name":"api","image":"a",{environment},"portMappings":[{{"containerPort":4318}}]}}"#);
    let folder =
        Folder::api(&format!(r#"{{"networkMode":"awsvpc","memory":"512","containerDefinitions":[{container}]}}"#));
    assert_snapshot!(folder.refuse("inject jaeger api.json"), @r#"
    warning[no-awslogs-to-inherit]: the container `jaeger` gets no log configuration: none of the application's containers logs with awslogs
     --> api.json:1:63
      |
    1 | …networkMode":"awsvpc","memory":"512","containerDefinitions":[{"name":"api","image":"a","environment":[{"name":"A","value…
      |                                                              ^
      |
      = help: set both parameters `log-group` and `region` (--set log-group=…)
    error[port-clash]: the containers `api` and `jaeger` both use the tcp port 4318
     --> api.json:1:165
      |
    1 | …,"environment":[{"name":"A","value":"***"}],"portMappings":[{"containerPort":4318}]}]}
      |                                                              ^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: the containers of a task share their ports: use another port for one of them
      = source: Amazon ECS API Reference, PortMapping
    "#);
}

#[test]
fn the_most_talkative_report() {
    let folder = Folder::api(&API.replace("DB_PASSWORD", "OTEL_EXPORTER_OTLP_ENDPOINT"));
    for arguments in ["-v", "-v --on-conflict replace", "--report json", "-v --emit plan --check"] {
        let run = folder.run(&format!("inject jaeger api.json {arguments}"));
        assert!(!run.stderr.contains("not-a-real-password"), "{}", run.stderr);
        assert!(!run.stderr.contains("localhost:4318"), "{}", run.stderr);
    }
}

/// A value beside a syntax error is in no report, whatever its form.
#[test]
fn a_syntax_error_beside_a_secret() {
    let with = |value: &str| {
        format!(
            "{{\"containerDefinitions\": [{{\"name\": \"api\", \"environment\": [{{\"name\": \"A\", \"value\": {value}}}]}}]}}\n"
        )
    };
    let broken = [
        "\"hunter2\t\"",
        "\"hunter2\" stray",
        "hunter2\"",
        "\"hunter2",
        "\"a \"hunter2\" b\"",
        "'hunter2'",
        "$hunter2",
        "@hunter2",
        "<hunter2",
        "{{hunter2",
        "//hunter2",
        "hunter2",
    ];
    for value in broken {
        let folder = Folder::api(&with(value));
        for arguments in [
            "inject jaeger api.json",
            "inject jaeger api.json -q",
            "inject jaeger api.json -v",
            "inject jaeger --ndjson --check api.json",
            "inject jaeger api.json --report json",
            "remove jaeger --check api.json",
            "lint api.json",
            "lint api.json --report json",
            "lint api.json --report sarif",
            "inject ./api.json api.json",
            "jq . api.json",
        ] {
            let run = folder.run(arguments);
            // The status of `jq` is jq's own.
            let status = if arguments.starts_with("jq") { 5 } else { 2 };
            assert_eq!(run.code(), status, "{arguments}: {run}");
            assert!(!format!("{}{}", run.stdout, run.stderr).contains("hunter2"), "{arguments}: {run}");
        }
    }
}

#[test]
fn a_syntax_error_in_terraform_beside_a_secret() {
    let with = |definitions: &str| {
        format!(
            "resource \"aws_ecs_task_definition\" \"api\" {{\n  network_mode = \"awsvpc\"\n  container_definitions = {definitions}\n}}\n"
        )
    };
    for definitions in [
        "jsonencode([{ name = \"api\", environment = [{ name = \"A\", value = \"hunter2 }] }])",
        "jsonencode([{ name = \"api\", environment = [{ name = \"A\", value = hunter2\" }] }])",
        "jsonencode([{ name = \"api\", logConfiguration = { options = { \"splunk-token\" = \"hunter2\" \" } } }])",
        "jsonencode([{ name = \"api, command = [\"hunter2\"] }])",
        "<<EOT\n[{\"name\": \"api\", \"command\": [\"a\" \"hunter2\"]}]\nEOT",
        "<<EOT\n[{\"name\": \"api\", \"command\": [\"hunter2\t\"]}]\nEOT",
        "<<EOT\n[{\"name\": \"api\", \"command\": [hunter2\"]}]\nEOT",
    ] {
        let folder = Folder::new(&[("main.tf", &with(definitions))]);
        for arguments in
            ["inject jaeger main.tf", "inject jaeger main.tf --report json", "remove jaeger --check main.tf"]
        {
            let run = folder.run(arguments);
            assert_eq!(run.code(), 2, "{definitions}: {run}");
            assert!(!format!("{}{}", run.stdout, run.stderr).contains("hunter2"), "{definitions}: {run}");
        }
    }
}

#[test]
fn settings_are_not_shown() {
    let folder = Folder::api(API);
    for arguments in ["--set hunter2", "--set =hunter2", "--set memory=hunter2", "--set depends-on=hunter2"] {
        let stderr = folder.refuse(&format!("inject jaeger api.json {arguments}"));
        assert!(!stderr.contains("hunter2"), "{stderr}");
    }
}
