//! [`Service`]: a service and its deployments.

use serde_json::json;

use crate::model::rollout::RolloutProgress;
use crate::model::task::Task;
use crate::model::{ACCOUNT, State, arn};
use crate::protocol::json::Json;

pub(crate) struct Service {
    pub(crate) cluster: String,
    pub(crate) name: String,
    pub(crate) arn: String,
    /// `ACTIVE`, `DRAINING` or `INACTIVE`.
    pub(crate) status: String,
    /// The ARN of the task definition.
    pub(crate) definition: String,
    pub(crate) desired: i64,
    /// The other members that a request may set, as they were sent.
    pub(crate) settings: Json,
    pub(crate) tags: Vec<Json>,
    /// The newest first.
    pub(crate) deployments: Vec<Deployment>,
    /// The newest first.
    pub(crate) events: Vec<Json>,
    pub(crate) progress: Option<RolloutProgress>,
    /// The deployments of ListServiceDeployments, the newest first.
    pub(crate) history: Vec<ServiceDeployment>,
    pub(crate) created_at: Json,
}

#[derive(Clone)]
pub(crate) struct Deployment {
    /// `ecs-svc/…`
    pub(crate) id: String,
    /// `PRIMARY` or `ACTIVE`.
    pub(crate) status: &'static str,
    pub(crate) definition: String,
    pub(crate) rollout_state: Option<&'static str>,
    pub(crate) reason: String,
    pub(crate) failed_tasks: i64,
    pub(crate) created_at: Json,
    pub(crate) updated_at: Json,
    /// The load balancers of the service at that time, for a rollback.
    pub(crate) load_balancers: Json,
}

/// A deployment in the newer API.
pub(crate) struct ServiceDeployment {
    pub(crate) arn: String,
    pub(crate) deployment: String,
    pub(crate) status: &'static str,
    pub(crate) reason: String,
    pub(crate) created_at: Json,
}

impl Service {
    pub(crate) fn controller(&self) -> String {
        let controller = self.settings.get("deploymentController");
        controller.and_then(|controller| controller.get_str("type")).unwrap_or_else(|| "ECS".to_string())
    }

    pub(crate) fn load_balancers(&self) -> Json {
        self.settings.get("loadBalancers").cloned().unwrap_or_else(|| Json::from(Vec::new()))
    }

    /// The answer of DescribeServices.
    pub(crate) fn describe(&self, tasks: &[Task], with_tags: bool) -> Json {
        let mut json = self.settings.clone();
        json.set("serviceArn", self.arn.as_str());
        json.set("serviceName", self.name.as_str());
        json.set("clusterArn", arn(&format!("cluster/{}", self.cluster)).as_str());
        json.set("status", self.status.as_str());
        json.set("taskDefinition", self.definition.as_str());
        json.set("desiredCount", self.desired);
        let count = |status: &str, deployment: Option<&str>| {
            let own = tasks.iter().filter(|task| task.cluster == self.cluster && task.service == self.name);
            let own = own.filter(|task| deployment.is_none_or(|id| task.deployment == id));
            own.filter(|task| !task.is_stopped() && task.last_status == status).count() as i64
        };
        json.set("runningCount", count("RUNNING", None));
        json.set("pendingCount", count("PENDING", None));
        json.set("createdAt", self.created_at.clone());
        json.set("createdBy", format!("arn:aws:iam::{ACCOUNT}:user/deployer").as_str());
        if self.controller() == "ECS" {
            let deployment = |deployment: &Deployment| {
                let counts = |status| count(status, Some(&deployment.id));
                deployment.describe(self, counts("RUNNING"), counts("PENDING"))
            };
            json.set("deployments", self.deployments.iter().map(deployment).collect::<Vec<_>>());
            if let Some(newest) = self.history.first() {
                json.set("currentServiceDeployment", newest.arn.as_str());
            }
        } else {
            json.set("deployments", Json::from(Vec::new()));
            json.set("taskSets", Json::from(Vec::new()));
        }
        json.set("events", self.events.clone());
        if with_tags && !self.tags.is_empty() {
            json.set("tags", self.tags.clone());
        }
        json
    }
}

impl Deployment {
    fn describe(&self, service: &Service, running: i64, pending: i64) -> Json {
        let desired = if self.status == "PRIMARY" { service.desired } else { 0 };
        let mut json = Json::from(json!({
            "id": self.id,
            "status": self.status,
            "taskDefinition": self.definition,
            "desiredCount": desired,
            "pendingCount": pending,
            "runningCount": running,
            "failedTasks": self.failed_tasks,
        }));
        json.set("createdAt", self.created_at.clone());
        json.set("updatedAt", self.updated_at.clone());
        for member in ["launchType", "platformVersion", "networkConfiguration"] {
            if let Some(value) = service.settings.get(member) {
                json.set(member, value.clone());
            }
        }
        if let Some(state) = self.rollout_state {
            json.set("rolloutState", state);
            json.set("rolloutStateReason", self.reason.as_str());
        }
        json
    }
}

impl ServiceDeployment {
    pub(crate) fn describe(&self, service: &Service) -> Json {
        let mut json = self.brief(service);
        json.set(
            "deploymentConfiguration",
            service.settings.get("deploymentConfiguration").cloned().unwrap_or(json!({}).into()),
        );
        json
    }

    pub(crate) fn brief(&self, service: &Service) -> Json {
        let mut json = Json::from(json!({
            "serviceDeploymentArn": self.arn,
            "serviceArn": service.arn,
            "clusterArn": arn(&format!("cluster/{}", service.cluster)),
            "targetServiceRevision": {
                "arn": self.arn.replace(":service-deployment/", ":service-revision/"),
                "requestedTaskCount": service.desired,
            },
            "status": self.status,
        }));
        if !self.reason.is_empty() {
            json.set("statusReason", self.reason.as_str());
        }
        json.set("createdAt", self.created_at.clone());
        json.set("startedAt", self.created_at.clone());
        json
    }
}

impl State {
    /// Adds an event with the text that ECS writes.
    pub(crate) fn event(&mut self, service: usize, what: &str) {
        let (id, now) = (self.hex(), self.now());
        let service = &mut self.services[service];
        let id = format!("{}-{}-{}-{}-{}", &id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]);
        let mut event = Json::from(json!({"id": id, "message": format!("(service {}) {what}", service.name)}));
        event.set("createdAt", now);
        service.events.insert(0, event);
        service.events.truncate(100);
    }
}
