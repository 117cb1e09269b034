//! [`View`]: the facts that a decision needs, borrowed from whatever holds the task definition.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::form::Form;
use crate::node::Kind;
use crate::pointer::Pointer;
use crate::record::Record;
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
    /// The members whose name another member of the same object has; the last one counts.
    pub duplicates: Vec<Pointer>,
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
    /// The first container of each name.
    pub(crate) first_of_name: HashMap<Cow<'a, str>, usize>,
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
    /// The record of an injection, in the label [`LABEL`](crate::LABEL).
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
    /// The first container of that name, with its index.
    pub fn container(&self, name: &str) -> Option<(usize, &Container<'a>)> {
        let index = *self.first_of_name.get(name)?;
        Some((index, self.containers.get(index)?))
    }

    /// The first volume of that name, with its index.
    pub fn volume(&self, name: &str) -> Option<(usize, &Volume<'a>)> {
        let mut volumes = self.volumes.known()?.iter().enumerate();
        volumes.find(|(_, volume)| volume.name.known().is_some_and(|known| known == name))
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
