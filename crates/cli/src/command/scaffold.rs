//! `outrigger scaffold`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use outrigger::json::file;
use outrigger::terraform::{Error, Scaffold};

use crate::args::{SettingArgs, template};
use crate::change::refusal_at;
use crate::error::{CommandError, Status};
use crate::io::{write_file, write_stdout};
use crate::report::{Diagnostic, Source, Terminal, Verbosity, report_unkept};

/// Print the Terraform resources that lead from the load balancer to the user interface of a sidecar
///
/// A Terraform file with a variable that enables all of it, a target group, a listener rule for the path, and a security
/// group rule. Values are Terraform expressions or names: --vpc module.network.vpc_id, --vpc vpc-0a1b2c3d.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  outrigger scaffold terraform jaeger -o infra/05-compute-ecs-jaeger.tf
  outrigger scaffold terraform jaeger --file infra/service.tf -o infra/05-compute-ecs-jaeger.tf
  outrigger scaffold terraform jaeger --set base-path=/traces --listener aws_lb_listener.https.arn --priority 20")]
pub(crate) struct ScaffoldArgs {
    /// The tool to write it for
    #[arg(value_enum, hide_possible_values = true)]
    tool: Tool,

    /// The sidecar: the name of a built-in one, or the path of a JSON file
    sidecar: String,

    #[command(flatten)]
    settings: SettingArgs,

    /// The name of the resources, and of the target group [default: the container's]
    #[arg(long)]
    name: Option<String>,

    /// The variable that enables all of it [default: enable_NAME]
    #[arg(long, value_name = "VARIABLE")]
    toggle: Option<String>,

    /// The port of the user interface
    #[arg(long, default_value_t = 16686)]
    port: u16,

    /// The priority of the listener's rule
    #[arg(long, default_value_t = 10)]
    priority: u16,

    /// The VPC
    #[arg(long, default_value = "aws_vpc.main.id", value_name = "VALUE")]
    vpc: String,

    /// The listener of the load balancer
    #[arg(long, default_value = "aws_lb_listener.http.arn", value_name = "VALUE")]
    listener: String,

    /// The security group of the load balancer
    #[arg(long, default_value = "aws_security_group.alb.id", value_name = "VALUE")]
    alb_security_group: String,

    /// The security group of the tasks
    #[arg(long, default_value = "aws_security_group.ecs_tasks.id", value_name = "VALUE")]
    task_security_group: String,

    /// Write it to a file
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Add the load_balancer block to the service in this file, in place
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    file: Option<PathBuf>,

    /// The service to change, if the file declares several: aws_ecs_service.NAME
    #[arg(long, value_name = "ADDRESS", requires = "file", help_heading = "Output")]
    service: Option<String>,
}

/// The tool that a scaffold is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Tool {
    Terraform,
}

/// The parameter of a sidecar for the path of its user interface.
const PATH: &str = "base-path";

/// Runs the command.
pub(crate) fn run(args: ScaffoldArgs, terminal: &Terminal) -> Result<Status, CommandError> {
    let Tool::Terraform = args.tool;
    let template = template(&args.sidecar)?;
    let set = args.settings.set.iter().rev().find(|setting| setting.name == PATH).map(|setting| setting.value.clone());
    let parameter = template.parameters().iter().find(|parameter| parameter.name == PATH);
    let path = set.or_else(|| parameter?.default.clone()).unwrap_or_default();
    let sidecar = args.settings.fill(&template)?;
    let defaults = Scaffold::of(&sidecar, if path.is_empty() { "/" } else { &path });
    let scaffold = Scaffold {
        name: args.name.unwrap_or(defaults.name),
        variable: args.toggle.unwrap_or(defaults.variable),
        path: defaults.path,
        port: args.port,
        priority: args.priority,
        vpc: args.vpc,
        listener: args.listener,
        load_balancer_security_group: args.alb_security_group,
        task_security_group: args.task_security_group,
    };
    let companion = scaffold.companion(&sidecar).map_err(|error| refusal(&error, None))?;
    if let Some(file) = &args.file {
        connect(&scaffold, file, args.service.as_deref(), &sidecar, terminal)?;
    }
    match &args.output {
        Some(path) if path.as_os_str() != "-" => write_file(path, &companion, terminal)?,
        Some(_) | None => write_stdout(&companion)?,
    }
    Ok(Status::Done)
}

/// Adds the block to the service of a file.
fn connect(
    scaffold: &Scaffold,
    path: &Path,
    service: Option<&str>,
    sidecar: &outrigger::Sidecar,
    terminal: &Terminal,
) -> Result<(), CommandError> {
    let text = file::read(path)?;
    let name = path.to_string_lossy();
    let connected = scaffold.connect(&name, &text, service, sidecar);
    let source = Source { name: &name, text: &text, line: None };
    let message = match connected.map_err(|error| refusal(&error, Some(source)))? {
        Some(connected) => {
            let unkept = file::replace(path, &text, &connected)?;
            report_unkept(unkept.as_ref(), &name, terminal);
            format!("{name}: the service sends {} to {}", scaffold.path, sidecar.container_name())
        }
        None => format!("{name}: nothing to do: the service is already connected"),
    };
    terminal.print_line(Verbosity::Normal, &message);
    Ok(())
}

fn refusal(error: &Error, source: Option<Source<'_, '_>>) -> Diagnostic {
    let diagnostic = Diagnostic::with_hint(error.to_string(), error.help(), error.hint());
    match source {
        Some(source) => refusal_at(diagnostic, error, source.name, source.text),
        None => diagnostic,
    }
}
