//! [`Definition`]: a revision of a task definition, as it was registered.

use serde_json::json;

use crate::model::{ACCOUNT, State, arn};
use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;
use crate::registration;

pub(crate) struct Definition {
    pub(crate) family: String,
    pub(crate) revision: i64,
    pub(crate) arn: String,
    pub(crate) is_active: bool,
    /// The request of RegisterTaskDefinition, byte for byte.
    pub(crate) registered: String,
    pub(crate) tags: Vec<Json>,
    body: Json,
    registered_at: Json,
    deregistered_at: Option<Json>,
}

impl Definition {
    /// The answer of DescribeTaskDefinition: the registered text, unchanged, with the defaults and read-only members of ECS.
    pub(crate) fn describe(&self, fills_defaults: bool) -> Json {
        let mut json = self.body.clone();
        json.remove("tags");
        if fills_defaults {
            fill(&mut json);
        }
        json.set("taskDefinitionArn", self.arn.as_str());
        json.set("revision", self.revision);
        json.set("status", if self.is_active { "ACTIVE" } else { "INACTIVE" });
        json.set("requiresAttributes", json!([{"name": "com.amazonaws.ecs.capability.docker-remote-api.1.18"}]));
        let is_awsvpc = self.network_mode() == "awsvpc";
        json.set("compatibilities", if is_awsvpc { json!(["EC2", "FARGATE"]) } else { json!(["EC2"]) });
        json.set("registeredAt", self.registered_at.clone());
        json.set("registeredBy", format!("arn:aws:iam::{ACCOUNT}:user/deployer").as_str());
        if let Some(time) = &self.deregistered_at {
            json.set("deregisteredAt", time.clone());
        }
        json
    }

    pub(crate) fn containers(&self) -> &[Json] {
        self.body.list("containerDefinitions")
    }

    pub(crate) fn network_mode(&self) -> String {
        self.body.get_str("networkMode").unwrap_or_else(|| "bridge".to_string())
    }
}

/// Adds the defaults that ECS adds to a registered definition.
fn fill(definition: &mut Json) {
    let is_shared = matches!(definition.get_str("networkMode").as_deref(), Some("awsvpc" | "host"));
    definition.fill("volumes", Json::from(Vec::new()));
    definition.fill("placementConstraints", Json::from(Vec::new()));
    let Some(containers) = definition.get_mut("containerDefinitions") else { return };
    for container in containers.elements_mut() {
        container.fill("cpu", 0);
        container.fill("essential", true);
        for list in ["portMappings", "environment", "mountPoints", "volumesFrom", "systemControls"] {
            container.fill(list, Json::from(Vec::new()));
        }
        let Some(mappings) = container.get_mut("portMappings") else { continue };
        for mapping in mappings.elements_mut() {
            let port = mapping.get("containerPort").cloned();
            if let Some(port) = port {
                mapping.fill("hostPort", if is_shared { port } else { Json::from(0) });
            }
            mapping.fill("protocol", "tcp");
        }
    }
}

impl State {
    /// Registers a definition. Returns its index.
    pub(crate) fn register(&mut self, text: &str) -> Result<usize, Refusal> {
        let body = Json::parse(text).map_err(|error| Refusal::new("SerializationException", error))?;
        registration::check(&body)?;
        let family = body.get_str("family").unwrap_or_default();
        let revision = self.definitions.iter().filter(|known| known.family == family).count() as i64 + 1;
        let definition = Definition {
            arn: arn(&format!("task-definition/{family}:{revision}")),
            family,
            revision,
            is_active: true,
            registered: text.to_string(),
            tags: body.list("tags").to_vec(),
            body,
            registered_at: self.now(),
            deregistered_at: None,
        };
        self.definitions.push(definition);
        Ok(self.definitions.len() - 1)
    }

    /// The index of a definition by family (its newest active revision), family and revision, or ARN.
    pub(crate) fn find_definition(&self, wanted: &str) -> Option<usize> {
        let name = wanted.strip_prefix(&arn("task-definition/")).unwrap_or(wanted);
        match name.split_once(':') {
            None => self.definitions.iter().rposition(|known| known.family == name && known.is_active),
            Some((family, revision)) => {
                let is_wanted = |known: &Definition| known.family == family && known.revision.to_string() == revision;
                self.definitions.iter().position(is_wanted)
            }
        }
    }

    pub(crate) fn deregister(&mut self, index: usize) {
        let now = self.now();
        let definition = &mut self.definitions[index];
        definition.is_active = false;
        definition.deregistered_at.get_or_insert(now);
    }
}
