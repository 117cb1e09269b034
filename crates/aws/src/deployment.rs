//! [`Deployment`]: what is to become of a service, worked out; and carrying it out.

use outrigger_core::{Document, Plan, Policy, Sidecar, Value, View, plan_injection, plan_removal};

use crate::answer::text;
use crate::balancers::{TargetGroup, attached, detached};
use crate::client::Client;
use crate::ecs::TaskDefinition;
use crate::error::Error;
use crate::event::{Event, Observer};
use crate::limits::after;
use crate::revision::Revision;
use crate::rollout::Rollout;
use crate::service::{Service, ServiceDeployment, ServiceName};
use crate::wait::Wait;

/// What a service is to be given.
#[derive(Clone, Debug)]
pub struct Change {
    /// The sidecar that comes or goes.
    pub sidecar: Sidecar,
    /// How to decide where there is a choice.
    pub policy: Policy,
    /// Whether it comes or goes.
    pub direction: Direction,
    /// Where its user interface is registered, if it comes.
    pub target_group: Option<TargetGroup>,
}

/// Whether a sidecar comes or goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// It comes, or is brought up to date.
    Inject,
    /// It goes.
    Remove,
}

/// What is to become of a service, worked out; nothing has changed yet.
#[derive(Clone, Debug)]
pub struct Deployment {
    pub(crate) name: ServiceName,
    pub(crate) service: Service,
    pub(crate) goal: Goal,
    pub(crate) load_balancers: Option<Vec<Value<'static>>>,
    /// The text that would register what the service runs.
    pub current: String,
    /// The text that registers what it is to run.
    pub wanted: String,
    /// What is done to the task definition, and what a person must know about it.
    pub plan: Plan<'static>,
    /// What a person must know about the service.
    pub warnings: Vec<String>,
}

/// The task definition that the service is to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// The one that it runs.
    Running,
    /// One that is there.
    Revision(String),
    /// One that is as the text says.
    Wanted,
}

/// What came of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The ARN of the task definition that the service ran.
    pub before: String,
    /// The ARN of the task definition that it was given.
    pub task_definition: String,
    /// Whether that task definition was registered for it.
    pub is_registered: bool,
    /// Whether anything about the service changed.
    pub is_changed: bool,
    /// How the deployment went.
    pub rollout: Rollout,
    /// How the way back went, if it was taken.
    pub rollback: Option<Rollout>,
}

impl Deployment {
    /// Works out what is to become of a service; calls nothing that changes anything.
    ///
    /// ```no_run
    /// use outrigger_aws::{Change, Client, Connection, Deployment, Direction, ServiceName, Wait};
    /// use outrigger_core::{Policy, Sidecar};
    ///
    /// # async fn example() -> Result<(), outrigger_aws::Error> {
    /// let client = Client::connect(&Connection::default()).await?;
    /// let name = ServiceName { cluster: "shop-cluster-prod".to_string(), service: "shop-api-prod".to_string() };
    /// let change = Change {
    ///     sidecar: Sidecar::built_in("jaeger")?,
    ///     policy: Policy::default(),
    ///     direction: Direction::Inject,
    ///     target_group: None,
    /// };
    /// let deployment = Deployment::prepare(&client, &name, &change).await?;
    /// let outcome = deployment.carry_out(&client, Some(&Wait::default()), &|event| println!("{event:?}")).await?;
    /// assert!(outcome.rollout.is_success());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A service that is not there or cannot be driven by `UpdateService`; a change that would break a rule of ECS, with
    /// [`Error::findings`]; what AWS refuses.
    pub async fn prepare(client: &Client, name: &ServiceName, change: &Change) -> Result<Self, Error> {
        let service = client.describe_service(name).await?;
        service.drivable(name)?;
        let running = client.describe_task_definition(&service.task_definition).await?;
        let container = change.sidecar.container_name();
        let (plan, wanted, is_awsvpc) = worked_out(&running, change)?;
        let mut warnings: Vec<_> = service.owner().into_iter().map(reverts).collect();
        let load_balancers = match (change.direction, &change.target_group) {
            (Direction::Inject, None) => None,
            (Direction::Inject, Some(target_group)) => {
                let attached = attached(&service.load_balancers, container, target_group)?;
                if attached.is_some() {
                    warnings.push(client.look_at(target_group, is_awsvpc, service.grace_period).await?);
                }
                attached
            }
            (Direction::Remove, _) => {
                let is_gone = !names_container(&wanted, container);
                if is_gone {
                    free(&service, &running, container)?;
                }
                detached(&service.load_balancers, |name| !is_gone || name != container)
            }
        };
        Ok(Self {
            name: name.clone(),
            goal: if plan.is_empty() { Goal::Running } else { Goal::Wanted },
            load_balancers,
            current: running.registerable(&change.policy)?,
            wanted,
            plan,
            warnings,
            service,
        })
    }

    /// The ARN of the task definition that the service runs.
    pub fn before(&self) -> &str {
        &self.service.task_definition
    }

    /// Whether the service stays as it is.
    pub fn is_empty(&self) -> bool {
        self.goal == Goal::Running && self.load_balancers.is_none()
    }

    /// The load balancers that the service has.
    pub fn load_balancers_before(&self) -> &[Value<'static>] {
        &self.service.load_balancers
    }

    /// The load balancers that the service is to have, if they change.
    pub fn load_balancers(&self) -> Option<&[Value<'static>]> {
        self.load_balancers.as_deref()
    }

    /// Carries it out: finds or registers the revision, gives it to the service, and waits if it is told how.
    ///
    /// A deployment that came to nothing midway is made whole by preparing and carrying it out again: what is done already
    /// is not done twice.
    ///
    /// # Errors
    ///
    /// The service changed since it was looked at: then it was not updated; what AWS refuses. A deployment that fails is no error but an
    /// [`Outcome`].
    pub async fn carry_out(
        &self,
        client: &Client,
        wait: Option<&Wait>,
        observer: Observer<'_>,
    ) -> Result<Outcome, Error> {
        let before = self.service.task_definition.clone();
        let there = |arn: &String| Revision { arn: arn.clone(), is_new: false };
        let revision = match &self.goal {
            Goal::Running => there(&before),
            Goal::Revision(arn) => there(arn),
            Goal::Wanted => client.revision(&self.wanted, observer).await?,
        };
        let service = if self.is_empty() {
            self.service.clone()
        } else {
            self.unmoved(client, &revision).await?;
            let service = client.update_service(&self.name, &revision.arn, self.load_balancers.as_deref()).await?;
            observer(Event::Updated { arn: revision.arn.clone() });
            for arn in self.replaced(&service) {
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
                outcome.rollback = self.go_back(client, &outcome, wait, observer).await?;
            }
        } else if outcome.is_changed {
            outcome.rollout = client.look_again(&self.name, &service, &outcome.task_definition, observer).await;
        }
        Ok(outcome)
    }

    /// The task definitions of deployments that were begun since this was worked out, and that the update took the place of.
    fn replaced(&self, updated: &Service) -> Vec<String> {
        let known: Vec<_> = self.service.deployments.iter().map(|deployment| &deployment.id).collect();
        let is_strange =
            |deployment: &&ServiceDeployment| deployment.status == "ACTIVE" && !known.contains(&&deployment.id);
        updated.deployments.iter().filter(is_strange).map(|deployment| deployment.task_definition.clone()).collect()
    }

    /// Whether the service is still as it was when this was worked out.
    async fn unmoved(&self, client: &Client, revision: &Revision) -> Result<(), Error> {
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
            format!("it is to run {to} now, and not {from} any more")
        };
        let error = Error::new(format!("the service {} changed meanwhile: {how}", self.name));
        let error = if revision.is_new {
            error.with_note(&format!("the revision {} was registered, and no service was given it", revision.arn))
        } else {
            error
        };
        let tidy = if revision.is_new { unused(&revision.arn) } else { String::new() };
        Err(error.with_help(format!(
            "the service was not updated; run the command again, which begins with what it runs now{tidy}"
        )))
    }

    /// Gives the service back what it ran; `None` where ECS has done so, or somebody else has moved it.
    async fn go_back(
        &self,
        client: &Client,
        outcome: &Outcome,
        wait: &Wait,
        observer: Observer<'_>,
    ) -> Result<Option<Rollout>, Error> {
        // The way back is taken also where the time for the way there is used up.
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

/// The plan for what a service runs, the text that would register the result, and whether tasks have addresses of their own.
fn worked_out(running: &TaskDefinition, change: &Change) -> Result<(Plan<'static>, String, bool), Error> {
    let document = Document::scan(&running.text)?;
    let view = View::read(document.root(), change.sidecar.container_name())?;
    let plan = match change.direction {
        Direction::Inject => {
            let policy = Policy { previous: Some(running.arn.clone()), ..change.policy.clone() };
            plan_injection(&view, &change.sidecar, &policy)
        }
        Direction::Remove => plan_removal(&view, &change.sidecar, &change.policy),
    };
    plan.accepted().map_err(|error| error.located_in(&document))?;
    let wanted = outrigger_json::apply(&document, &view, &plan.ops)?.into_owned();
    let is_awsvpc = view.network_mode.known().is_some_and(|mode| mode == "awsvpc");
    Ok((plan.into_owned(), wanted, is_awsvpc))
}

/// What to do about a revision that no service runs: words that go on after other help.
fn unused(arn: &str) -> String {
    format!("; what is not needed can go: aws ecs deregister-task-definition --task-definition {arn}")
}

fn reverts(owner: String) -> String {
    format!("{owner}, and will take the sidecar out again when it is applied next; put it into its files, too")
}

fn names_container(definition: &str, container: &str) -> bool {
    containers(definition).iter().any(|name| name == container)
}

/// The names of a task definition's containers.
pub(crate) fn containers(definition: &str) -> Vec<String> {
    let definition = Value::parse(definition).unwrap_or(Value::Null);
    let containers = definition.get("containerDefinitions").map_or(&[][..], Value::elements);
    containers.iter().filter_map(|container| Some(text(container, "name")?.to_string())).collect()
}

/// Whether nothing about a service but its load balancers refers to a container.
fn free(service: &Service, running: &TaskDefinition, container: &str) -> Result<(), Error> {
    let refused = |what: String| Err(Error::new(what).with_help("take that out of the service first"));
    if service.registries.iter().any(|registry| text(registry, "containerName") == Some(container)) {
        return refused(format!("a service registry of the service names the container `{container}`"));
    }
    let definition = Value::parse(&running.text)?;
    let all = definition.get("taskDefinition").and_then(|definition| definition.get("containerDefinitions"));
    let own = all.map_or(&[][..], Value::elements).iter().filter(|other| text(other, "name") == Some(container));
    let mut ports = own.flat_map(|own| own.get("portMappings").map_or(&[][..], Value::elements));
    let used =
        ports.find_map(|port| text(port, "name").filter(|name| service.connect_ports.iter().any(|used| used == name)));
    match used {
        Some(port) => refused(format!("Service Connect uses the port `{port}` of the container `{container}`")),
        None => Ok(()),
    }
}
