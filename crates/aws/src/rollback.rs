//! The way back to the revision that ran before a sidecar came.

use outrigger_core::{Document, Fact, Plan, Policy, View};

use crate::balancers::detached;
use crate::client::Client;
use crate::deployment::{Deployment, Goal, containers};
use crate::error::Error;
use crate::service::ServiceName;

impl Deployment {
    /// Works out the way back to the revision that ran before a sidecar came, as the injection recorded it; `None` if what the
    /// service runs has no sidecar. Of several sidecars, the one that came first; or the one whose container is named.
    ///
    /// # Errors
    ///
    /// A sidecar whose record names no revision, or one that is no longer active; what AWS refuses.
    pub async fn prepare_rollback(
        client: &Client,
        name: &ServiceName,
        container: Option<&str>,
    ) -> Result<Option<Self>, Error> {
        let service = client.describe_service(name).await?;
        service.drivable(name)?;
        let running = client.describe_task_definition(&service.task_definition).await?;
        let Some(previous) = recorded(&running.text, container)? else { return Ok(None) };
        let unknown = |why: &str| {
            Error::new(why).with_help("take the sidecar out of what runs now: outrigger deploy SIDECAR --remove …")
        };
        let previous = previous.into_iter().min_by_key(|arn| revision(arn)).ok_or_else(|| {
            unknown("the sidecar's record names no revision that ran before: it did not come by `outrigger deploy`")
        })?;
        let before = client.describe_task_definition(&previous).await?;
        if before.status != "ACTIVE" {
            return Err(unknown(&format!(
                "the revision {previous}, which ran before the sidecar came, is {}",
                before.status
            )));
        }
        let wanted = before.registerable(&Policy::default())?;
        let names = containers(&wanted);
        Ok(Some(Self {
            name: name.clone(),
            load_balancers: detached(&service.load_balancers, |container| names.iter().any(|name| name == container)),
            goal: Goal::Revision(before.arn),
            current: running.registerable(&Policy::default())?,
            wanted,
            plan: Plan::default(),
            warnings: Vec::new(),
            service,
        }))
    }
}

/// The revisions that ran before the sidecars of a task definition came; `None` if there is no such sidecar.
fn recorded(text: &str, container: Option<&str>) -> Result<Option<Vec<String>>, Error> {
    let document = Document::scan(text)?;
    let view = View::read(document.root(), container.unwrap_or_default())?;
    let is_meant = |name: Option<&str>| container.is_none() || container == name;
    let records: Vec<_> = view
        .containers()
        .filter(|one| is_meant(one.name.known().map(|name| &**name)))
        .filter_map(|one| match &one.record {
            Fact::Known(record) => Some(record.previous.as_deref().map(str::to_string)),
            Fact::Absent | Fact::Null | Fact::Unknown => None,
        })
        .collect();
    Ok((!records.is_empty()).then(|| records.into_iter().flatten().collect()))
}

/// The number at the end of an ARN.
fn revision(arn: &str) -> u64 {
    arn.rsplit(':').next().and_then(|number| number.parse().ok()).unwrap_or(u64::MAX)
}
