//! [`Service`]: a service as `DescribeServices` returns it.

use outrigger_core::Value;

use super::json_members::{list, number, text, text_or_empty};
use crate::error::{Error, ErrorKind};

/// A service of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServiceName {
    /// The cluster: a name or an ARN.
    pub cluster: String,
    /// The service: a name or an ARN.
    pub service: String,
}

impl std::fmt::Display for ServiceName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} in {}", self.service, self.cluster)
    }
}

/// A service as `DescribeServices` returns it (AWS API reference, `Service`): the members that a deployment needs.
#[derive(Clone, Debug)]
pub struct Service {
    /// The ARN of its task definition.
    pub task_definition: String,
    /// How many tasks it should run.
    pub desired_count: i64,
    /// How many tasks run, of all deployments.
    pub running_count: i64,
    /// Its load balancers, unchanged: each is an object with `targetGroupArn`, `containerName`, `containerPort` and more.
    pub load_balancers: Vec<Value<'static>>,
    /// Its deployments, the newest first.
    pub deployments: Vec<ServiceDeployment>,
    /// Its events, the newest first.
    pub events: Vec<ServiceEvent>,
    pub(crate) status: String,
    controller: String,
    is_owned_by_ecs: bool,
    tags: Vec<(String, String)>,
    pub(crate) registries: Vec<Value<'static>>,
    pub(crate) connect_ports: Vec<String>,
    pub(crate) security_groups: Vec<String>,
    pub(crate) grace_period: Option<i64>,
}

/// One deployment of a service (AWS API reference, `Deployment`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceDeployment {
    /// Its id: `ecs-svc/1234567890`.
    pub id: String,
    /// `PRIMARY`, `ACTIVE` or `INACTIVE`.
    pub status: String,
    /// The ARN of its task definition.
    pub task_definition: String,
    /// `IN_PROGRESS`, `COMPLETED` or `FAILED`; absent with some load balancers and controllers.
    pub rollout_state: Option<String>,
    /// Why it is in that state.
    pub rollout_state_reason: Option<String>,
    /// How many tasks it should run.
    pub desired_count: i64,
    /// How many tasks are starting.
    pub pending_count: i64,
    /// How many tasks run.
    pub running_count: i64,
    /// How many tasks failed to start.
    pub failed_tasks: i64,
}

/// An event of a service (AWS API reference, `ServiceEvent`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceEvent {
    /// Its id.
    pub id: String,
    /// The sentence that ECS wrote.
    pub message: String,
}

impl Service {
    pub(crate) fn read(value: &Value<'_>) -> Self {
        let configuration = value.get("networkConfiguration").and_then(|network| network.get("awsvpcConfiguration"));
        let tag = |tag: &Value<'_>| (text_or_empty(tag, "key"), text_or_empty(tag, "value"));
        Self {
            task_definition: text_or_empty(value, "taskDefinition"),
            desired_count: number(value, "desiredCount").unwrap_or(0),
            running_count: number(value, "runningCount").unwrap_or(0),
            load_balancers: own(list(value, "loadBalancers")),
            deployments: list(value, "deployments").iter().map(ServiceDeployment::read).collect(),
            events: list(value, "events")
                .iter()
                .map(|event| ServiceEvent { id: text_or_empty(event, "id"), message: text_or_empty(event, "message") })
                .collect(),
            status: text_or_empty(value, "status"),
            controller: value
                .get("deploymentController")
                .map_or_else(String::new, |value| text_or_empty(value, "type")),
            is_owned_by_ecs: text(value, "resourceManagementType") == Some("ECS"),
            tags: list(value, "tags").iter().map(tag).collect(),
            registries: own(list(value, "serviceRegistries")),
            connect_ports: connect_ports(value),
            security_groups: configuration
                .map(|configuration| list(configuration, "securityGroups"))
                .unwrap_or_default()
                .iter()
                .filter_map(|group| Some(group.as_str()?.to_string()))
                .collect(),
            grace_period: number(value, "healthCheckGracePeriodSeconds"),
        }
    }

    /// The current deployment, which replaces the others.
    pub fn primary(&self) -> Option<&ServiceDeployment> {
        self.deployments.iter().find(|deployment| deployment.status == "PRIMARY")
    }

    /// Checks that `UpdateService` can change the task definition.
    ///
    /// # Errors
    ///
    /// A service that is not active, one that another controller deploys, and one that ECS itself manages (AWS API reference,
    /// `UpdateService` and `Service`).
    pub(crate) fn check_updatable(&self, name: &ServiceName) -> Result<(), Error> {
        if self.status != "ACTIVE" {
            let message = format!("the service {name} is {}", self.status);
            return Err(Error::new(ErrorKind::Unsupported, message).with_help("check the name").with_hint("service"));
        }
        let refused = |why: &str, help: &str| {
            Err(Error::new(ErrorKind::Unsupported, format!("the service {name} {why}")).with_help(help))
        };
        match self.controller.as_str() {
            "CODE_DEPLOY" => refused(
                "is deployed by CodeDeploy, which is the only one that can change its task definition",
                "inject the sidecar into the file of the task definition that CodeDeploy uses",
            ),
            "EXTERNAL" => refused(
                "is deployed by an external controller, with task sets",
                "inject the sidecar into the file of the task definition that the controller uses",
            ),
            _ if self.is_owned_by_ecs => refused(
                "is an Express service: ECS owns its task definition",
                "an Express service cannot have sidecars: replace it by a normal service first",
            ),
            _ => Ok(()),
        }
    }

    /// The tool that owns the service and will undo a change of it, as a sentence.
    pub(crate) fn owner(&self) -> Option<String> {
        let value = |key: &str| self.tags.iter().find(|(tag, _)| tag == key).map(|(_, value)| value);
        if let Some(stack) = value("aws:cloudformation:stack-name") {
            return Some(format!("the CloudFormation stack `{stack}` owns the service"));
        }
        let says = |text: &str, word: &str| text.to_ascii_lowercase().contains(word);
        let terraform = self.tags.iter().find(|(key, value)| {
            says(key, "terraform") || (says(key, "managed") && (says(value, "terraform") || says(value, "tofu")))
        });
        terraform.map(|(key, value)| format!("by its tag `{key}` = `{value}`, Terraform owns the service"))
    }
}

impl ServiceDeployment {
    fn read(value: &Value<'_>) -> Self {
        let count = |member: &str| number(value, member).unwrap_or(0);
        Self {
            id: text_or_empty(value, "id"),
            status: text_or_empty(value, "status"),
            task_definition: text_or_empty(value, "taskDefinition"),
            rollout_state: text(value, "rolloutState").map(String::from),
            rollout_state_reason: text(value, "rolloutStateReason")
                .filter(|reason| !reason.is_empty())
                .map(String::from),
            desired_count: count("desiredCount"),
            pending_count: count("pendingCount"),
            running_count: count("runningCount"),
            failed_tasks: count("failedTasks"),
        }
    }
}

/// The names of the port mappings that Service Connect uses; the deployments have them.
fn connect_ports(service: &Value<'_>) -> Vec<String> {
    let deployments = list(service, "deployments").iter();
    let configurations = deployments.filter_map(|deployment| deployment.get("serviceConnectConfiguration"));
    let services = configurations.flat_map(|configuration| list(configuration, "services"));
    services.filter_map(|service| Some(text(service, "portName")?.to_string())).collect()
}

fn own(values: &[Value<'_>]) -> Vec<Value<'static>> {
    values.iter().map(|value| value.clone().into_owned()).collect()
}
