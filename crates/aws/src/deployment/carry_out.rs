//! Carries a planned deployment out: registers the revision, updates the service, and waits.

use super::event::{Event, Observer};
use super::revision::Revision;
use super::{Deployment, Goal, Outcome, Rollout, Wait};
use crate::client::Client;
use crate::client::limits::after;
use crate::ecs::{Service, ServiceDeployment};
use crate::error::{Error, ErrorKind};

impl Deployment {
    /// Finds or registers the revision, updates the service, and waits for the deployment if `wait` is given.
    ///
    /// After an interruption, prepare the same change and carry it out again: a step that is already done is not repeated.
    ///
    /// # Errors
    ///
    /// The service changed since the change was planned ([`ErrorKind::ChangedMeanwhile`]): then it was not updated; AWS refuses
    /// a call. A deployment that fails is not an error but an [`Outcome`].
    pub async fn carry_out(
        &self,
        client: &Client,
        wait: Option<&Wait>,
        observer: Observer<'_>,
    ) -> Result<Outcome, Error> {
        let before = self.service.task_definition.clone();
        let existing = |arn: &String| Revision { arn: arn.clone(), is_new: false };
        let revision = match &self.goal {
            Goal::Unchanged => existing(&before),
            Goal::Revision(arn) => existing(arn),
            Goal::Wanted => client.find_or_register(&self.wanted, observer).await?,
        };
        let service = if self.is_empty() {
            self.service.clone()
        } else {
            self.check_unchanged(client, &revision).await?;
            let service = client.update_service(&self.name, &revision.arn, self.load_balancers.as_deref()).await?;
            observer(Event::Updated { arn: revision.arn.clone() });
            for arn in self.replaced_deployments(&service) {
                observer(Event::Replaced { arn });
            }
            service
        };
        let mut outcome = Outcome {
            before,
            task_definition: revision.arn,
            is_registered: revision.is_new,
            is_changed: !self.is_empty(),
            rollout: Rollout::NotAwaited,
            rollback: None,
        };
        if let Some(wait) = wait {
            outcome.rollout = client.wait(&self.name, service, &outcome.task_definition, wait, observer).await?;
            if wait.rollback_on_failure && outcome.is_changed && !outcome.rollout.is_success() {
                outcome.rollback = self.roll_back(client, &outcome, wait, observer).await?;
            }
        } else if outcome.is_changed {
            outcome.rollout = client.check_once(&self.name, &service, &outcome.task_definition, observer).await;
        }
        Ok(outcome)
    }

    /// The task definitions of deployments that began after the change was planned, and that the update replaced.
    fn replaced_deployments(&self, updated: &Service) -> Vec<String> {
        let known: Vec<_> = self.service.deployments.iter().map(|deployment| &deployment.id).collect();
        let is_foreign =
            |deployment: &&ServiceDeployment| deployment.status == "ACTIVE" && !known.contains(&&deployment.id);
        updated.deployments.iter().filter(is_foreign).map(|deployment| deployment.task_definition.clone()).collect()
    }

    /// Checks that the service is still as it was when the change was planned.
    async fn check_unchanged(&self, client: &Client, revision: &Revision) -> Result<(), Error> {
        let now = client.describe_service(&self.name).await?;
        let id = |service: &Service| service.primary().map(|primary| primary.id.clone());
        if now.task_definition == self.service.task_definition
            && now.load_balancers == self.service.load_balancers
            && id(&now) == id(&self.service)
        {
            return Ok(());
        }
        let (from, to) = (&self.service.task_definition, &now.task_definition);
        let how = if from == to {
            "somebody else deployed it or changed its load balancers".to_string()
        } else {
            format!("its task definition is now {to} instead of {from}")
        };
        let help = "the service was not updated; run the command again, which begins with what it runs now";
        let message = format!("the service {} changed meanwhile: {how}", self.name);
        let error = Error::new(ErrorKind::ChangedMeanwhile, message);
        Err(if revision.is_new {
            let arn = &revision.arn;
            error.with_note(&format!("the revision {arn} was registered, and no service uses it")).with_help(format!(
                "{help}; to remove an unused revision: aws ecs deregister-task-definition --task-definition {arn}"
            ))
        } else {
            error.with_help(help)
        })
    }

    /// Gives the service its old task definition again; `None` if ECS has done so, or somebody else has changed the service.
    async fn roll_back(
        &self,
        client: &Client,
        outcome: &Outcome,
        wait: &Wait,
        observer: Observer<'_>,
    ) -> Result<Option<Rollout>, Error> {
        // A rollback is also made if the time for the deployment is over.
        let client = &client.with_deadline(after(wait.timeout));
        let now = client.describe_service(&self.name).await?;
        if now.task_definition != outcome.task_definition {
            return Ok(None);
        }
        let arn = &outcome.before;
        observer(Event::RollingBack { arn: arn.clone() });
        let load_balancers = self.load_balancers.as_ref().map(|_| &*self.service.load_balancers);
        let service = client.update_service(&self.name, arn, load_balancers).await?;
        Ok(Some(client.wait(&self.name, service, arn, wait, observer).await?))
    }
}
