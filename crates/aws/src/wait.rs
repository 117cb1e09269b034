//! Waiting for the deployment of a service, by its id.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::Instant;

use crate::client::Client;
use crate::error::Error;
use crate::event::{Event, Observer};
use crate::rollout::{Judgement, Rollout, judge};
use crate::service::{Service, ServiceName};

/// How a deployment is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// For how long.
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
    /// Waits for the primary deployment of a service that was just described, which brings that task definition.
    ///
    /// What goes wrong with a look at the service and may pass is passed over while there is time.
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
        let until = Instant::now() + wait.timeout;
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
                if Instant::now() + wait.interval > until {
                    return Ok(Rollout::TimedOut { seconds: wait.timeout.as_secs() });
                }
                tokio::time::sleep(wait.interval).await;
                match self.describe_service(name).await {
                    Ok(service) => break service,
                    Err(error) if error.is_transient() => {}
                    Err(error) => return Err(error),
                }
            };
        }
    }
}
