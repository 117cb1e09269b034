//! Waits for a deployment of a service, by the id of the deployment.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::Instant;

use super::event::{Event, Observer};
use super::rollout::{Judgement, Rollout, judge};
use crate::client::Client;
use crate::client::limits::after;
use crate::ecs::{Service, ServiceName};
use crate::error::Error;

/// How to wait for a deployment.
///
/// ```
/// use std::time::Duration;
/// use outrigger_aws::Wait;
///
/// let wait = Wait { rollback_on_failure: true, ..Wait::default() };
/// assert_eq!((wait.timeout, wait.interval), (Duration::from_secs(900), Duration::from_secs(5)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// How long to wait; a rollback has the same time again.
    pub timeout: Duration,
    /// The time between two calls of `DescribeServices`.
    pub interval: Duration,
    /// Whether to give the service its old task definition again if the deployment fails.
    pub rollback_on_failure: bool,
}

impl Default for Wait {
    /// 15 minutes, a call every 5 s, without a rollback.
    fn default() -> Self {
        Self { timeout: Duration::from_mins(15), interval: Duration::from_secs(5), rollback_on_failure: false }
    }
}

impl Client {
    /// The state of a deployment just after the update, if nobody waits for it.
    ///
    /// Two callers that update a service at the same time do not notice each other before: ECS has no call that updates a
    /// service only if nobody else did.
    pub(super) async fn check_once(
        &self,
        name: &ServiceName,
        updated: &Service,
        task_definition: &str,
        observer: Observer<'_>,
    ) -> Rollout {
        let id = updated.primary().map(|primary| &*primary.id).unwrap_or_default();
        match self.describe_service(name).await {
            Ok(service) => match judge(&service, id, task_definition) {
                Judgement::Ended(rollout) if !rollout.is_success() => rollout,
                Judgement::Ended(_) | Judgement::InProgress(_) | Judgement::ReplacedBySame(_) => Rollout::NotAwaited,
            },
            Err(error) => {
                observer(Event::DescribeFailed { message: error.to_string() });
                Rollout::NotAwaited
            }
        }
    }

    /// Waits for the primary deployment of a service that was just described, which has this task definition.
    ///
    /// Transient errors of `DescribeServices` are ignored until the time of `wait` or of [`Client::until`] is over.
    ///
    /// # Errors
    ///
    /// The service cannot be described.
    pub(super) async fn wait(
        &self,
        name: &ServiceName,
        mut service: Service,
        task_definition: &str,
        wait: &Wait,
        observer: Observer<'_>,
    ) -> Result<Rollout, Error> {
        let own = after(wait.timeout);
        let until = [own, self.deadline()].into_iter().flatten().min();
        let client = self.with_deadline(until);
        let is_over = |time: Instant| until.is_some_and(|until| time >= until);
        let timed_out = || Rollout::TimedOut { seconds: wait.timeout.as_secs() };
        let mut id = service.primary().map(|primary| primary.id.clone()).unwrap_or_default();
        let mut known: HashSet<String> = service.events.iter().map(|event| event.id.clone()).collect();
        loop {
            for event in service.events.iter().rev().filter(|event| known.insert(event.id.clone())) {
                observer(Event::Service { message: event.message.clone() });
            }
            match judge(&service, &id, task_definition) {
                Judgement::Ended(rollout) => return Ok(rollout),
                Judgement::ReplacedBySame(other) => id = other,
                Judgement::InProgress(deployment) => observer(Event::Progress(deployment)),
            }
            service = loop {
                if after(wait.interval).is_none_or(is_over) {
                    return Ok(timed_out());
                }
                tokio::time::sleep(wait.interval).await;
                match client.describe_service(name).await {
                    Ok(service) => break service,
                    Err(_) if client.is_late() => return Ok(timed_out()),
                    Err(error) if error.is_transient() => {
                        observer(Event::DescribeFailed { message: error.to_string() });
                    }
                    Err(error) => return Err(error),
                }
            };
        }
    }
}
