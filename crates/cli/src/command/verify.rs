//! `outrigger verify`

use std::time::Duration;

use clap::Args;
use outrigger::aws::{Check, CheckStatus, ServiceName, Verification, VerifyOptions, for_each, verify};
use serde::Serialize;

use crate::args::{SettingArgs, template};
use crate::aws::{ServiceArgs, TimeLimit, aws_diagnostic, block_on, duration};
use crate::error::{CommandError, Status};
use crate::io::write_stdout;
use crate::report::{Terminal, help_with_option, printable};

/// Check that the sidecar works in running services: tasks, load balancer targets, user interface, traces
///
/// Prints each check to standard output, and the evidence for a failure: why a task stopped, the last lines of the sidecar's
/// log, the health of its targets, what is missing in the task definition. The exit status is 1 if a check fails.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  outrigger verify jaeger --cluster shop-cluster-prod --service shop-api-prod
  outrigger verify jaeger --cluster shop-cluster-prod --service shop-api-prod --url http://alb.example.com/jaeger/")]
pub(crate) struct VerifyArgs {
    /// The sidecar: the name of a built-in one, or the path of a JSON file
    sidecar: String,

    #[command(flatten)]
    services: ServiceArgs,

    #[command(flatten)]
    settings: SettingArgs,

    /// The URL of the user interface
    #[arg(long)]
    url: Option<String>,

    /// The time limit of the whole command: 30s, 5m [default: 2m for each service, 10s for a page of the user interface]
    #[arg(long, value_parser = duration)]
    timeout: Option<Duration>,
}

/// The default time limit for the checks of a service.
const TIMEOUT: Duration = Duration::from_secs(120);

/// The report on one service, for programs.
#[derive(Serialize)]
struct Report<'r> {
    cluster: &'r str,
    service: &'r str,
    #[serde(flatten)]
    verification: &'r Verification,
}

/// Runs the command.
pub(crate) fn run(args: &VerifyArgs, terminal: &Terminal) -> Result<Status, CommandError> {
    let sidecar = args.settings.fill(&template(&args.sidecar)?)?;
    let limit = TimeLimit::new(args.timeout, TIMEOUT);
    let timeout = args.timeout.unwrap_or(VerifyOptions::default().timeout);
    let options = VerifyOptions { url: args.url.clone(), timeout };
    block_on(async {
        let (client, names) = args.services.connect(&limit).await?;
        let (client, sidecar, options, limit) = (&client, &sidecar, &options, &limit);
        let check = |name| async move { verify(&limit.client_for_turn(client), name, sidecar, options).await };
        let results = for_each(&names, args.services.parallel, args.services.fail_fast, check).await;
        let (mut is_passed, mut unread) = (true, 0);
        for (name, result) in names.iter().zip(results) {
            match result {
                None => {}
                Some(Ok(mut verification)) => {
                    verification.checks.iter_mut().for_each(add_option);
                    is_passed &= verification.is_passed();
                    terminal.print_json(&Report {
                        cluster: &name.cluster,
                        service: &name.service,
                        verification: &verification,
                    });
                    write_stdout(&lines_of(name, &verification))?;
                }
                Some(Err(error)) => {
                    unread += 1;
                    terminal.print_diagnostic(&aws_diagnostic(&error));
                }
            }
        }
        match (unread, is_passed) {
            (1.., _) => Err(CommandError::Unread { unread, of: names.len() }),
            (0, true) => Ok(Status::Done),
            (0, false) => Ok(Status::Findings),
        }
    })
}

/// Adds the option for the hint of a check to its help.
fn add_option(check: &mut Check) {
    check.help = help_with_option(check.help.as_deref(), check.hint.take().as_ref());
}

/// The checks of a service, in lines for people.
fn lines_of(name: &ServiceName, verification: &Verification) -> String {
    let mut lines = vec![format!("{}: {}", name.service, verification.task_definition)];
    for Check { name, status, message, evidence, help, .. } in &verification.checks {
        let mark = match status {
            CheckStatus::Passed => "passed ",
            CheckStatus::Warning => "warning",
            CheckStatus::Failed => "FAILED ",
            CheckStatus::Skipped => "skipped",
        };
        lines.push(format!("  {mark} {name}: {message}"));
        lines.extend(evidence.iter().map(|line| format!("          | {line}")));
        lines.extend(help.iter().map(|help| format!("          = help: {help}")));
    }
    lines.iter().map(|line| printable(line).into_owned() + "\n").collect()
}
