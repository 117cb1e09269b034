//! The revision for a service: an existing one with the wanted content, or a new one.

use std::time::Duration;

use outrigger_core::{Nulls, Policy, Value, equivalent_definitions};

use super::event::{Event, Observer};
use crate::client::Client;
use crate::client::limits::after;
use crate::ecs::TaskDefinition;
use crate::ecs::json_members::text_or_empty;
use crate::error::Error;

/// The pause before the second attempt. Each further pause is twice as long, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// A revision with the wanted content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Revision {
    pub(crate) arn: String,
    /// Whether this deployment registered it.
    pub(crate) is_new: bool,
}

impl Client {
    /// A revision with the content of the text: the latest one of its family if that has it, otherwise a new one.
    ///
    /// A registration without an answer may have succeeded, so the latest revision is compared before each attempt.
    ///
    /// # Errors
    ///
    /// AWS refuses a call.
    pub(super) async fn find_or_register(&self, text: &str, observer: Observer<'_>) -> Result<Revision, Error> {
        const ACTION: &str = "ecs:RegisterTaskDefinition";
        let wanted = Value::parse(text)?;
        let family = text_or_empty(&wanted, "family");
        let lock = self.family_lock(&family);
        let _guard = self.wait_before(ACTION, lock.lock()).await?;
        let mut until = None;
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            let latest = self.describe_task_definition(&family).await?;
            if is_same(&latest, &wanted)? {
                observer(Event::Reused { arn: latest.arn.clone() });
                return Ok(Revision { arn: latest.arn, is_new: false });
            }
            self.wait_before(ACTION, self.registrations.take()).await?;
            let until = *until.get_or_insert_with(|| after(self.limits.operation));
            let is_in_time =
                |pause| [until, self.deadline()].into_iter().flatten().all(|until| after(pause) < Some(until));
            match self.register_task_definition(text).await {
                Ok(arn) => {
                    observer(Event::Registered { arn: arn.clone() });
                    return Ok(Revision { arn, is_new: true });
                }
                Err(error) if error.is_transient() && attempt < self.limits.attempts && is_in_time(pause) => {
                    tokio::time::sleep(jitter(pause)).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    attempt += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// Whether the latest revision is active and has the wanted content.
fn is_same(latest: &TaskDefinition, wanted: &Value<'_>) -> Result<bool, Error> {
    let policy = Policy { nulls: Nulls::All, ..Policy::default() };
    let registered = Value::parse(&latest.registerable(&policy)?)?;
    Ok(latest.status == "ACTIVE" && equivalent_definitions(&registered, wanted))
}

/// A random time between half of a pause and all of it, so that two callers that collided do not collide again.
fn jitter(pause: Duration) -> Duration {
    let random = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0);
    pause / 2 + (pause / 2).mul_f64(f64::from(random as u32) / f64::from(u32::MAX))
}
