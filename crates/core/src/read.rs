//! A [`Node`] into a [`View`]: the facts, read in one place whatever holds the tree.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::error::Error;
use crate::form::{Form, READ_ONLY_MEMBERS};
use crate::node::{Kind, Node};
use crate::pointer::Pointer;
use crate::record::{LABEL, Record};
use crate::view::{AwsLogs, Container, Dependency, Fact, PortMapping, TaskMember, Text, Variable, View, Volume};

impl<'a> View<'a> {
    /// Reads the facts; the container named `sidecar` is read whole.
    ///
    /// # Errors
    ///
    /// A document that is none of the forms in [`Form`].
    pub fn read<N: Node<'a>>(root: N, sidecar: &str) -> Result<Self, Error> {
        let form = Form::of(root)?;
        let mut view = Self {
            form,
            members: Vec::new(),
            duplicates: root.duplicates(),
            response_members: Vec::new(),
            tags: Fact::Absent,
            network_mode: Fact::Absent,
            compatibilities: Fact::Absent,
            operating_system_family: Fact::Absent,
            proxy_container: Fact::Absent,
            volumes: Fact::Absent,
            containers: Vec::new(),
            nulls: Vec::new(),
            first_of_name: HashMap::new(),
            compact_len: root.compact_len(),
        };
        match form {
            Form::Containers => view.containers = containers(root, sidecar),
            Form::Register | Form::Described => view.read_task(root, sidecar),
            Form::DescribeOutput => {
                for (name, node) in root.members() {
                    match &*name {
                        "taskDefinition" => view.read_task(node, sidecar),
                        "tags" => view.tags = tags(node),
                        _ => view.response_members.push(name),
                    }
                }
            }
        }
        for (index, container) in view.containers.iter().enumerate() {
            if let Fact::Known(name) = &container.name {
                view.first_of_name.entry(name.clone()).or_insert(index);
            }
        }
        Ok(view)
    }

    fn read_task<N: Node<'a>>(&mut self, task: N, sidecar: &str) {
        self.members.clear();
        for (name, node) in task.members() {
            let kind = node.kind();
            match &*name {
                "containerDefinitions" => self.containers = containers(node, sidecar),
                "networkMode" => self.network_mode = text(node),
                "requiresCompatibilities" => self.compatibilities = list(node, text),
                "runtimePlatform" => self.operating_system_family = member_text(node, "operatingSystemFamily"),
                "proxyConfiguration" => self.proxy_container = member_text(node, "containerName"),
                "volumes" => self.volumes = list(node, volume),
                "tags" if self.form != Form::DescribeOutput => self.tags = tags(node),
                _ => {}
            }
            if self.form.is_described() {
                if READ_ONLY_MEMBERS.contains(&&*name) {
                    self.compact_len = self.compact_len.saturating_sub(name.len() + 4 + node.compact_len());
                } else if kind != Kind::Null {
                    collect_nulls(node, &Pointer::root().then(name.clone().into_owned()), &mut self.nulls);
                }
            }
            self.members.push(TaskMember { name, kind });
        }
    }
}

impl<'a> Container<'a> {
    /// Reads the facts of one container definition, whole.
    pub fn read<N: Node<'a>>(node: N) -> Self {
        let mut container = Self::facts(node);
        container.definition = node.to_value();
        container
    }

    /// Reads the facts of one container definition.
    pub(crate) fn facts<N: Node<'a>>(node: N) -> Self {
        let mut container = Self::default();
        if node.kind() != Kind::Object {
            container.name = Fact::Unknown;
            container.essential = Fact::Unknown;
            container.environment = Fact::Unknown;
        }
        for (name, node) in node.members() {
            match &*name {
                "name" => container.name = text(node),
                "essential" => container.essential = Fact::of(node, Node::as_bool),
                "environment" => container.environment = list(node, variable),
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
                "dockerLabels" => container.read_labels(node),
                "firelensConfiguration" => container.is_log_router = node.kind() != Kind::Null,
                "logConfiguration" => container.awslogs = awslogs(node),
                _ => {}
            }
        }
        container
    }

    fn read_labels<N: Node<'a>>(&mut self, node: N) {
        self.record = Fact::Absent;
        self.labels = Fact::of(node, |node| (node.kind() == Kind::Object).then(Vec::new));
        if let Fact::Known(labels) = &mut self.labels {
            for (key, value) in node.members() {
                if key == LABEL {
                    self.record = Fact::of(value, |value| Record::parse(&value.as_str()?));
                }
                if !labels.contains(&key) {
                    labels.push(key);
                }
            }
        }
    }
}

impl<T> Fact<T> {
    fn of<'a, N: Node<'a>>(node: N, read: impl FnOnce(N) -> Option<T>) -> Self {
        if node.kind() == Kind::Null { Self::Null } else { read(node).map_or(Self::Unknown, Self::Known) }
    }
}

fn containers<'a, N: Node<'a>>(node: N, sidecar: &str) -> Vec<Container<'a>> {
    let read = |node: N| {
        let mut container = Container::facts(node);
        if container.is_named(sidecar) {
            container.definition = node.to_value();
        }
        container
    };
    node.elements().map(read).collect()
}

fn text<'a>(node: impl Node<'a>) -> Text<'a> {
    Fact::of(node, Node::as_str)
}

fn member_text<'a>(node: impl Node<'a>, member: &str) -> Text<'a> {
    match node.kind() {
        Kind::Object => node.member(member).map_or(Fact::Absent, text),
        Kind::Null => Fact::Absent,
        Kind::Bool | Kind::Number | Kind::String | Kind::Array | Kind::Unknown => Fact::Unknown,
    }
}

fn list<'a, N: Node<'a>, T>(node: N, read: impl Fn(N) -> T) -> Fact<Vec<T>> {
    Fact::of(node, |node| {
        (node.kind() == Kind::Array).then(|| {
            // To count them costs less than to grow.
            let mut list = Vec::with_capacity(node.elements().count());
            list.extend(node.elements().map(read));
            list
        })
    })
}

fn names<'a>(node: impl Node<'a>, member: &str) -> Vec<Cow<'a, str>> {
    node.elements().filter_map(|element| element.member(member)?.as_str()).collect()
}

fn tags<'a>(node: impl Node<'a>) -> Fact<Vec<Text<'a>>> {
    list(node, |tag| member_text(tag, "key"))
}

fn volume<'a>(node: impl Node<'a>) -> Volume<'a> {
    Volume { name: member_text(node, "name"), definition: node.to_value() }
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
    PortMapping {
        container_port: node
            .member("containerPort")
            .map_or(Fact::Absent, |port| Fact::of(port, |port| port.as_number()?.parse().ok())),
        container_port_range: member_text(node, "containerPortRange"),
        protocol: member_text(node, "protocol"),
    }
}

fn awslogs<'a>(node: impl Node<'a>) -> Option<AwsLogs<'a>> {
    let driver = node.member("logDriver")?.as_str()?;
    let options = node.member("options")?;
    (driver == "awslogs").then(|| AwsLogs {
        group: member_text(options, "awslogs-group"),
        region: member_text(options, "awslogs-region"),
    })
}

fn collect_nulls<'a>(node: impl Node<'a>, at: &Pointer, nulls: &mut Vec<Pointer>) {
    match node.kind() {
        Kind::Null => nulls.push(at.clone()),
        Kind::Array => {
            for (index, element) in node.elements().enumerate().filter(|(_, element)| element.kind() != Kind::Null) {
                collect_nulls(element, &at.then(index), nulls);
            }
        }
        Kind::Object => node.members().for_each(|(name, value)| {
            if matches!(value.kind(), Kind::Null | Kind::Array | Kind::Object) {
                collect_nulls(value, &at.then(name.into_owned()), nulls);
            }
        }),
        Kind::Bool | Kind::Number | Kind::String | Kind::Unknown => {}
    }
}
