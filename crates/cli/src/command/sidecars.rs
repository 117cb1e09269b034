//! `outrigger sidecars`

use std::fmt::Write;

use clap::Args;
use outrigger::{Reservation, Rule, Service, Template, lint};

use crate::args::{SettingArgs, template};
use crate::error::{CommandError, Status};
use crate::io::{pretty_json, write_stdout};
use crate::report::{Diagnostic, Terminal, Verbosity, printable};

/// List the built-in sidecars, or print the container definition of one
///
/// The JSON editor of the ECS console accepts the container definition. The description and the parameters go to standard
/// error.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  outrigger sidecars
  outrigger sidecars jaeger --set memory=512
  outrigger sidecars jaeger --standalone --set log-group=/ecs/jaeger --set region=eu-central-1 \\
    --execution-role-arn arn:aws:iam::123456789012:role/ecsTaskExecutionRole")]
pub(crate) struct SidecarsArgs {
    /// The sidecar: the name of a built-in one, or the path of a JSON file
    name: Option<String>,

    #[command(flatten)]
    settings: SettingArgs,

    /// Print a task definition that runs the sidecar as a separate service on Fargate
    #[arg(long, requires = "name")]
    standalone: bool,

    /// The role that pulls the image and writes the log
    #[arg(long, value_name = "ARN", requires = "standalone")]
    execution_role_arn: Option<String>,
}

/// Runs the command.
pub(crate) fn run(args: &SidecarsArgs, terminal: &Terminal) -> Result<Status, CommandError> {
    let Some(name) = &args.name else {
        if let Some(setting) = args.settings.set.first() {
            let error = Diagnostic::error(format!("`--set {}` needs a sidecar", setting.name));
            return Err(error.with_help("name the sidecar: outrigger sidecars NAME --set …").into());
        }
        write_stdout(&list()?)?;
        return Ok(Status::Done);
    };
    let template = template(name)?;
    terminal.print_line(Verbosity::Normal, &printable_lines(&explain(&template)));
    let sidecar = args.settings.fill(&template)?;
    let definition = if args.standalone {
        let definition = sidecar.standalone(args.execution_role_arn.as_deref())?;
        if sidecar.definition().get("logConfiguration").is_none() {
            let note = Diagnostic::warning("the container has no log configuration");
            let note = note.with_help("set both parameters `log-group` and `region` (--set log-group=…)");
            terminal.print_diagnostic(&Diagnostic { rule: Some(Rule::NoAwslogsToInherit), ..note });
        }
        for finding in lint(&definition, &Service::default())? {
            terminal.print_diagnostic(&Diagnostic::of_finding(&finding));
        }
        definition
    } else {
        sidecar.definition()
    };
    write_stdout(&pretty_json(&definition)?)?;
    Ok(Status::Done)
}

/// A line for each built-in sidecar.
fn list() -> Result<String, CommandError> {
    let templates: Vec<_> = Template::built_in_names().map(Template::built_in).collect::<Result<_, _>>()?;
    let rows: Vec<_> =
        templates.iter().map(|template| (template.name(), first_sentence(template.description()))).collect();
    Ok(table(&rows, ""))
}

/// The description of a sidecar, and its parameters with their defaults.
fn explain(template: &Template) -> String {
    let rows: Vec<_> = template
        .parameters()
        .iter()
        .map(|parameter| {
            let typed = match parameter.default.as_deref() {
                None => format!("{}=… (must be set)", parameter.name),
                Some("") => format!("{}=", parameter.name),
                Some(default) => format!("{}={default}", parameter.name),
            };
            (typed, parameter.description.as_str())
        })
        .collect();
    let rows: Vec<_> = rows.iter().map(|(typed, description)| (typed.as_str(), *description)).collect();
    let parameters = if rows.is_empty() { String::new() } else { format!("\n\nParameters:\n{}", table(&rows, "  ")) };
    let Reservation { cpu, memory } = template.reservation();
    let reservation = match (cpu, memory) {
        (0, 0) => String::new(),
        _ => format!("\n\nWith --resize it needs {cpu} CPU units and {memory} MiB, unless the container sets them."),
    };
    format!("{}: {}{parameters}{reservation}", template.name(), template.description())
}

/// Two columns.
fn table(rows: &[(&str, &str)], indent: &str) -> String {
    let width = rows.iter().map(|(left, _)| left.chars().count()).max().unwrap_or_default();
    rows.iter().fold(String::new(), |mut table, (left, right)| {
        let line = format!("{indent}{left:width$}  {right}");
        let _ = writeln!(table, "{}", line.trim_end());
        table
    })
}

fn first_sentence(text: &str) -> &str {
    text.split_once(". ").map_or(text, |(sentence, _)| sentence).trim_end_matches('.')
}

fn printable_lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}
