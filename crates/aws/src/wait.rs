//! Waiting for the deployment of a service, by its id.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::Instant;

use crate::client::Client;
use crate::error::Error;
use crate::event::{Event, Observer};
use crate::limits::after;
use crate::rollout::{Judgement, Rollout, judge};
use crate::service::{Service, ServiceName};

/// How a deployment is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// For how long; the way back, if it is taken, has as long again.
    pub timeout: Duration,
    /// How long it is until the service is looked at again.
    pub interval: Duration,
    /// Whether the service is given back what it ran before if the deployment fails.
    pub rollback_on_failure: bool,
}

impl Default for Wait {
    fn default() -> Self {
        Self { timeout: Duration::from_mins(15), interval: Duration::from_secs(5), rollback_on_failure: false }
    }
}

impl Client {
    /// How a deployment that nobody waits for is, just after the update that began it.
    ///
    /// Two who update a service at the same time do not see each other before: there is no call that updates a service only if
    /// nobody else did.
    pub(crate) async fn look_again(
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
                Judgement::Ended(_) | Judgement::Goes(_) | Judgement::Follows(_) => Rollout::NotAwaited,
            },
            Err(error) => {
                observer(Event::NotSeen { message: error.to_string() });
                Rollout::NotAwaited
            }
        }
    }

    /// Waits for the primary deployment of a service that was just described, which brings that task definition.
    ///
    /// What goes wrong with a look at the service and may pass is passed over while there is time: that of `wait`, and that of
    /// [`Client::until`].
    ///
    /// # Errors
    ///
    /// The service cannot be looked at.
    pub(crate) async fn wait(
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
        let ran_out = || Rollout::TimedOut { seconds: wait.timeout.as_secs() };
        let mut id = service.primary().map(|primary| primary.id.clone()).unwrap_or_default();
        let mut known: HashSet<String> = service.events.iter().map(|event| event.id.clone()).collect();
        loop {
            for event in service.events.iter().rev().filter(|event| known.insert(event.id.clone())) {
                observer(Event::Service { message: event.message.clone() });
            }
            match judge(&service, &id, task_definition) {
                Judgement::Ended(rollout) => return Ok(rollout),
                Judgement::Follows(other) => id = other,
                Judgement::Goes(deployment) => observer(Event::Progress(deployment)),
            }
            service = loop {
                if after(wait.interval).is_none_or(is_over) {
                    return Ok(ran_out());
                }
                tokio::time::sleep(wait.interval).await;
                match client.describe_service(name).await {
                    Ok(service) => break service,
                    Err(_) if client.is_late() => return Ok(ran_out()),
                    Err(error) if error.is_transient() => observer(Event::NotSeen { message: error.to_string() }),
                    Err(error) => return Err(error),
                }
            };
        }
    }
}
