//! Values that look like Terraform, JSON or a placeholder are written as literal text, in every form.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body};
use hcl_edit::template::{Element, Template};
use outrigger_core::{OnConflict, Policy, Sidecar, Template as SidecarTemplate, Value, write_string};
use outrigger_terraform::{Options, Source, inject, remove};
use proptest::prelude::*;

/// The forms of container definitions: the expression in `main.tf`, and the file that it names.
const FORMS: [(&str, Option<&str>); 5] = [
    ("jsonencode([{ name = \"api\", image = \"api:1\" }])", None),
    ("<<EOT\n[{ \"name\": \"api\", \"image\": \"${var.m[\"EOT\"]}\", \"cpu\": ${var.cpu} }]\nEOT", None),
    ("<<-EOT\n    [\n      { \"name\": \"api\", \"image\": \"api:1\" }\n    ]\n    EOT", None),
    (
        "templatefile(\"api.json\", { m = var.m, cpu = 1 })",
        Some("[{\"name\": \"api\", \"image\": \"${m[\"a\"]}\", \"cpu\": ${cpu}}]\n"),
    ),
    ("file(\"api.json\")", Some("[{\"name\": \"api\", \"image\": \"${literal}\"}]\n")),
];

/// A value from a hostile caller.
fn hostile() -> impl Strategy<Value = String> {
    let part = proptest::sample::select(vec![
        "a",
        "${",
        "%{",
        "$${",
        "%%{",
        "$",
        "%",
        "{",
        "}",
        "~}",
        "\"",
        "\\",
        "\\\"",
        "\\u0024{",
        "\n",
        "\r\n",
        "\nEOT\n",
        "EOT",
        "\t",
        "\u{0}",
        "\u{1b}",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "é",
        "jsonencode(file(",
        "/etc/hostname",
        "))",
        "var.m",
        "<0:",
        "<0:0>",
        "0>",
        "#",
        "//",
        "*/",
        "_",
        "\u{7f}var.m",
        "%{ if true }",
        "%{ endif }",
    ]);
    proptest::collection::vec(part, 0..6).prop_map(|parts| parts.concat())
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    write_string(&mut out, text).unwrap();
    out
}

/// A sidecar with this value in every place that can have one.
fn sidecar(value: &str, key: &str, text: &str) -> Sidecar {
    let written = quoted(&text.replace("${", "$${"));
    let document = format!(
        r#"{{
            "name": "helper", "parameters": {{"value": {{}}}},
            "container": {{
                "image": "helper:1", "command": ["sh", "x${{value}}"], "dockerLabels": {{{}: "x${{value}}", "text": {written}}},
                "mountPoints": [{{"sourceVolume": "data"}}]
            }},
            "application": {{"environment": [{{"name": "HELPER", "value": "x${{value}}"}}]}},
            "volumes": [{{"name": "data", "host": {{"sourcePath": "/x${{value}}"}}}}]
        }}"#,
        quoted(&format!("k{key}")),
    );
    SidecarTemplate::parse(&document).unwrap().sidecar([("value", value)]).unwrap()
}

/// A value without expressions; `None` if it contains one.
fn literal(expression: &Expression) -> Option<Value<'static>> {
    if let Some(array) = expression.as_array() {
        return Some(Value::Array(array.iter().map(literal).collect::<Option<_>>()?));
    }
    if let Some(object) = expression.as_object() {
        let member = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
            let name = match key {
                ObjectKey::Ident(name) => name.to_string(),
                ObjectKey::Expression(name) => name.as_str()?.to_string(),
            };
            Some((name.into(), literal(value.expr())?))
        };
        return Some(Value::Object(object.iter().map(member).collect::<Option<_>>()?));
    }
    let text = expression.as_str().map(|text| Value::string(text.to_string()));
    let number = || expression.as_number().map(|number| Value::Number(number.to_string().into()));
    let truth = || expression.as_bool().map(Value::Bool);
    text.or_else(number).or_else(truth).or_else(|| expression.is_null().then_some(Value::Null))
}

/// The JSON that a template renders to; `None` if it contains other expressions than these.
fn rendered(template: &Template, known: &[(&str, &str)], source: &str) -> Option<Value<'static>> {
    let mut text = String::new();
    for element in template {
        match element {
            Element::Literal(literal) => text.push_str(literal.value()),
            Element::Interpolation(_) => {
                let source = hcl_edit::Span::span(element).and_then(|span| source.get(span))?;
                text.push_str(known.iter().find(|(expression, _)| *expression == source)?.1);
            }
            Element::Directive(_) => return None,
        }
    }
    Value::parse(&text).ok()
}

/// The block of the task definition, and its rendered container definitions.
fn read(main: &str, named: Option<&str>) -> Option<(Block, Value<'static>)> {
    let body: Body = main.parse().ok()?;
    let block = body.get_blocks("resource").next()?.clone();
    let definitions = &block.body.get_attribute("container_definitions")?.value;
    let known = [("${var.m[\"EOT\"]}", "i"), ("${m[\"a\"]}", "i"), ("${var.cpu}", "1"), ("${cpu}", "1")];
    let containers = match (definitions, named) {
        (Expression::HeredocTemplate(heredoc), None) => rendered(&heredoc.template, &known, main)?,
        (Expression::FuncCall(call), None) => literal(call.args.get(0)?)?,
        (Expression::FuncCall(call), Some(text)) if call.name.name.as_str() == "file" => Value::parse(text).ok()?,
        (_, Some(text)) => rendered(&text.parse().ok()?, &known, text)?,
        _ => return None,
    };
    Some((block, containers))
}

/// The texts of `main.tf` and of the file that it names after a change.
fn change(
    way: fn(
        Source<'_>,
        &Options,
        &Sidecar,
        &Policy,
    ) -> Result<outrigger_terraform::Outcome, outrigger_terraform::Error>,
    main: &str,
    named: Option<&str>,
    sidecar: &Sidecar,
    policy: &Policy,
) -> Result<(String, Option<String>), TestCaseError> {
    let folder: BTreeMap<_, _> = named.iter().map(|text| ("api.json".to_string(), (*text).to_string())).collect();
    let source = Source { path: "main.tf", text: main, folder: &folder };
    let outcome =
        way(source, &Options::default(), sidecar, policy).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let text = |path: &str| outcome.files.iter().find(|file| file.path == path).map(|file| file.text.clone());
    let main = text("main.tf").unwrap_or_else(|| main.to_string());
    Ok((main, text("api.json").or(named.map(String::from))))
}

fn main_with(definitions: &str) -> String {
    format!(
        "resource \"aws_ecs_task_definition\" \"api\" {{\n  network_mode          = \"awsvpc\"\n  container_definitions = {definitions}\n}}\n"
    )
}

/// The string at a path of names and indices.
fn at<'v>(value: &'v Value<'_>, path: &[&str]) -> Option<&'v str> {
    path.iter()
        .try_fold(value, |value, step| match step.parse::<usize>() {
            Ok(index) => value.elements().get(index),
            Err(_) => value.get(step),
        })?
        .as_str()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_are_written_as_literal_text(value in hostile(), key in hostile(), text in hostile(), form in 0..FORMS.len()) {
        let (definitions, named) = FORMS[form];
        let main = main_with(definitions);
        // A value with an empty parameter is left out.
        let value = if value.is_empty() { "$".to_string() } else { value };
        let sidecar = sidecar(&value, &key, &text);
        let policy = Policy { record: false, ..Policy::default() };
        let (injected, file) = change(inject, &main, named, &sidecar, &policy)?;
        let read = read(&injected, file.as_deref());
        let Some((block, containers)) = read else { return Err(TestCaseError::fail(format!("{injected}\n{file:?}"))) };

        let expected = format!("x{value}");
        prop_assert_eq!(containers.elements().len(), 2);
        prop_assert_eq!(at(&containers, &["0", "environment", "0", "value"]), Some(&*expected));
        prop_assert_eq!(at(&containers, &["1", "command", "1"]), Some(&*expected));
        let labels = containers.elements()[1].get("dockerLabels").unwrap();
        prop_assert_eq!(at(labels, &[&format!("k{key}")]), Some(&*expected));
        prop_assert_eq!(at(labels, &["text"]), Some(&*text));
        let volume = block.body.get_blocks("volume").next().unwrap();
        let path = volume.body.get_attribute("host_path").unwrap().value.as_str();
        prop_assert_eq!(path, Some(&*format!("/x{value}")));
        // Nothing else was added.
        prop_assert_eq!(block.body.iter().count(), 3);
        prop_assert_eq!(injected.parse::<Body>().unwrap().iter().count(), 1);
    }

    #[test]
    fn with_a_record_it_is_injected_and_removed(value in hostile(), key in hostile(), text in hostile(), form in 0..FORMS.len()) {
        let (definitions, named) = FORMS[form];
        let main = main_with(definitions);
        let sidecar = sidecar(&value, &key, &text);
        let once = change(inject, &main, named, &sidecar, &Policy::default())?;
        prop_assert!(read(&once.0, once.1.as_deref()).is_some(), "{:?}", once);
        prop_assert_eq!(&change(inject, &once.0, once.1.as_deref(), &sidecar, &Policy::default())?, &once);
        let back = change(remove, &once.0, once.1.as_deref(), &sidecar, &Policy::default())?;
        prop_assert_eq!(back, (main, named.map(String::from)));
    }

    #[test]
    fn a_replaced_value_is_restored(value in hostile(), old in hostile(), form in 0..2_usize) {
        let written = quoted(&old).replace("${", "$${").replace("%{", "%%{");
        let escaped = |c: char| format!("\\u{:04x}", c as u32);
        let in_hcl = written.replace('\u{7f}', &escaped('\u{7f}')).replace('\u{85}', &escaped('\u{85}'));
        let definitions = [
            format!("jsonencode([{{ name = \"api\", image = \"i\", environment = [{{ name = \"HELPER\", value = {in_hcl} }}] }}])"),
            format!("<<E\n[{{ \"name\": \"api\", \"image\": \"i\", \"environment\": [{{ \"name\": \"HELPER\", \"value\": {written} }}] }}]\nE"),
        ];
        let main = main_with(&definitions[form]);
        let sidecar = sidecar(&value, "", "");
        let policy = Policy { on_conflict: OnConflict::Replace, ..Policy::default() };
        let once = change(inject, &main, None, &sidecar, &policy)?;
        let (_, containers) = read(&once.0, None).unwrap();
        prop_assert_eq!(at(&containers, &["0", "environment", "0", "value"]), Some(&*format!("x{value}")));
        let back = change(remove, &once.0, None, &sidecar, &policy)?;
        let (_, containers) = read(&back.0, None).unwrap();
        prop_assert_eq!(at(&containers, &["0", "environment", "0", "value"]), Some(&*old));
    }
}

/// An expression of the application is copied as it is, with its quotes.
#[test]
fn expressions_of_a_template_are_copied_as_they_are() {
    let logs = r#""logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": GROUP, "awslogs-region": "eu-west-1"}}"#;
    for group in [
        r#""${var.m["a\"b"]}""#,
        r#""/ecs/${replace(var.name, "\\", "/")}/$${x}""#,
        "${jsonencode(var.group)}",
        r#""\u0024${var.x}""#,
    ] {
        let logs = logs.replace("GROUP", group);
        let main = main_with(&format!("<<EOT\n[{{\"name\": \"api\", \"image\": \"i\", {logs}}}]\nEOT"));
        // A value that looks like a placeholder stays as it is.
        let jaeger = SidecarTemplate::built_in("jaeger").unwrap();
        let sidecar = jaeger.sidecar([("image", "i<0:0><1:0>")]).unwrap();
        let (injected, _) = change(inject, &main, None, &sidecar, &Policy::default()).unwrap();
        // A string with JSON escapes before an expression is written as a string that Terraform evaluates to the same text.
        let copied = if group.contains("u0024") { r#""${"\u0024${var.x}"}""# } else { group };
        let count = |text: &str| injected.matches(&format!("\"awslogs-group\": {text}")).count();
        assert_eq!((count(group), count(copied)), if group == copied { (2, 2) } else { (1, 1) }, "{injected}");
        assert_eq!(injected.matches("\"i<0:0><1:0>\"").count(), 1, "{injected}");
        let (back, _) = change(remove, &injected, None, &sidecar, &Policy::default()).unwrap();
        assert_eq!(back, main);
    }
}
