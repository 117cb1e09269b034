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
