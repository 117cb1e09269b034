//! The revision that a service is to run: the one that is there, or a new one.

use std::time::Duration;

use outrigger_core::{Document, Policy, Value, View, equivalent_definitions, plan_registration};

use crate::answer::owned;
use crate::client::Client;
use crate::ecs::TaskDefinition;
use crate::error::Error;
use crate::event::{Event, Observer};
use crate::limits::after;

/// How long is waited before the second attempt; before each further one twice as long, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// A revision that is what is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Revision {
    pub(crate) arn: String,
    /// Whether it was registered just now.
    pub(crate) is_new: bool,
}

impl TaskDefinition {
    /// What `RegisterTaskDefinition` takes: the text without what is read-only, tags moved in.
    ///
    /// # Errors
    ///
    /// A text that holds no container definitions.
    pub fn registerable(&self, policy: &Policy) -> Result<String, outrigger_core::Error> {
        let document = Document::scan(&self.text)?;
        let view = View::read(document.root(), "")?;
        let plan = plan_registration(&view, policy);
        Ok(outrigger_json::apply(&document, &view, &plan.ops)?.into_owned())
    }
}

impl Client {
    /// A revision that is what the text says: the latest of its family, or one that is registered.
    ///
    /// A registration that was not answered may have happened: the latest revision is looked at before each attempt.
    ///
    /// # Errors
    ///
    /// What AWS refuses.
    pub(crate) async fn revision(&self, text: &str, observer: Observer<'_>) -> Result<Revision, Error> {
        const ACTION: &str = "ecs:RegisterTaskDefinition";
        let wanted = Value::parse(text)?;
        let family = owned(&wanted, "family");
        let turn = self.family(&family);
        let _turn = self.before(ACTION, turn.lock()).await?;
        let mut until = None;
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            let latest = self.describe_task_definition(&family).await?;
            if is_same(&latest, &wanted)? {
                observer(Event::Reused { arn: latest.arn.clone() });
                return Ok(Revision { arn: latest.arn, is_new: false });
            }
            self.before(ACTION, self.registrations.take()).await?;
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

fn is_same(latest: &TaskDefinition, wanted: &Value<'_>) -> Result<bool, Error> {
    let registered = Value::parse(&latest.registerable(&Policy::default())?)?;
    Ok(latest.status == "ACTIVE" && equivalent_definitions(&registered, wanted))
}

/// Between half of a pause and all of it, so that those who collided do not collide again.
fn jitter(pause: Duration) -> Duration {
    let random = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0);
    pause / 2 + (pause / 2).mul_f64(f64::from(random as u32) / f64::from(u32::MAX))
}
