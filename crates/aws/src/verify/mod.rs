//! Checks that a deployed sidecar works: the service, its tasks, the target group, the UI, and traces.

mod check;
mod definition;
mod logs;
mod mask_secrets;
mod page;
mod service;
mod targets;
mod tasks;
mod ui;

use std::time::Duration;

use outrigger_core::{Sidecar, Value};

pub use check::{Check, CheckStatus, Verification};

use crate::client::Client;
use crate::ecs::ServiceName;
use crate::error::{Error, ErrorKind};
use definition::Facts;

/// What [`verify()`] checks besides the calls of AWS.
///
/// ```
/// use outrigger_aws::VerifyOptions;
///
/// let url = Some("http://alb.example.com/jaeger/".to_string());
/// let options = VerifyOptions { url, ..VerifyOptions::default() };
/// assert_eq!(options.timeout.as_secs(), 10);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyOptions {
    /// The address of the UI: `http://alb.example.com/jaeger/`. Without it the UI is not checked.
    pub url: Option<String>,
    /// How long one HTTP page may take, redirects and body included.
    pub timeout: Duration,
}

impl Default for VerifyOptions {
    /// No address, and 10 s.
    fn default() -> Self {
        Self { url: None, timeout: Duration::from_secs(10) }
    }
}

/// Checks that the sidecar works in a running service. It changes nothing.
///
/// All checks run, even if one fails. A check without the permission is skipped, and names the permission.
///
/// ```no_run
/// # async fn example(client: outrigger_aws::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use outrigger_aws::{ServiceName, VerifyOptions, verify};
/// use outrigger_core::Sidecar;
///
/// let name = ServiceName { cluster: "shop".to_string(), service: "shop-api".to_string() };
/// let url = Some("http://alb.example.com/jaeger/".to_string());
/// let options = VerifyOptions { url, ..VerifyOptions::default() };
/// let verification = verify(&client, &name, &Sidecar::built_in("jaeger")?, &options).await?;
/// for check in &verification.checks {
///     println!("{}: {}", check.name, check.message);
/// }
/// assert!(verification.is_passed());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// The `url` is not an HTTP address (`alb/jaeger`, `http://alb:99999/`); the cluster or the service does not exist, or the
/// permission to describe it is missing.
pub async fn verify(
    client: &Client,
    name: &ServiceName,
    sidecar: &Sidecar,
    options: &VerifyOptions,
) -> Result<Verification, Error> {
    let url = match &options.url {
        None => None,
        Some(url) => Some(page::parse_address(url).map_err(|why| {
            Error::new(ErrorKind::Setting, format!("the address of the UI {why}"))
                .with_help("examples are http://alb.example.com/jaeger/ and http://alb.example.com:8080/jaeger/")
                .with_hint("url")
        })?),
    };
    let described = client.describe_service(name).await?;
    let revision = &described.task_definition;
    let container = sidecar.container_name();

    let mut checks = vec![service::check_service(&described, name), service::check_rollout(&described)];
    let definition = match client.describe_task_definition(revision).await {
        Ok(definition) => definition::check(&definition.text, sidecar, described.desired_count),
        Err(error) => Err(error),
    };
    let (facts, of_definition) = definition.unwrap_or_else(|error| (Facts::default(), definition::unknown(&error)));
    checks.extend(of_definition);

    let running = client.tasks(name, "RUNNING").await;
    let stopped = client.tasks(name, "STOPPED").await;
    checks.extend(check_tasks(&running, &stopped, revision, described.desired_count, &facts.may_end));
    let unwell = {
        let of_revision = |tasks| tasks::of_revision(known(tasks), revision);
        tasks::first_unwell(&of_revision(&running), &of_revision(&stopped), container).cloned()
    };
    checks.push(logs::check(client, facts.logs.as_ref(), unwell.as_ref(), container).await);
    checks.push(targets::check(client, &described, container, facts.base_path.as_deref()).await);
    checks.extend(match url {
        None => ui::skipped(),
        Some(url) => {
            let (timeout, deadline) = (options.timeout, client.deadline().map(Into::into));
            ui::check(url, page::TimeLimit { timeout, deadline }, &described, &facts, container).await
        }
    });
    Ok(Verification { task_definition: revision.clone(), checks })
}

type Tasks = Result<Vec<Value<'static>>, Error>;

fn known(tasks: &Tasks) -> &[Value<'static>] {
    tasks.as_deref().unwrap_or_default()
}

fn check_tasks(running: &Tasks, stopped: &Tasks, revision: &str, desired_count: i64, may_end: &[String]) -> [Check; 3] {
    let of_revision = tasks::of_revision(known(running), revision);
    let others = known(running).len() - of_revision.len();
    let (containers, count) = match running {
        Ok(_) => {
            let count = tasks::check_count(&of_revision, others, desired_count);
            (tasks::check_containers(&of_revision, may_end), count)
        }
        Err(error) => (Check::unknown("containers", error), Check::unknown("task-count", error)),
    };
    let stopped = match stopped {
        Ok(tasks) => {
            let is_complete = count.status != CheckStatus::Failed;
            tasks::check_stopped(&tasks::of_revision(tasks, revision), is_complete)
        }
        Err(error) => Check::unknown("stopped-tasks", error),
    };
    [containers, count, stopped]
}
