//! Plans the rollback to the revision that ran before a sidecar was injected.

use outrigger_core::{Document, Fact, Nulls, Plan, Policy, View};

use super::load_balancers::detached;
use super::{Deployment, Goal, container_names};
use crate::client::Client;
use crate::ecs::ServiceName;
use crate::error::{Error, ErrorKind};

impl Deployment {
    /// Plans the rollback to the revision that ran before a sidecar was injected, as the injection recorded it; `None` if the
    /// service has no sidecar.
    ///
    /// If there are several sidecars, it is the one that was injected first, or the one whose container is `container`.
    ///
    /// # Errors
    ///
    /// The record of the sidecar has no revision, or one that is not active; AWS refuses a call.
    pub async fn prepare_rollback(
        client: &Client,
        name: &ServiceName,
        container: Option<&str>,
    ) -> Result<Option<Self>, Error> {
        let service = client.describe_service(name).await?;
        service.check_updatable(name)?;
        let running = client.describe_task_definition(&service.task_definition).await?;
        let Some(previous) = recorded_revisions(&running.text, container)? else { return Ok(None) };
        let impossible = |why: &str| {
            Error::new(ErrorKind::Unsupported, why)
                .with_help("instead of a rollback, deploy a revision from which the sidecar is removed")
        };
        let previous = previous.into_iter().min_by_key(|arn| revision_number(arn)).ok_or_else(|| {
            impossible(
                "the record of the sidecar does not name the revision that ran before: no deployment added the sidecar",
            )
        })?;
        let before = client.describe_task_definition(&previous).await?;
        if before.status != "ACTIVE" {
            return Err(impossible(&format!(
                "the revision {previous}, which ran before the sidecar was added, is {}",
                before.status
            )));
        }
        // The texts are only shown.
        let policy = Policy { nulls: Nulls::All, ..Policy::default() };
        let wanted = before.registerable(&policy)?;
        let names = container_names(&wanted);
        Ok(Some(Self {
            name: name.clone(),
            load_balancers: detached(&service.load_balancers, |container| names.iter().any(|name| name == container)),
            goal: Goal::Revision(before.arn),
            current: running.registerable(&policy)?,
            wanted,
            plan: Plan::default(),
            warnings: Vec::new(),
            service,
        }))
    }
}

/// The revisions that ran before the sidecars of a task definition were injected; `None` if it has no such sidecar.
fn recorded_revisions(text: &str, container: Option<&str>) -> Result<Option<Vec<String>>, Error> {
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

/// The number of a revision, at the end of its ARN.
fn revision_number(arn: &str) -> u64 {
    arn.rsplit(':').next().and_then(|number| number.parse().ok()).unwrap_or(u64::MAX)
}
