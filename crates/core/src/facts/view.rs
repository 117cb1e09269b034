//! [`View`]: the facts that a decision needs, borrowed from whatever holds the task definition.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::facts::{Container, Form, Variable, Variables};
use crate::text::{Kind, Pointer, Value};

/// How many containers are looked through by name: more than a task may have.
const FEW: usize = 16;

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

    /// What is known, by itself.
    pub fn into_known(self) -> Option<T> {
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
    pub members: Vec<Member<'a>>,
    /// The members whose name another member of the same object has; the last one counts.
    pub duplicates: Vec<Pointer>,
    /// The members that stand beside `taskDefinition` in the output of `DescribeTaskDefinition`, less `tags`.
    pub response_members: Vec<Cow<'a, str>>,
    /// The tags, which in the output of `DescribeTaskDefinition` stand beside the task definition.
    pub tags: Fact<Vec<Tag<'a>>>,
    /// The tags inside the task definition of the output of `DescribeTaskDefinition`: ECS puts none there, people do.
    pub inner_tags: Fact<Vec<Tag<'a>>>,
    /// `family`
    pub family: Text<'a>,
    /// `networkMode`
    pub network_mode: Text<'a>,
    /// `cpu`: a string or a number.
    pub cpu: Fact<Value<'a>>,
    /// `memory`: a string or a number.
    pub memory: Fact<Value<'a>>,
    /// `ephemeralStorage.sizeInGiB`
    pub ephemeral_storage: Fact<i64>,
    /// `requiresCompatibilities`
    pub compatibilities: Fact<Vec<Text<'a>>>,
    /// `runtimePlatform.operatingSystemFamily`
    pub operating_system_family: Text<'a>,
    /// `runtimePlatform.cpuArchitecture`
    pub cpu_architecture: Text<'a>,
    /// `pidMode`
    pub pid_mode: Text<'a>,
    /// `proxyConfiguration.containerName`
    pub proxy_container: Text<'a>,
    /// `volumes`
    pub volumes: Fact<Vec<Volume<'a>>>,
    /// The container definitions, each at its index.
    pub containers: Vec<Arc<Container<'a>>>,
    /// The variables that a plan adds to containers, each with the container's index and in that order: most of what it
    /// does.
    pub(crate) added_variables: Vec<(usize, Variable<'a>)>,
    /// Where a `null` stands below a member of a described task definition; empty for the other forms.
    pub nulls: Vec<Pointer>,
    /// Of the containers that there were when it was made, the first of each name; where they are few, there is none.
    pub(crate) names: Option<Arc<Names<'a>>>,
    /// The positions of those that are not the first of their name.
    pub(crate) repeated: Vec<usize>,
    /// The size of the document as compact JSON, in bytes, without what registering takes out.
    pub compact_len: usize,
}

/// The first of so many containers of each name.
#[derive(Clone, Debug)]
pub(crate) struct Names<'a> {
    first: HashMap<Cow<'a, str>, usize>,
    count: usize,
}

/// A member of a task definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    /// Its name.
    pub name: Cow<'a, str>,
    /// What stands there.
    pub kind: Kind,
    /// Whether it says something: it is neither `null` nor `false` nor an empty string, array or object, which is what
    /// `DescribeTaskDefinition` answers for most members that nobody stated.
    pub is_stated: bool,
}

/// A tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Its key.
    pub key: Text<'a>,
    /// Its value.
    pub value: Text<'a>,
    /// The whole tag, if all of it could be read; only of [`View::inner_tags`].
    pub definition: Option<Value<'a>>,
}

impl Tag<'_> {
    /// Whether ECS refuses to be given it: its key starts with `aws:`.
    pub(crate) fn is_reserved(&self) -> bool {
        let starts = |key: &str| key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"));
        self.key.known().is_some_and(|key| starts(key))
    }
}

/// A volume of the task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volume<'a> {
    /// Its name.
    pub name: Text<'a>,
    /// The whole volume, if all of it could be read.
    pub definition: Option<Value<'a>>,
}

impl<'a> View<'a> {
    /// The first container of that name, with its index.
    pub fn container(&self, name: &str) -> Option<(usize, &Container<'a>)> {
        let named = self.names.as_ref().and_then(|names| names.first.get(name)).copied();
        let index = named.or_else(|| {
            let count = self.names.as_ref().map_or(0, |names| names.count);
            // Names in one task are often as long and begin alike: the last letter tells most apart.
            let last = name.as_bytes().last();
            let is_it =
                |known: &Cow<'_, str>| known.len() == name.len() && known.as_bytes().last() == last && known == name;
            let others = self.containers.get(count..)?;
            Some(count + others.iter().position(|container| container.name.known().is_some_and(is_it))?)
        })?;
        Some((index, self.containers.get(index)?))
    }

    /// The same, where the container that was asked for last, or the one after it, is often asked for next.
    ///
    /// `last` is the index of that one; to begin with it is 0.
    pub(crate) fn container_near(&self, name: &str, last: &mut usize) -> Option<(usize, &Container<'a>)> {
        for near in [*last, *last + 1] {
            if let Some(container) = self.containers.get(near).filter(|container| container.is_named(name))
                && self.is_first(near)
            {
                *last = near;
                return Some((near, container));
            }
        }
        let found = self.container(name)?;
        *last = found.0;
        Some(found)
    }

    /// Notes which container is the first of each name, and which are not.
    pub(crate) fn index_names(&mut self) {
        self.names = None;
        let named = self.containers.iter().enumerate();
        let named = named.filter_map(|(position, container)| Some((position, container.name.known()?)));
        if self.containers.len() <= FEW {
            let is_first = |position, name: &str| self.container(name).is_some_and(|(first, _)| first == position);
            self.repeated = named.filter(|(position, name)| !is_first(*position, name)).map(|named| named.0).collect();
            return;
        }
        let mut first = HashMap::with_capacity(self.containers.len());
        let mut is_first = |position, name: &Cow<'a, str>| *first.entry(name.clone()).or_insert(position) == position;
        self.repeated = named.filter(|(position, name)| !is_first(*position, name)).map(|named| named.0).collect();
        self.names = Some(Arc::new(Names { first, count: self.containers.len() }));
    }

    /// Whether the container at a position is the first of its name.
    pub(crate) fn is_first(&self, position: usize) -> bool {
        self.repeated.binary_search(&position).is_err()
    }

    /// Gives those variables of a container whose names are wanted, each with its index, those that are added among them.
    pub(crate) fn select_variables(
        &self,
        container: &Container<'a>,
        is_wanted: impl Fn(&str) -> bool,
        mut give: impl FnMut(usize, Variable<'a>),
    ) {
        if let Fact::Known(variables) = &container.environment {
            variables.select(&is_wanted, &mut give);
        }
        for (index, variable) in self.added_to(container) {
            if variable.name.known().is_some_and(|name| is_wanted(name)) {
                give(index, variable.clone());
            }
        }
    }

    /// The variables that are added to a container, each with its index.
    fn added_to(&self, container: &Container<'_>) -> impl Iterator<Item = (usize, &Variable<'a>)> {
        let start = self.added_variables.partition_point(|(index, _)| *index < container.index);
        let added = &self.added_variables[start..];
        let added = &added[..added.partition_point(|(index, _)| *index == container.index)];
        let stated = container.environment.known().filter(|_| !added.is_empty()).map_or(0, Variables::len);
        added.iter().enumerate().map(move |(index, (_, variable))| (stated + index, variable))
    }

    /// The variable of that name of a container, with its index: the last, which is the one that counts.
    pub(crate) fn variable(&self, container: &Container<'a>, name: &str) -> Option<(usize, Variable<'a>)> {
        let added = self.added_to(container).filter(|(_, variable)| variable.is_named(name)).last();
        added.map(|(index, variable)| (index, variable.clone())).or_else(|| container.variable(name))
    }

    /// The first volume of that name, with its index.
    pub fn volume(&self, name: &str) -> Option<(usize, &Volume<'a>)> {
        let mut volumes = self.volumes.known()?.iter().enumerate();
        volumes.find(|(_, volume)| volume.name.known().is_some_and(|known| known == name))
    }

    /// The tags that stand inside the task definition.
    pub(crate) fn tags_inside(&self) -> &Fact<Vec<Tag<'a>>> {
        match self.form {
            Form::DescribeOutput => &self.inner_tags,
            Form::Register | Form::Described | Form::Containers => &self.tags,
        }
    }

    /// Whether there is a list of tags beside the task definition that does not go as a whole when that is registered.
    pub(crate) fn keeps_tags_beside(&self) -> bool {
        self.form == Form::DescribeOutput
            && match &self.tags {
                Fact::Absent | Fact::Null => false,
                Fact::Known(tags) => !tags.iter().all(Tag::is_reserved),
                Fact::Unknown => true,
            }
    }

    /// Whether the task is meant for Fargate.
    pub fn is_fargate(&self) -> bool {
        self.requires("FARGATE")
    }

    /// Whether the task runs on Windows.
    pub fn is_windows(&self) -> bool {
        self.operating_system_family.known().is_some_and(|family| family.starts_with("WINDOWS"))
    }

    /// Whether the task definition has this member, and it says something.
    pub fn states(&self, member: &str) -> bool {
        self.members.iter().any(|stated| stated.is_stated && stated.name == member)
    }

    /// Whether `requiresCompatibilities` names this one.
    pub(crate) fn requires(&self, compatibility: &str) -> bool {
        let named = self.compatibilities.known().into_iter().flatten().filter_map(Fact::known);
        named.into_iter().any(|name| name == compatibility)
    }
}
