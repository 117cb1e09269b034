//! [`View`]: the facts that a decision needs, borrowed from whatever holds the task definition.

use std::borrow::Cow;

use crate::error::Error;
use crate::form::Form;
use crate::node::{Kind, Node};
use crate::pointer::Pointer;
use crate::record::{LABEL, Record};
use crate::value::Value;

/// A fact that a document may state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fact<T> {
    /// The member does not stand there.
    #[default]
    Absent,
    /// It stands there as `null`, which ECS takes as absent.
    Null,
    /// It is this.
    Known(T),
    /// Something stands there that has the wrong type, or whose value is not known here.
    Unknown,
}

impl<T> Fact<T> {
    /// What is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(fact) => Some(fact),
            Self::Absent | Self::Null | Self::Unknown => None,
        }
    }

    /// Whether ECS takes the member as absent.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent | Self::Null)
    }

    fn of<'a, N: Node<'a>>(node: N, read: impl FnOnce(N) -> Option<T>) -> Self {
        if node.kind() == Kind::Null { Self::Null } else { read(node).map_or(Self::Unknown, Self::Known) }
    }
}

/// Text that a document states.
pub type Text<'a> = Fact<Cow<'a, str>>;

/// The facts about a task definition that a decision needs.
///
/// ```
/// use outrigger_core::{Document, Fact, View};
///
/// let document = Document::scan(r#"{"containerDefinitions": [{"name": "api", "environment": null}]}"#)?;
/// let view = View::read(document.root(), "jaeger")?;
/// assert_eq!(view.containers[0].name.known().map(|name| &**name), Some("api"));
/// assert_eq!(view.containers[0].environment, Fact::Null);
/// # Ok::<(), outrigger_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The form of the document.
    pub form: Form,
    /// The members of the task definition, in their order; for a bare array, none.
    pub members: Vec<TaskMember<'a>>,
    /// The members that stand beside `taskDefinition` in the output of `DescribeTaskDefinition`, less `tags`.
    pub response_members: Vec<Cow<'a, str>>,
    /// The keys of the tags, which in the output of `DescribeTaskDefinition` stand beside the task definition.
    pub tags: Fact<Vec<Text<'a>>>,
    /// `networkMode`
    pub network_mode: Text<'a>,
    /// `requiresCompatibilities`
    pub compatibilities: Fact<Vec<Text<'a>>>,
    /// `runtimePlatform.operatingSystemFamily`
    pub operating_system_family: Text<'a>,
    /// `proxyConfiguration.containerName`
    pub proxy_container: Text<'a>,
    /// `volumes`
    pub volumes: Fact<Vec<Volume<'a>>>,
    /// The container definitions, each at its index.
    pub containers: Vec<Container<'a>>,
    /// Where a `null` stands below a member of a described task definition; empty for the other forms.
    pub nulls: Vec<Pointer>,
    /// The size of the document as compact JSON, in bytes, without what registering takes out.
    pub compact_len: usize,
}

/// A member of the task definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskMember<'a> {
    /// Its name.
    pub name: Cow<'a, str>,
    /// What stands there.
    pub kind: Kind,
}

/// A volume of the task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volume<'a> {
    /// Its name.
    pub name: Text<'a>,
    /// The whole volume, if all of it could be read.
    pub definition: Option<Value<'a>>,
}

/// The facts about one container definition.
#[derive(Clone, Debug, Default)]
pub struct Container<'a> {
    /// `name`
    pub name: Text<'a>,
    /// `essential`; absent means `true`.
    pub essential: Fact<bool>,
    /// `environment`
    pub environment: Fact<Vec<Variable<'a>>>,
    /// The names of `secrets`.
    pub secrets: Fact<Vec<Text<'a>>>,
    /// `dependsOn`
    pub depends_on: Fact<Vec<Dependency<'a>>>,
    /// `portMappings`
    pub port_mappings: Fact<Vec<PortMapping<'a>>>,
    /// The containers that `links` names.
    pub links: Vec<Cow<'a, str>>,
    /// The containers that `volumesFrom` names.
    pub volumes_from: Vec<Cow<'a, str>>,
    /// The volumes that `mountPoints` names.
    pub mounted_volumes: Vec<Cow<'a, str>>,
    /// The keys of `dockerLabels`.
    pub labels: Fact<Vec<Cow<'a, str>>>,
    /// The record of an injection, in the label [`LABEL`].
    pub record: Fact<Record>,
    /// Whether this is a FireLens log router.
    pub is_log_router: bool,
    /// The group and region of the `awslogs` log driver, if that is the one used.
    pub awslogs: Option<AwsLogs<'a>>,
    /// The whole container definition; read for the one container that was asked for, if all of it could be read.
    pub definition: Option<Value<'a>>,
}

/// An environment variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variable<'a> {
    /// Its name.
    pub name: Text<'a>,
    /// Its value.
    pub value: Text<'a>,
}

/// An entry of `dependsOn`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependency<'a> {
    /// `containerName`
    pub container: Text<'a>,
    /// `condition`
    pub condition: Text<'a>,
}

/// An entry of `portMappings`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortMapping<'a> {
    /// `containerPort`
    pub container_port: Fact<u32>,
    /// `containerPortRange`
    pub container_port_range: Text<'a>,
    /// `protocol`; absent means `tcp`.
    pub protocol: Text<'a>,
}

/// Where the `awslogs` driver writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AwsLogs<'a> {
    /// `awslogs-group`
    pub group: Text<'a>,
    /// `awslogs-region`
    pub region: Text<'a>,
}

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
            response_members: Vec::new(),
            tags: Fact::Absent,
            network_mode: Fact::Absent,
            compatibilities: Fact::Absent,
            operating_system_family: Fact::Absent,
            proxy_container: Fact::Absent,
            volumes: Fact::Absent,
            containers: Vec::new(),
            nulls: Vec::new(),
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
                if !matches!(kind, Kind::Null) {
                    collect_nulls(node, &Pointer::root().then(name.clone().into_owned()), &mut self.nulls);
                }
                if crate::form::READ_ONLY_MEMBERS.contains(&&*name) {
                    self.compact_len = self.compact_len.saturating_sub(name.len() + 4 + node.compact_len());
                }
            }
            self.members.push(TaskMember { name, kind });
        }
    }

    /// The first container of that name, with its index.
    pub fn container(&self, name: &str) -> Option<(usize, &Container<'a>)> {
        self.containers.iter().enumerate().find(|(_, container)| container.is_named(name))
    }

    /// Whether the task is meant for Fargate.
    pub fn is_fargate(&self) -> bool {
        self.requires("FARGATE")
    }

    /// Whether `requiresCompatibilities` names this one.
    pub(crate) fn requires(&self, compatibility: &str) -> bool {
        let named = self.compatibilities.known().into_iter().flatten().filter_map(Fact::known);
        named.into_iter().any(|name| name == compatibility)
    }
}

impl<'a> Container<'a> {
    /// Reads the facts of one container definition, whole.
    pub fn read<N: Node<'a>>(node: N) -> Self {
        let mut container = Self::facts(node);
        container.definition = node.to_value();
        container
    }

    fn facts<N: Node<'a>>(node: N) -> Self {
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

    /// Whether this is its name.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.known().is_some_and(|known| known == name)
    }

    /// Whether the task stops when this container stops; not known if the member has the wrong type.
    pub fn is_essential(&self) -> Option<bool> {
        match self.essential {
            Fact::Absent | Fact::Null => Some(true),
            Fact::Known(essential) => Some(essential),
            Fact::Unknown => None,
        }
    }

    /// The variable of that name, with its index: the last, which is the one that counts.
    pub fn variable(&self, name: &str) -> Option<(usize, &Variable<'a>)> {
        let variables = self.environment.known()?.iter().enumerate();
        variables.rev().find(|(_, variable)| variable.name.known().is_some_and(|known| known == name))
    }

    /// Whether `secrets` has an entry of that name.
    pub fn has_secret(&self, name: &str) -> bool {
        self.secrets.known().into_iter().flatten().any(|secret| secret.known().is_some_and(|known| known == name))
    }

    /// The entry of `dependsOn` for that container, with its index.
    pub fn dependency(&self, on: &str) -> Option<(usize, &Dependency<'a>)> {
        let dependencies = self.depends_on.known()?.iter().enumerate();
        dependencies.rev().find(|(_, dependency)| dependency.container.known().is_some_and(|known| known == on))
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
    Fact::of(node, |node| (node.kind() == Kind::Array).then(|| node.elements().map(read).collect()))
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
