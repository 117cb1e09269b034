//! Runs deployments, of one service or many: prints the diff, the events, and how each ended.

use std::sync::Mutex;

use outrigger::Value;
use outrigger::aws::{Client, Deployment, Error, Event, Outcome, Rollout, ServiceName, for_each};

use super::call::{aws_diagnostic, block_on};
use super::deployment_report::{DeploymentReport, outcome_sentence, overtaken_error, service_warning};
use super::services::ServiceArgs;
use super::time_limit::TimeLimit;
use super::wait::Mode;
use crate::error::{CommandError, Status};
use crate::io::{DiffStyle, Layout, Secrets, diff, pretty_json, write_stdout};
use crate::report::{Diagnostic, Progress, SHOWN_PER_RULE, Terminal, Total, Verbosity, colors_output, lock, printable};

/// The end of the work on one service.
enum End {
    /// It succeeded.
    Success,
    /// The deployment failed.
    Failed,
    /// It did not begin, or its end is unknown.
    Error,
    /// The time limit was over before its turn.
    TooLate,
}

/// Prepares the deployment of each service, and runs it as far as `mode` says.
pub(crate) fn run_deployments(
    services: &ServiceArgs,
    prepare: impl AsyncFn(&Client, &ServiceName) -> Result<Option<Deployment>, Error>,
    mode: &Mode,
    limit: &TimeLimit,
    terminal: &Terminal,
) -> Result<Status, CommandError> {
    block_on(async {
        let (client, names) = services.connect(limit).await?;
        let output = Mutex::new(Ok(()));
        let (client, output) = (&client, &output);
        let act = async |name: &ServiceName| {
            if limit.is_over() {
                return Err(End::TooLate);
            }
            let one = ServiceRun { name, terminal, output };
            let ended = one.run(&limit.client_for_turn(client), &prepare, mode).await;
            terminal.advance(1);
            match ended {
                Ok(true) => Ok(()),
                Ok(false) => Err(End::Failed),
                Err(error) => {
                    one.error(&error);
                    Err(End::Error)
                }
            }
        };
        terminal.show_progress(Progress::new(Total::Services(names.len() as u64), terminal.tone));
        let results = for_each(&names, services.parallel, services.fail_fast, act).await;
        terminal.show_progress(None);
        std::mem::replace(&mut *lock(output), Ok(()))?;
        let ends: Vec<_> =
            results.into_iter().map(|result| result.map(|result| result.err().unwrap_or(End::Success))).collect();
        let count = |is_meant: fn(&Option<End>) -> bool| ends.iter().filter(|end| is_meant(end)).count();
        let failed = count(|end| matches!(end, Some(End::Failed)));
        let errors = count(|end| matches!(end, Some(End::Error)));
        let late = count(|end| matches!(end, Some(End::TooLate)));
        if names.len() > 1 {
            let left = count(Option::is_none) + late;
            let well = names.len() - failed - errors - left;
            let left = if left > 0 { format!(", {left} not started") } else { String::new() };
            terminal.print_line(
                Verbosity::Quiet,
                &format!("{well} of {} services done, {} failed{left}", names.len(), failed + errors),
            );
        }
        if late > 0 {
            let services = if late == 1 { "1 service was".to_string() } else { format!("{late} services were") };
            let error = Diagnostic::error(format!("the time limit was over before {services} started"));
            terminal.print_diagnostic(
                &error.with_help("allow more time with --timeout, or run the command again: it continues from there"),
            );
        }
        match (failed, errors + late) {
            // The reasons and the numbers have been printed.
            (_, refused @ 1..) => Err(CommandError::Refused { refused, of: 1 }),
            (1.., 0) => Ok(Status::Findings),
            (0, 0) => Ok(Status::Done),
        }
    })
}

/// The work on one service.
struct ServiceRun<'o> {
    name: &'o ServiceName,
    terminal: &'o Terminal,
    /// Whether standard output has taken everything so far.
    output: &'o Mutex<Result<(), CommandError>>,
}

impl ServiceRun<'_> {
    /// Whether it succeeded.
    async fn run(
        &self,
        client: &Client,
        prepare: &impl AsyncFn(&Client, &ServiceName) -> Result<Option<Deployment>, Error>,
        mode: &Mode,
    ) -> Result<bool, Error> {
        let Some(deployment) = prepare(client, self.name).await? else {
            self.say("nothing to do: its task definition has no sidecar");
            self.report(None, None);
            return Ok(true);
        };
        for warning in &deployment.warnings {
            self.terminal.print_diagnostic(&service_warning(self.name, warning));
        }
        let findings = deployment.plan.findings.iter().filter(|_| !deployment.is_empty());
        for finding in findings.take(SHOWN_PER_RULE) {
            self.terminal.print_diagnostic(&Diagnostic::of_finding(finding).at(self.name.service.clone(), None));
        }
        self.show(&deployment);
        let wait = match mode {
            Mode::DryRun => {
                self.say(if deployment.is_empty() { "nothing to do" } else { "would be deployed" });
                self.report(Some(&deployment), None);
                return Ok(true);
            }
            Mode::Begin => None,
            Mode::Wait(wait) => Some(wait),
        };
        let progress = Mutex::new(String::new());
        let observer = |event| self.observe(&event, &progress);
        let outcome = deployment.carry_out(client, wait, &observer).await?;
        match &outcome.rollout {
            Rollout::Overtaken { by, deployment } => {
                self.terminal
                    .print_diagnostic(&overtaken_error(&outcome, by, deployment).at(self.name.service.clone(), None));
            }
            Rollout::Completed
            | Rollout::NothingRuns
            | Rollout::NotAwaited
            | Rollout::Failed { .. }
            | Rollout::TimedOut { .. } => self.say(&outcome_sentence(&outcome)),
        }
        if let Some(rollback) = &outcome.rollback {
            let how = if rollback.is_success() {
                "it runs its old task definition again"
            } else {
                "the rollback failed, too"
            };
            self.say(&format!("rolled back to {}: {how}", outcome.before));
        }
        self.report(Some(&deployment), Some(&outcome));
        Ok(outcome.rollout.is_success())
    }

    /// Prints the diff of the task definition and of the load balancers to standard output.
    fn show(&self, deployment: &Deployment) {
        if deployment.is_empty() {
            return;
        }
        let style = DiffStyle { secrets: Secrets::Masked, layout: Layout::Whole, colors: colors_output() };
        let text = |text: &str| Value::parse(text).ok().and_then(|value| pretty_json(&value).ok()).unwrap_or_default();
        let mut shown = diff(&self.name.service, &text(&deployment.current), &text(&deployment.wanted), style);
        if let Some(after) = deployment.load_balancers() {
            let before = Value::Array(deployment.load_balancers_before().to_vec()).to_string();
            let after = Value::Array(after.to_vec()).to_string();
            shown += &diff(&format!("{} loadBalancers", self.name.service), &text(&before), &text(&after), style);
        }
        let mut output = lock(self.output);
        if output.is_ok() {
            *output = write_stdout(&shown);
        }
    }

    fn observe(&self, event: &Event, progress: &Mutex<String>) {
        match event {
            Event::Registered { arn } => self.say(&format!("registered {arn}")),
            Event::Reused { arn } => self.say(&format!("{arn} has the wanted content, so no revision was registered")),
            Event::Updated { arn } => self.say(&format!("the service was updated to {arn}")),
            Event::RollingBack { arn } => self.say(&format!("rolling back to {arn}")),
            Event::Replaced { arn } => {
                let warning = format!(
                    "somebody else deployed {arn} at the same time, and this deployment replaced it: the changes in {arn} are lost in the service"
                );
                let help = "run the other command again: it then starts from this deployment";
                self.terminal.print_diagnostic(&service_warning(self.name, &warning).with_help(help));
            }
            Event::DescribeFailed { message } => self.say(&format!("the service could not be described: {message}")),
            Event::Service { message } => self.detail(message),
            Event::Progress(deployment) => {
                let failed = match deployment.failed_tasks {
                    0 => String::new(),
                    failed => format!(", {failed} failed to start"),
                };
                let now = format!(
                    "{} of {} tasks run, {} starting{failed}",
                    deployment.running_count, deployment.desired_count, deployment.pending_count
                );
                let mut last = lock(progress);
                if *last != now {
                    self.say(&now);
                    *last = now;
                }
            }
            // Events that are newer than this program.
            _ => {}
        }
    }

    fn say(&self, what: &str) {
        self.terminal.print_line(Verbosity::Normal, &printable(&format!("{}: {what}", self.name.service)));
    }

    fn detail(&self, what: &str) {
        self.terminal.print_line(Verbosity::Verbose, &printable(&format!("{}:   {what}", self.name.service)));
    }

    fn error(&self, error: &Error) {
        let mut shown = aws_diagnostic(error);
        if !error.findings().is_empty() || !shown.message.contains(&self.name.service) {
            shown = shown.at(self.name.service.clone(), None);
        }
        self.terminal.print_diagnostic(&shown);
        self.terminal.print_json(&DeploymentReport::of_error(self.name, &shown));
    }

    fn report(&self, deployment: Option<&Deployment>, outcome: Option<&Outcome>) {
        let findings = deployment.map_or(&[][..], |deployment| &deployment.plan.findings);
        let findings: Vec<_> = findings.iter().map(Diagnostic::of_finding).collect();
        self.terminal.print_json(&DeploymentReport::new(self.name, deployment, outcome, &findings));
    }
}
