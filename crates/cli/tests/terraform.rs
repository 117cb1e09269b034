//! Terraform itself takes what the program writes, and moto, in place of Amazon Web Services, keeps it.
//!
//! Needed are the program `terraform`; for plans the provider `hashicorp/aws` in a folder for Terraform's filesystem mirror:
//! one that Terraform looks into by itself, below `/opt`, or what `OUTRIGGER_TERRAFORM_PLUGINS` names. Python's moto and
//! npm's `@cdktf/hcl2json`, a second reader of HCL, are installed into the target folder. What cannot be had is said to be
//! skipped.

#![cfg(all(unix, feature = "terraform"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, fs};

use serde_json::{Value, json};
use tempfile::TempDir;

use outrigger_test_support::{Moto, installed, isolated, skip, succeed};
use support::outrigger;

/// The provider's version, and where a mirror has it.
const VERSION: &str = "5.100.0";
const PROVIDER: &str = "registry.terraform.io/hashicorp/aws";

/// Terraform files in layouts that people use, before and after an injection.
const LAYOUTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../terraform/tests/layouts");

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/terraform");

#[test]
fn new_code_is_formatted_where_the_old_code_was() {
    let Some(terraform) = Terraform::find() else { return };
    let files = fs::read_dir(LAYOUTS).unwrap().map(|file| file.unwrap().path());
    let (odd, usual): (Vec<_>, Vec<_>) = files.partition(|file| file.to_string_lossy().contains("unaligned"));
    assert!(usual.len() > 30, "{usual:?}");
    for file in usual {
        assert_eq!(terraform.formatted(&fs::read_to_string(&file).unwrap()), "", "{}", file.display());
    }
    for file in odd {
        assert_ne!(terraform.formatted(&fs::read_to_string(&file).unwrap()), "", "{}", file.display());
    }
    let scaffold =
        outrigger().args(["scaffold", "terraform", "jaeger-v2", "--set", "base-path=/traces"]).output().unwrap();
    assert_eq!(terraform.formatted(&String::from_utf8(scaffold.stdout).unwrap()), "");
}

#[test]
fn a_second_reader_sees_no_other_change() {
    let reader = match hcl2json() {
        Ok(reader) => reader,
        Err(reason) => return skip(&format!("npm's @cdktf/hcl2json cannot be had: {reason}")),
    };
    let texts = |name: &str| fs::read_to_string(Path::new(LAYOUTS).join(name)).unwrap();
    let names: Vec<_> = fs::read_dir(LAYOUTS)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.matches('.').count() == 2)
        .collect();
    let before: Vec<_> = names.iter().map(|name| texts(&format!("{}.tf", name.split('.').next().unwrap()))).collect();
    let after: Vec<_> = names.iter().map(|name| texts(name)).collect();
    let (before, after) = (read_by(&reader, &before), read_by(&reader, &after));
    assert_eq!((names.len(), before.len(), after.len()), (23, 23, 23));
    for (name, (mut before, mut after)) in names.iter().zip(before.into_iter().zip(after)) {
        assert_ne!(before, after, "{name}");
        if name.ends_with(".toggled.tf") {
            let variable = after["variable"].take();
            assert_eq!(variable["enable_echo"][0]["type"], "${bool}", "{name}");
            after.as_object_mut().unwrap().remove("variable");
        }
        // What the injection is about; all else is the same.
        for text in [&mut before, &mut after] {
            text["resource"]["aws_ecs_task_definition"]["api"][0]["container_definitions"].take();
            if let Some(locals) = text.get_mut("locals") {
                locals[0]["containers"].take();
                locals[0]["worker"].take();
            }
        }
        assert_eq!(before, after, "{name}");
    }
}

#[test]
fn a_plan_has_the_sidecar_if_the_variable_is_true() {
    let Some(terraform) = Terraform::with_provider() else { return };
    let Some(moto) = Moto::start() else { return };
    terraform.copy(&["main.tf"]);
    terraform.write("provider.tf", &provider(moto.endpoint()));
    let file = terraform.path("main.tf");
    let file = file.to_str().unwrap();
    terraform.succeed(&["init", "-input=false"]);
    terraform.succeed(&["apply", "-input=false", "-auto-approve"]);
    assert!(!terraform.plans_a_change(&[]));
    let first = terraform.containers();
    assert_eq!(first.as_array().unwrap().len(), 1);

    let report = run(&["inject", "jaeger", "--toggle", "enable_jaeger", "--in-place", file], 0);
    assert!(report.contains("jaeger added, 1 container configured"), "{report}");
    assert_eq!(terraform.formatted(&terraform.read("main.tf")), "");
    terraform.succeed(&["validate"]);
    // Off, nothing changes; on, the sidecar is there; and a second injection and a second plan change nothing.
    assert!(!terraform.plans_a_change(&[]));
    assert!(terraform.plans_a_change(&["-var=enable_jaeger=true"]));
    terraform.succeed(&["apply", "-input=false", "-auto-approve", "-var=enable_jaeger=true"]);
    let report = run(&["inject", "jaeger", "--toggle", "enable_jaeger", "--in-place", file], 0);
    assert!(report.contains("nothing to do"), "{report}");
    assert!(!terraform.plans_a_change(&["-var=enable_jaeger=true"]));

    let second = terraform.containers();
    let containers = second.as_array().unwrap();
    assert_eq!(containers.len(), 2);
    let mut wired = first[0].clone();
    wired["environment"].as_array_mut().unwrap().extend([
        json!({"name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://localhost:4318"}),
        json!({"name": "OTEL_EXPORTER_OTLP_PROTOCOL", "value": "http/protobuf"}),
        json!({"name": "OTEL_LOGS_EXPORTER", "value": "none"}),
        json!({"name": "OTEL_METRICS_EXPORTER", "value": "none"}),
    ]);
    assert_eq!(sorted(&containers[0]), sorted(&wired));
    assert_eq!(containers[1]["name"], "jaeger");
    assert_eq!(containers[1]["essential"], false);
    let options = &containers[1]["logConfiguration"]["options"];
    assert_eq!(
        options,
        &json!({"awslogs-group": "/ecs/shop-api", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "jaeger"})
    );

    // The same without a variable is the same to Terraform.
    run(&["remove", "jaeger", "--in-place", file], 0);
    run(&["inject", "jaeger", "--in-place", file], 0);
    assert!(!terraform.plans_a_change(&[]));
    run(&["remove", "jaeger", "--in-place", file], 0);
    assert_eq!(terraform.read("main.tf"), fs::read_to_string(Path::new(EXAMPLE).join("main.tf")).unwrap());
    assert!(terraform.plans_a_change(&[]));
}

#[test]
fn the_scaffold_leads_to_the_sidecar() {
    let Some(terraform) = Terraform::with_provider() else { return };
    let Some(moto) = Moto::start() else { return };
    terraform.copy(&["main.tf", "network.tf", "service.tf"]);
    terraform.write("provider.tf", &provider(moto.endpoint()));
    let path = |name: &str| terraform.path(name).to_str().unwrap().to_string();
    let (service, companion) = (path("service.tf"), path("05-compute-ecs-jaeger.tf"));
    let report = run(&["scaffold", "terraform", "jaeger", "--file", &service, "-o", &companion], 0);
    assert!(report.contains("the service sends /jaeger to jaeger"), "{report}");
    run(&["inject", "jaeger", "--toggle", "enable_jaeger", "--in-place", &path("main.tf")], 0);
    assert!(!terraform.read("main.tf").contains("variable \"enable_jaeger\""), "it is declared in the companion");
    for file in ["service.tf", "05-compute-ecs-jaeger.tf", "main.tf"] {
        assert_eq!(terraform.formatted(&terraform.read(file)), "", "{file}");
    }
    terraform.succeed(&["init", "-input=false"]);
    terraform.succeed(&["validate"]);
    let plan = |arguments: &[&str]| {
        terraform.succeed(&[&["plan", "-input=false", "-out=plan.bin"], arguments].concat());
        let plan: Value = serde_json::from_slice(&terraform.succeed(&["show", "-json", "plan.bin"]).stdout).unwrap();
        let resources = plan["planned_values"]["root_module"]["resources"].as_array().unwrap().clone();
        let address = |resource: &Value| resource["address"].as_str().unwrap().to_string();
        resources.into_iter().map(|resource| (address(&resource), resource["values"].clone())).collect::<Vec<_>>()
    };
    let off = plan(&[]);
    let on = plan(&["-var=enable_jaeger=true"]);
    let value = |resources: &[(String, Value)], address: &str| {
        resources.iter().find(|(known, _)| known == address).map(|(_, values)| values.clone())
    };
    assert_eq!(value(&off, "aws_lb_target_group.jaeger[0]"), None);
    assert_eq!(value(&off, "aws_ecs_service.api").unwrap()["load_balancer"].as_array().unwrap().len(), 1);
    let group = value(&on, "aws_lb_target_group.jaeger[0]").unwrap();
    assert_eq!(
        (&group["port"], &group["target_type"], &group["health_check"][0]["path"]),
        (&json!(16686), &json!("ip"), &json!("/jaeger/"))
    );
    let rule = value(&on, "aws_lb_listener_rule.jaeger[0]").unwrap();
    assert_eq!(sorted(&rule["condition"][0]["path_pattern"][0]["values"]), json!(["/jaeger", "/jaeger/*"]));
    let balancers = value(&on, "aws_ecs_service.api").unwrap()["load_balancer"].clone();
    let balancers = balancers.as_array().unwrap();
    assert!(
        balancers.iter().any(|it| it["container_name"] == "jaeger" && it["container_port"] == 16686),
        "{balancers:?}"
    );
}

#[test]
fn hostile_values_are_rendered_as_text() {
    const VALUES: [&str; 16] = [
        "\u{7f}jsonencode(file(\u{7f}/etc/hostname\u{7f}))",
        "\u{7f}jsonencode(1)",
        "${path.module}",
        "$${path.module}",
        "$$${path.module}",
        "%{ if true }x%{ endif }",
        "%%{ if true }",
        "$",
        "%$${",
        "\\u0024{path.module}",
        "\"}] ${1} \\",
        "\nEOT\n",
        "\r\n\tEOT",
        "\u{1}\u{1b}\u{85}\u{2028}\u{feff}é",
        "<0:0>${1}",
        "# // /* */ '",
    ];
    let Some(terraform) = Terraform::find() else { return };
    let sidecar = r#"{"name": "helper", "parameters": {"v": {}}, "container": {"image": "i", "command": ["x${v}"], "dockerLabels": {"KEY": "${v}"}}}"#;
    let template = "[{ \"name\": \"api\", \"image\": \"${image}\", \"cpu\": ${cpu} }]\n";
    let mut outputs = String::new();
    for (index, value) in VALUES.iter().enumerate() {
        let key = serde_json::to_string(&format!("k{value}")).unwrap();
        terraform.write("helper.json", &sidecar.replace("\"KEY\"", &key));
        let named = format!("api-{index}.json");
        for (form, definitions) in [
            ("call", "jsonencode([{ name = \"api\", image = \"${path.module}\", cpu = 1 }])".to_string()),
            ("heredoc", format!("<<EOT\n{}EOT", template.replace("${image}", "${\".\"}").replace("${cpu}", "${1}"))),
            ("template", format!("templatefile(\"{named}\", {{ image = \".\", cpu = 1 }})")),
        ] {
            terraform.write(&named, template);
            terraform.write(
                "main.tf",
                &format!(
                    "resource \"aws_ecs_task_definition\" \"api\" {{\n  container_definitions = {definitions}\n}}\n"
                ),
            );
            let (sidecar, file) = (terraform.path("helper.json"), terraform.path("main.tf"));
            let set = format!("v={value}");
            run(&["inject", sidecar.to_str().unwrap(), "--set", &set, "--in-place", file.to_str().unwrap()], 0);
            let text = terraform.read("main.tf");
            let (_, expression) = text.split_once("container_definitions = ").unwrap();
            outputs += &format!("output \"{form}_{index}\" {{\n  value = {expression}");
        }
    }
    terraform.write("main.tf", &outputs);
    terraform.succeed(&["apply", "-auto-approve"]);
    let output = terraform.succeed(&["output", "-json"]);
    let outputs: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(outputs.as_object().unwrap().len(), 3 * VALUES.len());
    for (name, output) in outputs.as_object().unwrap() {
        let value = VALUES[name.rsplit('_').next().unwrap().parse::<usize>().unwrap()];
        let containers: Value = serde_json::from_str(output["value"].as_str().unwrap()).unwrap();
        assert_eq!((&containers[0]["image"], &containers[0]["cpu"]), (&json!("."), &json!(1)), "{name}");
        assert_eq!(containers[1]["command"], json!([format!("x{value}")]), "{name}");
        assert_eq!(containers[1]["dockerLabels"][format!("k{value}")], json!(value), "{name}");
    }
}

/// A value whose lists are in one order, whatever theirs was.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(elements) => {
            let mut elements: Vec<_> = elements.iter().map(sorted).collect();
            elements.sort_by_key(Value::to_string);
            Value::Array(elements)
        }
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), sorted(value))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// What the program says that ends with this status.
#[track_caller]
fn run(arguments: &[&str], status: i32) -> String {
    let output = outrigger().args(arguments).output().unwrap();
    let report = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {report}");
    report
}

fn provider(endpoint: &str) -> String {
    let services = ["ecs", "logs", "elbv2", "ec2", "iam", "sts"];
    let endpoints: String = services.iter().map(|service| format!("    {service} = \"{endpoint}\"\n")).collect();
    format!(
        "terraform {{\n  required_providers {{\n    aws = {{\n      source  = \"hashicorp/aws\"\n      version = \"{VERSION}\"\n    }}\n  }}\n}}\n\n\
         provider \"aws\" {{\n  region                      = \"eu-west-1\"\n  access_key                  = \"testing\"\n  \
         secret_key                  = \"testing\"\n  skip_credentials_validation = true\n  skip_metadata_api_check     = true\n  \
         skip_requesting_account_id  = true\n  endpoints {{\n{endpoints}  }}\n}}\n"
    )
}

/// Terraform in a folder of the test's own.
struct Terraform {
    folder: TempDir,
}

impl Terraform {
    /// `None` where there is no Terraform.
    fn find() -> Option<Self> {
        let terraform = Self { folder: tempfile::tempdir().unwrap() };
        match terraform.command(&["version"]).output() {
            Ok(output) if output.status.success() => Some(terraform),
            Ok(output) => {
                skip(&format!("terraform does not run: {}", String::from_utf8_lossy(&output.stderr)));
                None
            }
            Err(error) => {
                skip(&format!("terraform cannot be had: {error}"));
                None
            }
        }
    }

    /// `None` where there is no Terraform, or it has no provider for AWS.
    fn with_provider() -> Option<Self> {
        let terraform = Self::find()?;
        let Some(mirror) = mirror() else {
            skip(&format!(
                "no folder has Terraform's provider hashicorp/aws {VERSION}; OUTRIGGER_TERRAFORM_PLUGINS may name one"
            ));
            return None;
        };
        let mirror = mirror.display();
        terraform.write(
            "terraform.rc",
            &format!("provider_installation {{\n  filesystem_mirror {{\n    path = \"{mirror}\"\n  }}\n}}\n"),
        );
        Some(terraform)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = isolated(Path::new("terraform"), self.folder.path());
        command.args(arguments).env("CHECKPOINT_DISABLE", "1").env("TF_IN_AUTOMATION", "1");
        let configuration = self.path("terraform.rc");
        if configuration.exists() {
            command.env("TF_CLI_CONFIG_FILE", configuration);
        }
        command
    }

    #[track_caller]
    fn succeed(&self, arguments: &[&str]) -> Output {
        let output = self.command(arguments).output().unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{arguments:?}: {said}");
        output
    }

    /// Whether what is there differs from what is stated.
    #[track_caller]
    fn plans_a_change(&self, arguments: &[&str]) -> bool {
        let plan = ["plan", "-input=false", "-no-color", "-detailed-exitcode"];
        let output = self.command(&[&plan, arguments].concat()).output().unwrap();
        match output.status.code() {
            Some(0) => false,
            Some(2) => true,
            status => panic!("{status:?}: {}", String::from_utf8_lossy(&output.stderr)),
        }
    }

    /// What `terraform fmt` would change in a text, as a diff.
    #[track_caller]
    fn formatted(&self, text: &str) -> String {
        self.write("formatted.tf", text);
        let output = self.command(&["fmt", "-diff", "-write=false", "-list=false", "formatted.tf"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::remove_file(self.path("formatted.tf")).unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// The container definitions as they are registered.
    fn containers(&self) -> Value {
        let state: Value = serde_json::from_slice(&self.succeed(&["show", "-json"]).stdout).unwrap();
        let resources = state["values"]["root_module"]["resources"].as_array().unwrap();
        let task = resources.iter().find(|resource| resource["type"] == "aws_ecs_task_definition").unwrap();
        serde_json::from_str(task["values"]["container_definitions"].as_str().unwrap()).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Copies files of the example.
    fn copy(&self, names: &[&str]) {
        for name in names {
            fs::copy(Path::new(EXAMPLE).join(name), self.path(name)).unwrap();
        }
    }
}

/// A folder for Terraform's filesystem mirror that has the provider.
fn mirror() -> Option<PathBuf> {
    let named = env::var_os("OUTRIGGER_TERRAFORM_PLUGINS").map(PathBuf::from);
    let home = env::var_os("HOME").map(|home| Path::new(&home).join(".terraform.d/plugins"));
    let shared = ["/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"].map(PathBuf::from);
    let optional = fs::read_dir("/opt").into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let mut folders = named.into_iter().chain(home).chain(shared).chain(optional);
    folders.find(|folder| folder.join(PROVIDER).join(VERSION).exists())
}

/// The folder where npm's package is that wraps HashiCorp's own reader of HCL.
fn hcl2json() -> Result<PathBuf, String> {
    const PACKAGE: &str = "@cdktf/hcl2json@0.21.0";
    installed("npm", &[PACKAGE], "node_modules/@cdktf/hcl2json/package.json", |staged| {
        let npm = ["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"];
        succeed(Command::new("npm").args(npm).arg(staged).arg(PACKAGE))
    })
}

/// What the second reader reads.
fn read_by(reader: &Path, texts: &[String]) -> Vec<Value> {
    let script = "const { parse } = require('@cdktf/hcl2json');
        const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        Promise.all(texts.map((text) => parse('main.tf', text))).then((read) => console.log(JSON.stringify(read)));";
    let mut command = isolated(Path::new("node"), reader);
    let mut child = command.args(["-e", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    serde_json::to_writer(child.stdin.take().unwrap(), texts).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}
