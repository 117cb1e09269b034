//! Plans a deployment: reads the service, and decides what to change.

use outrigger_core::{Direction, Document, Plan, Policy, Value, View};

use super::load_balancers::{attached, detached};
use super::{Change, Deployment, Goal, container_names};
use crate::client::Client;
use crate::ecs::json_members::{list, text};
use crate::ecs::{Service, ServiceName, TaskDefinition};
use crate::error::{Error, ErrorKind};

impl Deployment {
    /// Plans a change of a service. It makes no call that changes anything.
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
    /// The service does not exist, or `UpdateService` cannot change its task definition (CodeDeploy deploys it); the change
    /// would break a rule of ECS (an eleventh container): [`Error::findings`] has the findings; the target group does not fit;
    /// AWS refuses a call.
    pub async fn prepare(client: &Client, name: &ServiceName, change: &Change) -> Result<Self, Error> {
        let service = client.describe_service(name).await?;
        service.check_updatable(name)?;
        let running = client.describe_task_definition(&service.task_definition).await?;
        let container = change.sidecar.container_name();
        let Planned { plan, wanted, is_awsvpc } = plan_change(&running, change)?;
        let mut warnings: Vec<_> = service.owner().into_iter().map(owner_warning).collect();
        let load_balancers = match (change.direction, &change.target_group) {
            (Direction::Inject, None) => None,
            (Direction::Inject, Some(target_group)) => {
                let attached = attached(&service.load_balancers, container, target_group)?;
                if attached.is_some() {
                    warnings.push(client.check_target_group(target_group, is_awsvpc, service.grace_period).await?);
                }
                attached
            }
            (Direction::Remove, _) => {
                let is_gone = !container_names(&wanted).iter().any(|name| name == container);
                if is_gone {
                    check_unused(&service, &running, container)?;
                }
                detached(&service.load_balancers, |name| !is_gone || name != container)
            }
        };
        Ok(Self {
            name: name.clone(),
            goal: if plan.is_empty() { Goal::Unchanged } else { Goal::Wanted },
            load_balancers,
            current: running.registerable(&change.policy)?,
            wanted,
            plan,
            warnings,
            service,
        })
    }
}

/// The plan for the task definition of a service.
struct Planned {
    plan: Plan<'static>,
    /// The JSON text that registers the result.
    wanted: String,
    /// Whether each task has its own network interface.
    is_awsvpc: bool,
}

fn plan_change(running: &TaskDefinition, change: &Change) -> Result<Planned, Error> {
    let document = Document::scan(&running.text)?;
    let view = View::read(document.root(), change.sidecar.container_name())?;
    let policy = Policy { previous: Some(running.arn.clone()), ..change.policy.clone() };
    let plan = change.direction.plan(&view, &change.sidecar, &policy);
    plan.accepted().map_err(|error| error.located_in(&document))?;
    let wanted = outrigger_json::apply(&document, &view, &plan.ops)?.into_owned();
    let is_awsvpc = view.network_mode.known().is_some_and(|mode| mode == "awsvpc");
    Ok(Planned { plan: plan.into_owned(), wanted, is_awsvpc })
}

fn owner_warning(owner: String) -> String {
    format!("{owner}, and removes the sidecar the next time it is applied; add the sidecar to its files, too")
}

/// Checks that nothing about a service refers to a container, its load balancers aside.
fn check_unused(service: &Service, running: &TaskDefinition, container: &str) -> Result<(), Error> {
    let refused = |what: String| {
        Err(Error::new(ErrorKind::Unsupported, what)
            .with_help("remove that from the configuration of the service first"))
    };
    if service.registries.iter().any(|registry| text(registry, "containerName") == Some(container)) {
        return refused(format!("a service registry of the service refers to the container `{container}`"));
    }
    let definition = Value::parse(&running.text)?;
    let all = definition.get("taskDefinition").map_or(&[][..], |definition| list(definition, "containerDefinitions"));
    let own = all.iter().filter(|other| text(other, "name") == Some(container));
    let mut ports = own.flat_map(|own| list(own, "portMappings"));
    let used =
        ports.find_map(|port| text(port, "name").filter(|name| service.connect_ports.iter().any(|used| used == name)));
    match used {
        Some(port) => refused(format!("Service Connect uses the port `{port}` of the container `{container}`")),
        None => Ok(()),
    }
}
