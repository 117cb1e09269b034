//! [`View`]: the facts that a decision needs, borrowed from the task definition.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::facts::{Container, Form};
use crate::text::{Kind, Pointer, Value};

/// A fact that a document may state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fact<T> {
    /// The member does not exist.
    #[default]
    Absent,
    /// It is `null`, which ECS treats as absent.
    Null,
    /// It has this value.
    Known(T),
    /// It has the wrong type, or a value that is not known here.
    Unknown,
}

impl<T> Fact<T> {
    /// The value, if it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(fact) => Some(fact),
            Self::Absent | Self::Null | Self::Unknown => None,
        }
    }

    /// The value itself, if it is known.
    pub fn into_known(self) -> Option<T> {
        match self {
            Self::Known(fact) => Some(fact),
            Self::Absent | Self::Null | Self::Unknown => None,
        }
    }

    /// Whether ECS treats the member as absent.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent | Self::Null)
    }
}

/// A text in a document.
pub type Text<'a> = Fact<Cow<'a, str>>;

/// The facts about a task definition that a decision needs.
///
/// ```
/// use outrigger_core::{Document, Fact, View};
///
/// let document = Document::scan(r#"{"containerDefinitions": [{"name": "api", "environment": null}]}"#)?;
/// let view = View::read(document.root(), "jaeger")?;
/// let (_, api) = view.container("api").unwrap();
/// assert_eq!((api.index, &api.environment), (0, &Fact::Null));
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
    /// The members beside `taskDefinition` in the output of `DescribeTaskDefinition`, without `tags`.
    pub response_members: Vec<Cow<'a, str>>,
    /// The tags; in the output of `DescribeTaskDefinition` they are beside `taskDefinition`.
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
    /// The container definitions, each at its index. The facts after a plan share those that stay the same.
    pub(crate) containers: Vec<Arc<Container<'a>>>,
    /// Each `null` below a member of a described task definition; empty for the other forms.
    pub nulls: Vec<Pointer>,
    /// The position of the first container of each name.
    pub(crate) first_of_name: BTreeMap<Cow<'a, str>, usize>,
    /// The size of the document as compact JSON, in bytes, without the read-only members.
    pub compact_len: usize,
}

/// A member of a task definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    /// Its name.
    pub name: Cow<'a, str>,
    /// The kind of its value.
    pub kind: Kind,
    /// Whether it has a value that is not `null`, `false`, or an empty string, array or object. `DescribeTaskDefinition`
    /// returns these for most members that were not registered.
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
    /// The container definitions, in the order of the document.
    ///
    /// ```
    /// use outrigger_core::{Document, View};
    ///
    /// let document = Document::scan(r#"[{"name": "api"}, {"name": "web"}]"#)?;
    /// let view = View::read(document.root(), "jaeger")?;
    /// assert!(view.containers().map(|container| container.index).eq([0, 1]));
    /// # Ok::<(), outrigger_core::Error>(())
    /// ```
    pub fn containers(&self) -> impl ExactSizeIterator<Item = &Container<'a>> {
        self.containers.iter().map(Arc::as_ref)
    }

    /// The first container of that name, with its position.
    pub fn container(&self, name: &str) -> Option<(usize, &Container<'a>)> {
        let position = *self.first_of_name.get(name)?;
        Some((position, self.containers.get(position)?))
    }

    /// Whether the container at a position is the first of its name; a container without a name is.
    pub(crate) fn is_first(&self, position: usize) -> bool {
        let name = self.containers.get(position).and_then(|container| container.name.known());
        name.is_none_or(|name| self.first_of_name.get(name) == Some(&position))
    }

    /// Adds a container after the others.
    pub(crate) fn push_container(&mut self, container: Container<'a>) {
        self.note_name(&container, self.containers.len());
        self.containers.push(Arc::new(container));
    }

    /// Takes out the container at a position.
    pub(crate) fn remove_container(&mut self, position: usize) {
        self.containers.remove(position);
        self.first_of_name.clear();
        for (position, container) in self.containers.clone().iter().enumerate() {
            self.note_name(container, position);
        }
    }

    fn note_name(&mut self, container: &Container<'a>, position: usize) {
        if let Fact::Known(name) = &container.name {
            self.first_of_name.entry(name.clone()).or_insert(position);
        }
    }

    /// The first volume of that name, with its index.
    pub fn volume(&self, name: &str) -> Option<(usize, &Volume<'a>)> {
        let mut volumes = self.volumes.known()?.iter().enumerate();
        volumes.find(|(_, volume)| volume.name.known().is_some_and(|known| known == name))
    }

    /// The tags inside the task definition.
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

    /// Whether the task definition has this member with a value that is not `null`, `false` or empty.
    pub fn states(&self, member: &str) -> bool {
        self.members.iter().any(|stated| stated.is_stated && stated.name == member)
    }

    /// Whether `requiresCompatibilities` names this one.
    pub(crate) fn requires(&self, compatibility: &str) -> bool {
        let named = self.compatibilities.known().into_iter().flatten().filter_map(Fact::known);
        named.into_iter().any(|name| name == compatibility)
    }
}
