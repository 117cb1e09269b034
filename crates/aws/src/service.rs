//! [`Service`]: a service as `DescribeServices` tells of it.

use outrigger_core::Value;

use crate::answer::{list, number, owned, text};
use crate::error::Error;

/// Which service is meant.
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

/// A service as `DescribeServices` tells of it (AWS API reference, `Service`): what a deployment has to look at.
#[derive(Clone, Debug)]
pub struct Service {
    /// The ARN of the task definition that it is to run.
    pub task_definition: String,
    /// How many tasks it is to run.
    pub desired_count: i64,
    /// How many tasks run, of whatever deployment.
    pub running_count: i64,
    /// Its load balancers, as they are: each an object with `targetGroupArn`, `containerName`, `containerPort` and more.
    pub load_balancers: Vec<Value<'static>>,
    /// Its deployments, the newest first.
    pub deployments: Vec<ServiceDeployment>,
    /// What ECS wrote down about it, the newest first.
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
    /// The ARN of the task definition that it brings.
    pub task_definition: String,
    /// `IN_PROGRESS`, `COMPLETED` or `FAILED`; absent with some load balancers and controllers.
    pub rollout_state: Option<String>,
    /// Why it is in that state.
    pub rollout_state_reason: Option<String>,
    /// How many tasks it is to run.
    pub desired_count: i64,
    /// How many are on their way.
    pub pending_count: i64,
    /// How many run.
    pub running_count: i64,
    /// How many did not come up.
    pub failed_tasks: i64,
}

/// What ECS wrote down about a service (AWS API reference, `ServiceEvent`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceEvent {
    /// Its id.
    pub id: String,
    /// A sentence.
    pub message: String,
}

impl Service {
    pub(crate) fn read(value: &Value<'_>) -> Self {
        let configuration = value.get("networkConfiguration").and_then(|network| network.get("awsvpcConfiguration"));
        let tag = |tag: &Value<'_>| (owned(tag, "key"), owned(tag, "value"));
        Self {
            task_definition: owned(value, "taskDefinition"),
            desired_count: number(value, "desiredCount").unwrap_or(0),
            running_count: number(value, "runningCount").unwrap_or(0),
            load_balancers: own(list(value, "loadBalancers")),
            deployments: list(value, "deployments").iter().map(ServiceDeployment::read).collect(),
            events: list(value, "events")
                .iter()
                .map(|event| ServiceEvent { id: owned(event, "id"), message: owned(event, "message") })
                .collect(),
            status: owned(value, "status"),
            controller: value.get("deploymentController").map_or_else(String::new, |value| owned(value, "type")),
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

    /// The deployment that the service is to end up with.
    pub fn primary(&self) -> Option<&ServiceDeployment> {
        self.deployments.iter().find(|deployment| deployment.status == "PRIMARY")
    }

    /// Whether another task definition can be given to it by `UpdateService`.
    ///
    /// # Errors
    ///
    /// A service that is not active, one whose deployments another service makes, and one that ECS itself manages
    /// (AWS API reference, `UpdateService` and `Service`).
    pub(crate) fn drivable(&self, name: &ServiceName) -> Result<(), Error> {
        if self.status != "ACTIVE" {
            return Err(Error::new(format!("the service {name} is {}", self.status)).with_help("look at --service"));
        }
        let refused = |why: &str, help: &str| Err(Error::new(format!("the service {name} {why}")).with_help(help));
        match self.controller.as_str() {
            "CODE_DEPLOY" => refused(
                "is deployed by CodeDeploy, and takes no other task definition from anybody else",
                "inject the sidecar into the task definition that CodeDeploy is given: outrigger inject",
            ),
            "EXTERNAL" => refused(
                "is deployed by an external controller, with task sets",
                "inject the sidecar into the task definition that the controller is given: outrigger inject",
            ),
            _ if self.is_owned_by_ecs => refused(
                "is an Express service: ECS owns its task definition",
                "an Express service has no sidecars; make it a service of its own first",
            ),
            _ => Ok(()),
        }
    }

    /// Who else owns the service and will undo what is done to it: a sentence, if somebody does.
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
            id: owned(value, "id"),
            status: owned(value, "status"),
            task_definition: owned(value, "taskDefinition"),
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

/// The names of port mappings that Service Connect uses; they stand with the primary deployment.
fn connect_ports(service: &Value<'_>) -> Vec<String> {
    let deployments = list(service, "deployments").iter();
    let configurations = deployments.filter_map(|deployment| deployment.get("serviceConnectConfiguration"));
    let services = configurations.flat_map(|configuration| list(configuration, "services"));
    services.filter_map(|service| Some(text(service, "portName")?.to_string())).collect()
}

fn own(values: &[Value<'_>]) -> Vec<Value<'static>> {
    values.iter().map(|value| value.clone().into_owned()).collect()
}
