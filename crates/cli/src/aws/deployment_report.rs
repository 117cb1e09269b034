//! Reports on the deployment of one service.

use outrigger::aws::{Deployment, Outcome, Rollout, ServiceName};
use serde::Serialize;

use crate::report::Diagnostic;

/// The report on one service, for programs; its names are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeploymentReport<'r> {
    cluster: &'r str,
    service: &'r str,
    changed: bool,
    /// The task definition that the service ran.
    before: Option<&'r str>,
    /// The task definition that the service got.
    task_definition: Option<&'r str>,
    /// Whether it was registered for this deployment.
    registered: bool,
    rollout: Option<&'r Rollout>,
    rollback: Option<&'r Rollout>,
    warnings: &'r [String],
    findings: &'r [Diagnostic],
    error: Option<&'r Diagnostic>,
}

impl<'r> DeploymentReport<'r> {
    /// `deployment` and `outcome` are `None` if it did not come that far.
    pub(super) fn new(
        name: &'r ServiceName,
        deployment: Option<&'r Deployment>,
        outcome: Option<&'r Outcome>,
        findings: &'r [Diagnostic],
    ) -> Self {
        Self {
            cluster: &name.cluster,
            service: &name.service,
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

    /// The report on a service whose deployment did not begin, or whose end is unknown.
    pub(super) fn of_error(name: &'r ServiceName, error: &'r Diagnostic) -> Self {
        Self { error: Some(error), ..Self::new(name, None, None, &[]) }
    }
}

/// A warning about a service.
pub(super) fn service_warning(name: &ServiceName, warning: &str) -> Diagnostic {
    Diagnostic::warning(warning).at(name.service.clone(), None)
}

/// The error that another deployment replaced this one.
pub(super) fn overtaken_error(outcome: &Outcome, by: &str, deployment: &str) -> Diagnostic {
    let arn = &outcome.task_definition;
    let unused = if outcome.is_registered { ", which was registered for it, is unused" } else { " is not deployed" };
    let tidy = if outcome.is_registered {
        format!("; to remove an unused revision: aws ecs deregister-task-definition --task-definition {arn}")
    } else {
        String::new()
    };
    Diagnostic::error(format!("{}: deployment {deployment}; {arn}{unused}", outcome_sentence(outcome)))
        .with_help(format!("check {by}; to add this change to it, run the command again{tidy}"))
}

/// The end of a deployment in a sentence.
pub(super) fn outcome_sentence(outcome: &Outcome) -> String {
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
