//! Reads a [`Container`] from a [`Node`].

use std::borrow::Cow;

use crate::facts::read_view::{integer, is_stated, list, member_text, text};
use crate::facts::{
    Container, Dependency, EnvironmentFile, Fact, HealthCheck, LABEL, LogConfiguration, PortMapping, Record,
    RestartPolicy, Variable,
};
use crate::text::{Kind, Node};

/// Few container definitions have more members.
const MOST_USUAL_MEMBERS: usize = 12;

impl<'a> Container<'a> {
    /// Reads the facts of one container definition, whole.
    pub fn read<N: Node<'a>>(node: N) -> Self {
        let mut container = Self::with_record(node);
        container.definition = node.to_value();
        container
    }

    /// Reads the facts of one container definition and, if it is a sidecar's, the record of its injection.
    pub(super) fn with_record<N: Node<'a>>(node: N) -> Self {
        let mut container = Self::facts(node);
        if container.labels.known().is_some_and(|labels| labels.iter().any(|key| key == LABEL)) {
            let record = node.member("dockerLabels").and_then(|labels| labels.member(LABEL));
            container.record = record.map_or(Fact::Absent, |record| {
                Fact::of(record, |record| Record::parse(&record.as_str()?).map(Box::new))
            });
        }
        container
    }

    /// Reads the facts of one container definition, but for the record of an injection.
    pub(crate) fn facts<N: Node<'a>>(node: N) -> Self {
        let mut container = Self { stated: Vec::with_capacity(MOST_USUAL_MEMBERS), ..Self::default() };
        if node.kind() != Kind::Object {
            container.name = Fact::Unknown;
            container.essential = Fact::Unknown;
            container.environment = Fact::Unknown;
        }
        for (name, node) in node.members() {
            match &*name {
                "name" => container.name = text(node),
                "image" => container.image = text(node),
                "essential" => container.essential = Fact::of(node, Node::as_bool),
                "cpu" => container.cpu = integer(node),
                "memory" => container.memory = integer(node),
                "memoryReservation" => container.memory_reservation = integer(node),
                "environment" => container.environment = list(node, variable),
                "environmentFiles" => {
                    let file = |node| EnvironmentFile { value: member_text(node, "value") };
                    container.environment_files = node.elements().map(file).collect();
                }
                "secrets" => container.secrets = list(node, |secret| member_text(secret, "name")),
                "dependsOn" => container.depends_on = list(node, dependency),
                "portMappings" => container.port_mappings = list(node, port_mapping),
                "links" => {
                    let links = node.elements().filter_map(Node::as_str);
                    container.links =
                        links.map(|link| Cow::Owned(link.split(':').next().unwrap_or_default().to_string())).collect();
                }
                "volumesFrom" => container.volumes_from = names(node, "sourceContainer"),
                "mountPoints" => container.mounted_volumes = names(node, "sourceVolume"),
                "dockerLabels" => container.labels = object(node, labels),
                "firelensConfiguration" => container.is_log_router = node.kind() != Kind::Null,
                "logConfiguration" => container.log_configuration = object(node, log_configuration),
                "healthCheck" => container.health_check = object(node, |node| Box::new(health_check(node))),
                "restartPolicy" => container.restart_policy = object(node, restart_policy),
                "startTimeout" => container.start_timeout = integer(node),
                "stopTimeout" => container.stop_timeout = integer(node),
                "linuxParameters" => container.read_linux_parameters(node),
                "resourceRequirements" => {
                    container.resource_requirements = node.elements().map(|node| member_text(node, "type")).collect();
                }
                _ => {}
            }
            if is_stated(node) {
                container.stated.push(name);
            }
        }
        container
    }

    fn read_linux_parameters<N: Node<'a>>(&mut self, node: N) {
        self.linux_parameters = node.members().filter(|(_, node)| is_stated(*node)).map(|(name, _)| name).collect();
        let added = node.member("capabilities").and_then(|capabilities| capabilities.member("add"));
        self.added_capabilities = added.map_or_else(Vec::new, |added| added.elements().map(text).collect());
    }
}

fn object<'a, N: Node<'a>, T>(node: N, read: impl FnOnce(N) -> T) -> Fact<T> {
    Fact::of(node, |node| (node.kind() == Kind::Object).then(|| read(node)))
}

fn names<'a>(node: impl Node<'a>, member: &str) -> Vec<Cow<'a, str>> {
    node.elements().filter_map(|element| element.member(member)?.as_str()).collect()
}

/// The keys, each once.
fn labels<'a, N: Node<'a>>(node: N) -> Vec<Cow<'a, str>> {
    let mut labels = Vec::new();
    for (key, _) in node.members() {
        if !labels.contains(&key) {
            labels.push(key);
        }
    }
    labels
}

fn variable<'a>(node: impl Node<'a>) -> Variable<'a> {
    let mut variable = Variable::default();
    for (name, node) in node.members() {
        match &*name {
            "name" => variable.name = text(node),
            "value" => variable.value = text(node),
            _ => {}
        }
    }
    variable
}

fn dependency<'a>(node: impl Node<'a>) -> Dependency<'a> {
    Dependency { container: member_text(node, "containerName"), condition: member_text(node, "condition") }
}

fn port_mapping<'a>(node: impl Node<'a>) -> PortMapping<'a> {
    let mut mapping = PortMapping::default();
    for (name, node) in node.members() {
        match &*name {
            "containerPort" => mapping.container_port = integer(node),
            "containerPortRange" => mapping.container_port_range = text(node),
            "hostPort" => mapping.host_port = integer(node),
            "protocol" => mapping.protocol = text(node),
            "name" => mapping.name = text(node),
            "appProtocol" => mapping.app_protocol = text(node),
            _ => {}
        }
    }
    mapping
}

fn log_configuration<'a>(node: impl Node<'a>) -> LogConfiguration<'a> {
    let mut logs = LogConfiguration::default();
    for (name, node) in node.members() {
        match &*name {
            "logDriver" => logs.driver = text(node),
            "options" => logs.options = node.members().map(|(key, value)| (key, text(value))).collect(),
            "secretOptions" => {
                logs.secret_options = node.elements().map(|option| member_text(option, "name")).collect();
            }
            _ => {}
        }
    }
    logs
}

fn health_check<'a>(node: impl Node<'a>) -> HealthCheck<'a> {
    let mut check = HealthCheck::default();
    for (name, node) in node.members() {
        match &*name {
            "command" => check.command = list(node, text),
            "interval" => check.interval = integer(node),
            "timeout" => check.timeout = integer(node),
            "retries" => check.retries = integer(node),
            "startPeriod" => check.start_period = integer(node),
            _ => {}
        }
    }
    check
}

fn restart_policy<'a>(node: impl Node<'a>) -> RestartPolicy {
    let mut policy = RestartPolicy::default();
    for (name, node) in node.members() {
        match &*name {
            "enabled" => policy.enabled = Fact::of(node, Node::as_bool),
            "ignoredExitCodes" => policy.ignored_exit_codes = node.elements().count(),
            "restartAttemptPeriod" => policy.restart_attempt_period = integer(node),
            _ => {}
        }
    }
    policy
}
