//! [`Task`]: a running copy of a task definition.

use serde_json::json;

use crate::model::{REGION, State, arn};
use crate::protocol::json::Json;

/// A task. A script may change the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The ARN.
    pub arn: String,
    /// The name of the cluster.
    pub cluster: String,
    /// The name of the service.
    pub service: String,
    /// The ARN of the task definition.
    pub definition: String,
    /// The deployment that started it, `ecs-svc/…`.
    pub deployment: String,
    /// `PROVISIONING`, `PENDING`, `RUNNING`, `STOPPED` …
    pub last_status: String,
    /// `RUNNING` or `STOPPED`.
    pub desired_status: String,
    /// `HEALTHY`, `UNHEALTHY` or `UNKNOWN`.
    pub health_status: String,
    /// Why it stopped.
    pub stopped_reason: Option<String>,
    /// Such as `EssentialContainerExited` or `TaskFailedToStart`.
    pub stop_code: Option<String>,
    /// Its address in the network.
    pub address: String,
    /// Its containers, in the definition's order.
    pub containers: Vec<TaskContainer>,
    created_at: Json,
}

/// A container of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskContainer {
    /// Its name.
    pub name: String,
    /// Its image.
    pub image: String,
    /// `PENDING`, `RUNNING`, `STOPPED` …
    pub last_status: String,
    /// `HEALTHY`, `UNHEALTHY` or `UNKNOWN`.
    pub health_status: String,
    /// The exit code of its process.
    pub exit_code: Option<i64>,
    /// Such as `CannotPullContainerError: …` or `OutOfMemoryError: …`.
    pub reason: Option<String>,
    has_health_check: bool,
}

impl Task {
    /// The last part of the ARN.
    pub fn id(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or_default()
    }

    /// The container of that name.
    pub fn container(&mut self, name: &str) -> Option<&mut TaskContainer> {
        self.containers.iter_mut().find(|container| container.name == name)
    }

    /// Puts the task and its containers in this state.
    pub fn set_status(&mut self, status: &str) {
        self.last_status = status.to_string();
        for container in &mut self.containers {
            container.last_status = status.to_string();
        }
    }

    /// Whether it has stopped, or is stopping.
    pub fn is_stopped(&self) -> bool {
        self.desired_status == "STOPPED"
    }

    pub(crate) fn run(&mut self) {
        self.set_status("RUNNING");
        for container in self.containers.iter_mut().filter(|container| container.has_health_check) {
            container.health_status = "HEALTHY".to_string();
            self.health_status = "HEALTHY".to_string();
        }
    }

    pub(crate) fn stop(&mut self, code: &str, reason: &str, exit_code: i64) {
        self.set_status("STOPPED");
        self.desired_status = "STOPPED".to_string();
        self.stop_code = Some(code.to_string());
        self.stopped_reason = Some(reason.to_string());
        for container in &mut self.containers {
            container.exit_code = Some(exit_code);
        }
    }

    pub(crate) fn describe(&self) -> Json {
        let address = json!([{"attachmentId": "a", "privateIpv4Address": self.address}]);
        let containers: Vec<_> = self.containers.iter().map(|container| container.describe(self, &address)).collect();
        let mut json = Json::from(json!({
            "taskArn": self.arn,
            "clusterArn": arn(&format!("cluster/{}", self.cluster)),
            "taskDefinitionArn": self.definition,
            "group": format!("service:{}", self.service),
            "startedBy": self.deployment,
            "lastStatus": self.last_status,
            "desiredStatus": self.desired_status,
            "healthStatus": self.health_status,
            "launchType": "FARGATE",
            "availabilityZone": format!("{REGION}a"),
            "attachments": [],
            "tags": [],
        }));
        json.set("createdAt", self.created_at.clone());
        json.set("containers", containers);
        if let Some(reason) = &self.stopped_reason {
            json.set("stoppedReason", reason.as_str());
        }
        if let Some(code) = &self.stop_code {
            json.set("stopCode", code.as_str());
        }
        json
    }
}

impl TaskContainer {
    fn describe(&self, task: &Task, interfaces: &serde_json::Value) -> Json {
        let mut json = Json::from(json!({
            "containerArn": arn(&format!("container/{}/{}/{}", task.cluster, task.id(), self.name)),
            "taskArn": task.arn,
            "name": self.name,
            "image": self.image,
            "lastStatus": self.last_status,
            "healthStatus": self.health_status,
            "networkInterfaces": interfaces,
        }));
        if let Some(code) = self.exit_code {
            json.set("exitCode", code);
        }
        if let Some(reason) = &self.reason {
            json.set("reason", reason.as_str());
        }
        json
    }
}

impl State {
    /// Starts a task of a service, in the state `PENDING`.
    pub(crate) fn start_task(&mut self, cluster: &str, service: &str, definition: usize, deployment: &str) -> String {
        let id = self.hex();
        let number = self.next();
        let created_at = self.now();
        let definition = &self.definitions[definition];
        let containers = definition.containers().iter().map(container).collect();
        self.tasks.push(Task {
            arn: arn(&format!("task/{cluster}/{id}")),
            cluster: cluster.to_string(),
            service: service.to_string(),
            definition: definition.arn.clone(),
            deployment: deployment.to_string(),
            last_status: "PENDING".to_string(),
            desired_status: "RUNNING".to_string(),
            health_status: "UNKNOWN".to_string(),
            stopped_reason: None,
            stop_code: None,
            address: format!("10.0.{}.{}", number / 256 % 256, number % 256),
            containers,
            created_at,
        });
        id
    }
}

fn container(definition: &Json) -> TaskContainer {
    TaskContainer {
        name: definition.get_str("name").unwrap_or_default(),
        image: definition.get_str("image").unwrap_or_default(),
        last_status: "PENDING".to_string(),
        health_status: "UNKNOWN".to_string(),
        exit_code: None,
        reason: None,
        has_health_check: definition.get("healthCheck").is_some(),
    }
}
