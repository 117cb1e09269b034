//! Terraform files.

use crate::folder::Folder;

const MAIN: &str = r#"resource "aws_ecs_task_definition" "api" {
  network_mode          = "awsvpc"
  execution_role_arn    = aws_iam_role.execution.arn
  cpu                   = 512
  memory                = 1024
  container_definitions = jsonencode([
    {
      name  = "api"
      image = var.image
      environment = [
        { name = "DB_PASSWORD", value = "not-a-real-password" },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options   = { awslogs-group = aws_cloudwatch_log_group.api.name, awslogs-region = var.region }
      }
    }
  ])
}
"#;

fn two() -> String {
    format!("{MAIN}\n{}", MAIN.replace("\"api\" {", "\"web\" {"))
}

#[test]
fn a_sidecar_comes_and_goes_in_place() {
    let folder = Folder::new(&[("infra/main.tf", MAIN)]);
    let run = folder.succeed("inject jaeger --in-place infra/main.tf");
    assert_eq!(run.stderr, "infra/main.tf: jaeger added, 1 container configured\n");
    let injected = folder.read("infra/main.tf");
    assert!(injected.contains("awslogs-group         = aws_cloudwatch_log_group.api.name\n"), "{injected}");
    let run = folder.succeed("inject jaeger --check infra/main.tf");
    assert_eq!(run.stderr, "infra/main.tf: nothing to do: jaeger is already as specified\n");
    folder.succeed("remove jaeger --in-place infra/main.tf");
    assert_eq!(folder.read("infra/main.tf"), MAIN);
}

#[test]
fn standard_input_is_told_by_what_it_holds() {
    let folder = Folder::new(&[]);
    let run = folder.pipe("inject xray-daemon", MAIN);
    assert_eq!((run.code(), run.stderr.as_str()), (0, "<stdin>: xray-daemon added, 1 container configured\n"));
    assert_eq!(folder.pipe("remove xray-daemon", &run.stdout).stdout, MAIN);
    let run = folder.pipe("inject xray-daemon --resource api", "resource\n");
    assert_eq!(run.code(), 2);
    assert!(run.stderr.starts_with("error: this is not valid Terraform: "), "{}", run.stderr);
}

#[test]
fn the_task_definition_that_is_meant() {
    let folder = Folder::new(&[("main.tf", &two())]);
    let stderr = folder.refuse("inject jaeger --in-place main.tf");
    assert_eq!(
        stderr,
        "\
error: the file declares several task definitions, and a sidecar is injected into one
  --> main.tf:21:1
   |
21 | resource \"aws_ecs_task_definition\" \"web\" {
   | ^
   |
   = help: choose one: aws_ecs_task_definition.api, aws_ecs_task_definition.web (--resource)
"
    );
    folder.succeed("inject jaeger --resource aws_ecs_task_definition.web --in-place main.tf");
    let text = folder.read("main.tf");
    assert!(text.starts_with(MAIN) && text.contains("jaeger"), "{text}");
}

#[test]
fn a_local_value_in_another_file() {
    let locals = "locals {\n  containers = [\n    { name = \"api\", image = \"api:1\" },\n  ]\n}\n";
    let main = "resource \"aws_ecs_task_definition\" \"api\" {\n  network_mode = \"awsvpc\"\n  \
                container_definitions = jsonencode(local.containers)\n}\n";
    let folder = Folder::new(&[("infra/main.tf", main), ("infra/locals.tf", locals), ("infra/x.txt", "")]);
    let stderr = folder.refuse("inject xray-daemon infra/main.tf");
    assert!(stderr.contains("the change is also in `infra/locals.tf`"), "{stderr}");
    let run = folder.succeed("inject xray-daemon infra/main.tf --emit diff");
    assert!(run.stdout.starts_with("--- infra/locals.tf\n+++ infra/locals.tf\n"), "{}", run.stdout);

    let run = folder.succeed("inject xray-daemon --in-place infra/main.tf");
    assert!(run.stderr.contains("]: the container `xray-daemon` gets no log configuration"), "{run}");
    assert!(run.stderr.contains("\n --> infra/locals.tf:2:16\n"), "{run}");
    let done =
        "infra/main.tf: xray-daemon added, 1 container configured\ninfra/locals.tf: changed with infra/main.tf\n";
    assert!(run.stderr.ends_with(done), "{run}");
    assert_eq!(folder.read("infra/main.tf"), main);
    folder.succeed("remove xray-daemon --in-place infra/main.tf");
    assert_eq!(folder.read("infra/locals.tf"), locals);

    folder.write("infra/other.tf", "output \"x\" {\n  value = local.containers\n}\n");
    let stderr = folder.refuse("inject xray-daemon --in-place infra/main.tf");
    assert!(stderr.contains("`local.containers` is also used elsewhere"), "{stderr}");
    folder.write("infra/locals.tf", "locals {\n  containers = [1 2]\n}\n");
    let stderr = folder.refuse("inject xray-daemon --in-place infra/main.tf");
    assert!(stderr.contains("--> infra/main.tf:3:"), "{stderr}");
}

#[test]
fn the_file_that_is_named_is_changed() {
    let main = |call: &str| {
        format!(
            "resource \"aws_ecs_task_definition\" \"api\" {{\n  network_mode = \"bridge\"\n  container_definitions = {call}\n}}\n"
        )
    };
    let task = "[{\"name\": \"api\", \"image\": \"${image}\", \"command\": [\"${HOME}\"]}]\n";
    let folder = Folder::new(&[
        ("infra/main.tf", &main("file(\"${path.module}/task/api.json\")")),
        ("infra/task/api.json", task),
    ]);
    let stderr = folder.refuse("inject jaeger --in-place infra/main.tf");
    assert!(stderr.contains("error[bridge-network]"), "{stderr}");
    assert!(stderr.contains("--> infra/main.tf:2:18"), "{stderr}");

    folder.succeed("inject jaeger --allow all --in-place infra/main.tf");
    let injected = folder.read("infra/task/api.json");
    assert!(injected.contains("{\"name\": \"jaeger\", \"image\""), "{injected}");
    folder.succeed("remove jaeger --in-place infra/main.tf");
    assert_eq!(folder.read("infra/task/api.json"), task);

    folder.write("infra/main.tf", main("templatefile(\"./task/api.json\", { image = var.image })"));
    folder.succeed("inject jaeger --allow all --in-place infra/main.tf");
    folder.succeed("remove jaeger --in-place infra/main.tf");
    assert_eq!(folder.read("infra/task/api.json"), task);

    folder.write("infra/main.tf", main("file(var.path)"));
    let stderr = folder.refuse("inject jaeger --in-place infra/main.tf");
    assert!(stderr.contains("only Terraform knows which file `file(var.path)` names"), "{stderr}");
    folder.write("infra/main.tf", main("file(\"none.json\")"));
    let stderr = folder.refuse("inject jaeger --in-place infra/main.tf");
    assert!(stderr.contains("cannot read `infra/none.json`: there is no such file or folder"), "{stderr}");
    folder.write("infra/task/api.json", "[{]");
    folder.write("infra/main.tf", main("file(\"task/api.json\")"));
    let stderr = folder.refuse("inject jaeger --in-place infra/main.tf");
    assert!(stderr.contains("--> infra/task/api.json:1:3"), "{stderr}");
}

#[test]
fn a_variable_decides() {
    let folder = Folder::new(&[("main.tf", MAIN)]);
    folder.succeed("inject jaeger --toggle enable_jaeger --in-place main.tf");
    let text = folder.read("main.tf");
    assert!(text.contains("  container_definitions = jsonencode(concat([\n"), "{text}");
    assert!(text.contains("    ], var.enable_jaeger ? [\n"), "{text}");
    assert!(text.ends_with(
        "\nvariable \"enable_jaeger\" {\n  description = \"Whether the sidecar runs beside the application \
                            (declared by outrigger)\"\n  type        = bool\n  default     = false\n}\n"
    ));
    folder.succeed("inject jaeger --toggle enable_jaeger --check main.tf");
    folder.succeed("remove jaeger --in-place main.tf");
    assert_eq!(folder.read("main.tf"), MAIN);

    // One that is declared in another file is not declared again.
    folder.write("variables.tf", "variable \"enable_jaeger\" {}\n");
    folder.succeed("inject jaeger --toggle enable_jaeger --in-place main.tf");
    assert!(!folder.read("main.tf").contains("variable"), "{}", folder.read("main.tf"));
    assert_eq!(folder.run("inject jaeger --toggle other --check main.tf").code(), 1);

    for (arguments, expected) in [
        ("inject jaeger --toggle a.b main.tf", "`a.b` is not a valid name of a variable"),
        (
            "inject jaeger --toggle a --on-conflict replace main.tf",
            "a value that is replaced cannot depend on a variable",
        ),
        ("inject jaeger --emit json-patch main.tf", "a JSON Patch changes JSON, not Terraform"),
        ("inject jaeger --ndjson main.tf", "Terraform is not read line by line"),
    ] {
        let stderr = folder.refuse(arguments);
        assert!(stderr.contains(expected), "{stderr}");
    }
}

#[test]
fn what_only_terraform_knows_is_said() {
    let text =
        MAIN.replace("\"awsvpc\"", "var.mode").replace("[\n        { name", "concat(var.more, [\n        { name");
    let text = text.replace("      ]\n      log", "      ])\n      log").replace("\"api\"\n", "\"${var.name}\"\n");
    let folder = Folder::new(&[("main.tf", &text)]);
    let run = folder.succeed("inject jaeger --in-place main.tf");
    for expected in [
        "only Terraform knows the network mode `var.mode`, so localhost may not reach the sidecar\n --> main.tf:2:27",
        "only Terraform knows the name `var.name`: it is assumed not to be `jaeger`\n --> main.tf:8:15",
        "only Terraform knows the `environment` `concat(var.more, […`, so it is left as it is\n  --> main.tf:10:21",
    ] {
        assert!(run.stderr.contains(expected), "{expected}: {run}");
    }
    folder.refuse("inject jaeger --deny all --container none main.tf");
    folder.succeed("remove jaeger --in-place main.tf");
    assert_eq!(folder.read("main.tf"), text);
}

#[test]
fn the_task_grows() {
    let small = MAIN.replace("512", "256").replace("1024", "\"512\"");
    let folder = Folder::new(&[("main.tf", &small)]);
    folder.succeed("inject jaeger --set memory=512 --resize --in-place main.tf");
    let text = folder.read("main.tf");
    assert!(text.contains("  cpu                   = 512\n  memory                = \"1024\"\n"), "{text}");
    folder.succeed("remove jaeger --in-place main.tf");
    assert_eq!(folder.read("main.tf"), small);
    let stderr = folder.refuse("inject jaeger --set memory=512 --resize --toggle on main.tf");
    assert!(stderr.contains("neither a volume nor the size of the task can depend on a variable"), "{stderr}");
}

#[test]
fn what_is_secret_is_not_shown() {
    let folder =
        Folder::new(&[("main.tf", &MAIN.replace("\n    {\n", " { secrets = var.s, ").replace("\n    }\n", " }"))]);
    let run = folder.succeed("inject jaeger --emit diff --mask main.tf");
    assert!(!run.to_string().contains("not-a-real-password"), "{run}");
    assert!(run.stdout.contains("DB_PASSWORD") && run.stdout.contains("\"***\""), "{run}");
}

#[test]
fn terraform_asks_and_is_answered() {
    let folder = Folder::new(&[("own.json", r#"{"name": "own", "container": {"image": "own:1"}}"#)]);
    let query = |members: &str| format!(r#"{{"container_definitions": "[{{\"name\":\"api\"}}]", {members}}}"#);
    let run = folder.pipe("external", &query(r#""sidecar": "./own.json""#));
    assert_eq!((run.code(), run.stderr.as_str()), (0, ""));
    assert!(
        run.stdout
            .starts_with(r#"{"container_definitions":"[{\"name\":\"api\"},{\"name\":\"own\",\"image\":\"own:1\""#),
        "{run}"
    );
    assert!(run.stdout.ends_with("\",\"changed\":\"true\",\"findings\":\"[]\"}\n"), "{run}");

    let run = folder.pipe("external", &query(r#""sidecar": "jaeger", "enabled": "false""#));
    assert_eq!(
        run.stdout,
        "{\"container_definitions\":\"[{\\\"name\\\":\\\"api\\\"}]\",\"changed\":\"false\",\"findings\":\"[]\"}\n"
    );

    for (query, expected) in [
        ("".to_string(), "the query is not valid JSON: the text is empty"),
        (
            query(r#""enabled": "true""#),
            "the query lacks `sidecar`; the keys are container_definitions, sidecar, enabled and set_NAME",
        ),
        (query(r#""sidecar": "jager""#), "no built-in sidecar is named `jager` (the built-in sidecars are "),
        (query(r#""sidecar": "./none.json""#), "cannot read `./none.json`: there is no such file or folder"),
        (query(r#""sidecar": "jaeger", "set_colour": "red""#), "the sidecar `jaeger` has no parameter `colour`"),
    ] {
        let run = folder.pipe("external", &query);
        assert_eq!((run.code(), run.stdout.as_str(), run.stderr.lines().count()), (1, "", 1), "{run}");
        assert!(run.stderr.starts_with(&format!("outrigger external: {expected}")), "{run}");
    }
}

#[test]
fn a_scaffold_is_printed_and_a_service_connected() {
    let service = "resource \"aws_ecs_service\" \"api\" {\n  name = \"api\"\n}\n";
    let folder = Folder::new(&[("service.tf", service)]);
    let run = folder.succeed("scaffold terraform jaeger-v2 --set base-path=/traces --vpc vpc-0a1b2c3d --priority 7");
    for expected in
        ["variable \"enable_jaeger\"", "values = [\"/traces\", \"/traces/*\"]", "\"vpc-0a1b2c3d\"", "priority     = 7"]
    {
        assert!(run.stdout.contains(expected), "{expected}: {run}");
    }
    let run = folder.succeed("scaffold terraform jaeger --file service.tf -o jaeger.tf");
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", "service.tf: the service sends /jaeger to jaeger\n"));
    let connected = folder.read("service.tf");
    let run = folder.succeed("scaffold terraform jaeger --file service.tf -o jaeger.tf");
    assert_eq!(run.stderr, "service.tf: nothing to do: the service is already connected\n");
    assert_eq!(folder.read("service.tf"), connected);

    let stderr = folder.refuse("scaffold terraform adot");
    assert!(stderr.contains("the sidecar `adot` has no port 16686 with a user interface"), "{stderr}");
    folder.write("service.tf", "");
    let stderr = folder.refuse("scaffold terraform jaeger --file service.tf");
    assert!(stderr.contains("this file has no such service"), "{stderr}");
}
