//! `sidecars`, `completions` and `man`.

use std::process::Command;

use insta::assert_snapshot;
use serde_json::Value;

use crate::folder::Folder;

const BUILT_IN: [&str; 5] =
    ["jaeger", "jaeger-v2", "otel-collector --set endpoint=http://jaeger.internal:4318", "adot", "xray-daemon"];

#[test]
fn a_list() {
    assert_snapshot!(Folder::new(&[]).run("sidecars"), @"
    jaeger          Jaeger v1 all-in-one: OTLP on 4317 and 4318, UI on 16686 below /jaeger
    jaeger-v2       Jaeger v2, the supported image: OTLP on 4317 and 4318, UI on 16686 below /jaeger
    otel-collector  OpenTelemetry Collector: OTLP on 4317 and 4318, traces forwarded by OTLP over HTTP to any backend, such as Jaeger as a separate service
    adot            AWS Distro for OpenTelemetry Collector with its default configuration for ECS: OTLP on 4317 and 4318, traces to AWS X-Ray, metrics to CloudWatch
    xray-daemon     AWS X-Ray daemon: receives segments from the X-Ray SDKs by UDP on 2000 and sends them to AWS X-Ray
    -- exit 0
    ");
}

#[test]
fn one_to_paste() {
    assert_snapshot!(Folder::new(&[]).run("sidecars xray-daemon --set memory=64"), @r#"
    {
      "name": "xray-daemon",
      "image": "public.ecr.aws/xray/aws-xray-daemon:3.x",
      "cpu": 32,
      "memory": 64,
      "essential": false,
      "restartPolicy": {
        "enabled": true,
        "restartAttemptPeriod": 60
      },
      "portMappings": [
        {
          "containerPort": 2000,
          "protocol": "udp"
        }
      ]
    }
    -- exit 0
    xray-daemon: AWS X-Ray daemon: receives segments from the X-Ray SDKs by UDP on 2000 and sends them to AWS X-Ray. The task role must allow xray:PutTraceSegments and xray:PutTelemetryRecords. It is for applications that use the X-Ray SDKs; for OpenTelemetry, use adot.

    Parameters:
      image=public.ecr.aws/xray/aws-xray-daemon:3.x  container image
      memory=                                        hard memory limit of the container in MiB; empty for none
      cpu=32                                         CPU units of the container; empty for none
      depends-on=                                    condition for which the application waits, such as START; then the daemon stops after the application and gets its last segments; empty for no dependency
      log-group=                                     CloudWatch Logs group of the sidecar; if not set, the one of the application
      region=                                        AWS region of the log group; if not set, the one of the application


    With --resize it needs 32 CPU units and 256 MiB, unless the container sets them.
    "#);
}

#[test]
fn a_standalone_task() {
    let arguments = "sidecars jaeger --standalone -q --set log-group=/ecs/jaeger --set region=eu-central-1 --set memory=2048 \
                     --execution-role-arn arn:aws:iam::123456789012:role/example";
    assert_snapshot!(Folder::new(&[]).run(arguments), @r#"
    {
      "family": "jaeger",
      "networkMode": "awsvpc",
      "requiresCompatibilities": [
        "FARGATE"
      ],
      "cpu": "256",
      "memory": "2048",
      "executionRoleArn": "arn:aws:iam::123456789012:role/example",
      "containerDefinitions": [
        {
          "name": "jaeger",
          "image": "jaegertracing/all-in-one:latest",
          "memory": 2048,
          "essential": true,
          "portMappings": [
            {
              "containerPort": 16686,
              "protocol": "tcp"
            },
            {
              "containerPort": 4317,
              "protocol": "tcp"
            },
            {
              "containerPort": 4318,
              "protocol": "tcp"
            }
          ],
          "environment": [
            {
              "name": "COLLECTOR_ZIPKIN_HOST_PORT",
              "value": ":9411"
            },
            {
              "name": "COLLECTOR_OTLP_ENABLED",
              "value": "true"
            },
            {
              "name": "QUERY_BASE_PATH",
              "value": "/jaeger"
            }
          ],
          "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
              "awslogs-group": "/ecs/jaeger",
              "awslogs-region": "eu-central-1",
              "awslogs-stream-prefix": "jaeger"
            }
          }
        }
      ]
    }
    -- exit 0
    "#);
}

#[test]
fn what_a_standalone_task_lacks() {
    let folder = Folder::new(&[]);
    let last = |arguments: &str| {
        let stderr = folder.succeed(arguments).stderr;
        stderr.split_once("warning").map(|(_, warning)| format!("warning{warning}")).unwrap()
    };
    assert_snapshot!(last("sidecars jaeger --standalone"), @"
    warning[no-awslogs-to-inherit]: the container has no log configuration
      = help: set both parameters `log-group` and `region` (--set log-group=…)
    warning[jaeger-1-end-of-life]: the container `jaeger` runs Jaeger 1, which has had no updates since the end of 2025
      = help: use the image jaegertracing/jaeger with version 2, as the built-in sidecar jaeger-v2 does
    warning[unbounded-memory]: Jaeger in the container `jaeger` has no memory limit: it keeps any number of traces and can use up the memory of the application
      = help: add `memory`, in MiB: at that limit, ECS stops this container and not the application
    ");
    assert_snapshot!(last("sidecars jaeger --standalone --set log-group=/ecs/jaeger --set region=eu-central-1"), @"
    warning[jaeger-1-end-of-life]: the container `jaeger` runs Jaeger 1, which has had no updates since the end of 2025
      = help: use the image jaegertracing/jaeger with version 2, as the built-in sidecar jaeger-v2 does
    warning[unbounded-memory]: Jaeger in the container `jaeger` has no memory limit: it keeps any number of traces and can use up the memory of the application
      = help: add `memory`, in MiB: at that limit, ECS stops this container and not the application
    ");
}

#[test]
fn every_standalone_task_is_json_with_an_essential_container() {
    let folder = Folder::new(&[]);
    for sidecar in BUILT_IN {
        let container: Value = serde_json::from_str(&folder.succeed(&format!("sidecars {sidecar}")).stdout).unwrap();
        assert_eq!(container["essential"], false);
        let task = folder.succeed(&format!("sidecars {sidecar} --standalone")).stdout;
        let task: Value = serde_json::from_str(&task).unwrap();
        assert_eq!(task["containerDefinitions"][0]["essential"], true);
        assert_eq!(task["containerDefinitions"][0]["image"], container["image"]);
        assert_eq!(task["requiresCompatibilities"][0], "FARGATE");
    }
}

#[test]
fn a_missing_parameter_is_explained() {
    let stderr = Folder::new(&[]).refuse("sidecars otel-collector");
    assert!(stderr.contains("  endpoint=… (must be set)"), "{stderr}");
    assert!(stderr.contains("error: the sidecar `otel-collector` needs the parameter `endpoint`"), "{stderr}");
}

#[test]
fn completions_are_shell_scripts() {
    let folder = Folder::new(&[]);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(folder.succeed(&format!("completions {shell}")).stdout.contains("in-place"), "{shell}");
    }
    folder.write("script", folder.succeed("completions bash").stdout);
    assert!(Command::new("bash").arg("-n").arg(folder.path("script")).status().unwrap().success());
}

#[test]
fn the_manual_page() {
    let page = Folder::new(&[]).succeed("man").stdout;
    assert!(page.contains(".TH outrigger 1") && page.contains(".SH \"OUTRIGGER INJECT\""), "{page}");
    assert!(page.contains("\\-\\-on\\-conflict"), "{page}");
}
