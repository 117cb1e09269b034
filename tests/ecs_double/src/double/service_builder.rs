//! [`ServiceBuilder`]: creates a service before the test begins.

use serde_json::{Map, Value, json};

use crate::double::Ecs;

/// A service that is not created yet.
#[must_use = "the service exists only after `create`"]
pub struct ServiceBuilder<'e> {
    ecs: &'e Ecs,
    request: Map<String, Value>,
    load_balancers: Vec<Value>,
    tags: Vec<Value>,
    aws_tags: Vec<Value>,
}

impl<'e> ServiceBuilder<'e> {
    pub(crate) fn new(ecs: &'e Ecs, cluster: &str, name: &str, definition: &str) -> Self {
        let mut request = Map::new();
        request.insert("cluster".to_string(), cluster.into());
        request.insert("serviceName".to_string(), name.into());
        request.insert("taskDefinition".to_string(), definition.into());
        Self { ecs, request, load_balancers: Vec::new(), tags: Vec::new(), aws_tags: Vec::new() }
    }

    /// This many tasks instead of one.
    pub fn desired_count(self, count: u32) -> Self {
        self.member("desiredCount", json!(count))
    }

    /// `CODE_DEPLOY` or `EXTERNAL`; `ECS` is the default.
    pub fn controller(self, kind: &str) -> Self {
        self.member("deploymentController", json!({"type": kind}))
    }

    /// With this target group.
    pub fn load_balancer(self, target_group: &str, container: &str, port: u16) -> Self {
        let balancer = json!({"targetGroupArn": target_group, "containerName": container, "containerPort": port});
        self.load_balancer_json(balancer)
    }

    /// With this entry of `loadBalancers`, which may have unknown members.
    pub fn load_balancer_json(mut self, balancer: Value) -> Self {
        self.load_balancers.push(balancer);
        self
    }

    /// With this tag. A tag with `aws:` is set as by CloudFormation.
    pub fn tag(mut self, key: &str, value: &str) -> Self {
        let tags = if key.starts_with("aws:") { &mut self.aws_tags } else { &mut self.tags };
        tags.push(json!({"key": key, "value": value}));
        self
    }

    /// With this member of CreateService.
    pub fn member(mut self, name: &str, value: Value) -> Self {
        self.request.insert(name.to_string(), value);
        self
    }

    /// Creates the service, whose tasks run at once. Returns its ARN.
    ///
    /// # Panics
    ///
    /// If ECS would refuse it.
    #[track_caller]
    pub fn create(mut self) -> String {
        if !self.load_balancers.is_empty() {
            self.request.insert("loadBalancers".to_string(), self.load_balancers.into());
        }
        if !self.tags.is_empty() {
            self.request.insert("tags".to_string(), self.tags.into());
        }
        let answer = self.ecs.call("CreateService", &self.request.into());
        let arn = answer.get("service").and_then(|service| service.get_str("serviceArn")).unwrap_or_default();
        self.ecs.tag_as_aws(&arn, self.aws_tags);
        arn
    }
}
