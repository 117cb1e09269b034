//! Carrying deployments out, of one service or many: the diff, the events, and how each ended.

use std::sync::Mutex;

use outrigger::Value;
use outrigger::aws::{Client, Deployment, Error, Event, Outcome, Rollout, ServiceName, Wait, for_each};
use serde::Serialize;

use crate::aws::{ServiceArgs, TimeLimit, block_on, diagnostic};
use crate::diagnostic::{Diagnostic, FEW};
use crate::emit::{DiffStyle, Layout, Secrets, diff};
use crate::error::{CommandError, Status};
use crate::excerpt::printable;
use crate::output::{pretty, to_stdout};
use crate::progress::{Progress, Total};
use crate::terminal::{Terminal, Verbosity, colors_output, lock};

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Show what would change.
    DryRun,
    /// Begin, and do not wait.
    Begin,
    /// Begin, and wait.
    Wait(Wait),
}

/// The report on one service, for programs; its names are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'r> {
    cluster: &'r str,
    service: &'r str,
    changed: bool,
    /// The task definition that the service ran.
    before: Option<&'r str>,
    /// The task definition that it was given.
    task_definition: Option<&'r str>,
    /// Whether that was registered for it.
    registered: bool,
    rollout: Option<&'r Rollout>,
    rollback: Option<&'r Rollout>,
    warnings: &'r [String],
    findings: &'r [Diagnostic],
    error: Option<&'r Diagnostic>,
}

/// How it ended for one service.
enum End {
    /// Well.
    Well,
    /// The deployment failed.
    Failed,
    /// It did not begin, or was lost sight of.
    Error,
    /// The time for the whole command was over before its turn.
    TooLate,
}

/// Works out what is to become of each service, and does it.
pub(crate) fn run(
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
            let one = One { name, terminal, output };
            let ended = one.run(&limit.turn(client), &prepare, mode).await;
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
            results.into_iter().map(|result| result.map(|result| result.err().unwrap_or(End::Well))).collect();
        let count = |is_meant: fn(&Option<End>) -> bool| ends.iter().filter(|end| is_meant(end)).count();
        let failed = count(|end| matches!(end, Some(End::Failed)));
        let errors = count(|end| matches!(end, Some(End::Error)));
        let late = count(|end| matches!(end, Some(End::TooLate)));
        if names.len() > 1 {
            let left = count(Option::is_none) + late;
            let well = names.len() - failed - errors - left;
            let left = if left > 0 { format!(", {left} not started") } else { String::new() };
            terminal.say(
                Verbosity::Quiet,
                &format!("{well} of {} services done, {} failed{left}", names.len(), failed + errors),
            );
        }
        if late > 0 {
            let services = if late == 1 { "1 service was".to_string() } else { format!("{late} services were") };
            let error = Diagnostic::error(format!("the time limit was over before {services} started"));
            terminal.show(
                &error.with_help("allow more time with --timeout, or run the command again: it continues from there"),
            );
        }
        match (failed, errors + late) {
            // Of each it was reported why, and of all how many.
            (_, refused @ 1..) => Err(CommandError::Refused { refused, of: 1 }),
            (1.., 0) => Ok(Status::Findings),
            (0, 0) => Ok(Status::Done),
        }
    })
}

/// One of the services.
struct One<'o> {
    name: &'o ServiceName,
    terminal: &'o Terminal,
    /// Whether standard output took everything so far.
    output: &'o Mutex<Result<(), CommandError>>,
}

impl One<'_> {
    /// Whether it ended well.
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
            self.terminal.show(&warning_of(self.name, warning));
        }
        let findings = deployment.plan.findings.iter().filter(|_| !deployment.is_empty());
        for finding in findings.take(FEW) {
            self.terminal.show(&Diagnostic::of_finding(finding).at(self.name.service.clone(), None));
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
                self.terminal.show(&overtaken(&outcome, by, deployment).at(self.name.service.clone(), None));
            }
            Rollout::Completed
            | Rollout::NothingRuns
            | Rollout::NotAwaited
            | Rollout::Failed { .. }
            | Rollout::TimedOut { .. } => self.say(&said(&outcome)),
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

    /// The diff of the task definition and of the load balancers, to standard output.
    fn show(&self, deployment: &Deployment) {
        if deployment.is_empty() {
            return;
        }
        let style = DiffStyle { secrets: Secrets::Masked, layout: Layout::Whole, colors: colors_output() };
        let text = |text: &str| Value::parse(text).ok().and_then(|value| pretty(&value).ok()).unwrap_or_default();
        let mut shown = diff(&self.name.service, &text(&deployment.current), &text(&deployment.wanted), style);
        if let Some(after) = deployment.load_balancers() {
            let before = Value::Array(deployment.load_balancers_before().to_vec()).to_string();
            let after = Value::Array(after.to_vec()).to_string();
            shown += &diff(&format!("{} loadBalancers", self.name.service), &text(&before), &text(&after), style);
        }
        let mut output = lock(self.output);
        if output.is_ok() {
            *output = to_stdout(&shown);
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
                self.terminal.show(&warning_of(self.name, &warning).with_help(help));
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
        self.terminal.say(Verbosity::Normal, &printable(&format!("{}: {what}", self.name.service)));
    }

    fn detail(&self, what: &str) {
        self.terminal.say(Verbosity::Verbose, &printable(&format!("{}:   {what}", self.name.service)));
    }

    fn error(&self, error: &Error) {
        let mut shown = diagnostic(error);
        if !error.findings().is_empty() || !shown.message.contains(&self.name.service) {
            shown = shown.at(self.name.service.clone(), None);
        }
        self.terminal.show(&shown);
        self.terminal.say_json(&Report { error: Some(&shown), ..self.report_of(None, None, &[]) });
    }

    fn report(&self, deployment: Option<&Deployment>, outcome: Option<&Outcome>) {
        let findings = deployment.map_or(&[][..], |deployment| &deployment.plan.findings);
        let findings: Vec<_> = findings.iter().map(Diagnostic::of_finding).collect();
        self.terminal.say_json(&self.report_of(deployment, outcome, &findings));
    }

    fn report_of<'r>(
        &'r self,
        deployment: Option<&'r Deployment>,
        outcome: Option<&'r Outcome>,
        findings: &'r [Diagnostic],
    ) -> Report<'r> {
        Report {
            cluster: &self.name.cluster,
            service: &self.name.service,
            changed: outcome.is_some_and(|outcome| outcome.is_changed),
            before: deployment.map(Deployment::before),
            task_definition: outcome.map(|outcome| &*outcome.task_definition),
            registered: outcome.is_some_and(|outcome| outcome.is_registered),
            rollout: outcome.map(|outcome| &outcome.rollout),
            rollback: outcome.and_then(|outcome| outcome.rollback.as_ref()),
            warnings: deployment.map_or(&[], |deployment| &deployment.warnings),
            findings,
            error: None,
        }
    }
}

fn warning_of(name: &ServiceName, warning: &str) -> Diagnostic {
    Diagnostic { severity: outrigger::Severity::Warning, ..Diagnostic::error(warning) }.at(name.service.clone(), None)
}

/// Another deployment replaced this one: which one, and what to do.
fn overtaken(outcome: &Outcome, by: &str, deployment: &str) -> Diagnostic {
    let arn = &outcome.task_definition;
    let unused = if outcome.is_registered { ", which was registered for it, is unused" } else { " is not deployed" };
    let tidy = if outcome.is_registered {
        format!("; to remove an unused revision: aws ecs deregister-task-definition --task-definition {arn}")
    } else {
        String::new()
    };
    Diagnostic::error(format!("{}: deployment {deployment}; {arn}{unused}", said(outcome)))
        .with_help(format!("check {by}; to add this change to it, run the command again{tidy}"))
}

/// How a deployment ended, in a sentence.
fn said(outcome: &Outcome) -> String {
    let arn = &outcome.task_definition;
    match &outcome.rollout {
        Rollout::Completed if outcome.is_changed => format!("done: it runs {arn}"),
        Rollout::Completed => format!("nothing to do: it runs {arn}"),
        Rollout::NothingRuns => format!("done, but no task was started to show that {arn} works: desiredCount is 0"),
        Rollout::NotAwaited if outcome.is_changed => format!("started: the service was updated to {arn}"),
        Rollout::NotAwaited => format!("nothing to do: its task definition is {arn}"),
        Rollout::Failed { reason, rolled_back_to: Some(back) } => {
            format!("the deployment of {arn} failed, and ECS rolled back to {back}: {reason}")
        }
        Rollout::Failed { reason, rolled_back_to: None } => format!("the deployment of {arn} failed: {reason}"),
        Rollout::Overtaken { by, .. } => format!("the deployment of {arn} was replaced by another one, of {by}"),
        Rollout::TimedOut { seconds } => {
            format!("the deployment of {arn} was not complete after {seconds} s; it goes on")
        }
    }
}
