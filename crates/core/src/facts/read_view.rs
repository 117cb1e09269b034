//! Reads a [`View`] from a [`Node`]: one function for every representation of a task definition.

use std::collections::BTreeMap;

use crate::facts::{Container, Fact, Form, Member, Tag, Text, View, Volume, is_read_only};
use crate::text::{Error, Kind, Node, Pointer, Value};

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
            inner_tags: Fact::Absent,
            family: Fact::Absent,
            network_mode: Fact::Absent,
            cpu: Fact::Absent,
            memory: Fact::Absent,
            ephemeral_storage: Fact::Absent,
            compatibilities: Fact::Absent,
            operating_system_family: Fact::Absent,
            cpu_architecture: Fact::Absent,
            pid_mode: Fact::Absent,
            proxy_container: Fact::Absent,
            volumes: Fact::Absent,
            containers: Vec::new(),
            nulls: Vec::new(),
            first_of_name: BTreeMap::new(),
            compact_len: root.compact_len(),
        };
        match form {
            Form::Containers => view.read_containers(root, sidecar),
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

    fn read_containers<N: Node<'a>>(&mut self, array: N, sidecar: &str) {
        // Of members with the same name the last one counts.
        self.containers.clear();
        self.first_of_name.clear();
        for (index, node) in array.elements().enumerate() {
            let mut container = Container { index, ..Container::with_record(node) };
            if container.is_named(sidecar) {
                container.definition = node.to_value();
            }
            self.push_container(container);
        }
    }

    fn read_task<N: Node<'a>>(&mut self, task: N, sidecar: &str) {
        self.members.clear();
        for (name, node) in task.members() {
            let kind = node.kind();
            match &*name {
                "containerDefinitions" => self.read_containers(node, sidecar),
                "family" => self.family = text(node),
                "networkMode" => self.network_mode = text(node),
                "requiresCompatibilities" => self.compatibilities = list(node, text),
                "cpu" => self.cpu = size(node),
                "memory" => self.memory = size(node),
                "ephemeralStorage" => {
                    self.ephemeral_storage = node.member("sizeInGiB").map_or(Fact::Absent, integer);
                }
                "runtimePlatform" => {
                    self.operating_system_family = member_text(node, "operatingSystemFamily");
                    self.cpu_architecture = member_text(node, "cpuArchitecture");
                }
                "pidMode" => self.pid_mode = text(node),
                "proxyConfiguration" => self.proxy_container = member_text(node, "containerName"),
                "volumes" => self.volumes = list(node, volume),
                "tags" if self.form == Form::DescribeOutput => self.inner_tags = inner_tags(node),
                "tags" => self.tags = tags(node),
                _ => {}
            }
            if self.form.is_described() {
                if is_read_only(&name) {
                    self.compact_len = self.compact_len.saturating_sub(name.len() + 4 + node.compact_len());
                } else if kind != Kind::Null {
                    collect_nulls(node, &Pointer::root().then(name.clone().into_owned()), &mut self.nulls);
                }
            }
            self.members.push(Member { name, kind, is_stated: is_stated(node) });
        }
    }
}

impl<T> Fact<T> {
    #[inline]
    pub(crate) fn of<'a, N: Node<'a>>(node: N, read: impl FnOnce(N) -> Option<T>) -> Self {
        if node.kind() == Kind::Null { Self::Null } else { read(node).map_or(Self::Unknown, Self::Known) }
    }
}

#[inline(always)]
pub(crate) fn text<'a>(node: impl Node<'a>) -> Text<'a> {
    match node.as_str() {
        Some(text) => Fact::Known(text),
        None if node.kind() == Kind::Null => Fact::Null,
        None => Fact::Unknown,
    }
}

/// The text of a member that may not be there.
#[inline(always)]
pub(crate) fn stated_text<'a>(node: Option<impl Node<'a>>) -> Text<'a> {
    match node {
        Some(node) => text(node),
        None => Fact::Absent,
    }
}

pub(crate) fn member_text<'a>(node: impl Node<'a>, member: &str) -> Text<'a> {
    match node.kind() {
        Kind::Object => stated_text(node.member(member)),
        Kind::Null => Fact::Absent,
        Kind::Bool | Kind::Number | Kind::String | Kind::Array | Kind::Unknown => Fact::Unknown,
    }
}

pub(crate) fn list<'a, N: Node<'a>, T>(node: N, read: impl Fn(N) -> T) -> Fact<Vec<T>> {
    Fact::of(node, |node| {
        (node.kind() == Kind::Array).then(|| {
            // To count them costs less than to grow.
            let mut list = Vec::with_capacity(node.elements().count());
            list.extend(node.elements().map(read));
            list
        })
    })
}

fn tags<'a>(node: impl Node<'a>) -> Fact<Vec<Tag<'a>>> {
    list(node, tag)
}

fn tag<'a>(node: impl Node<'a>) -> Tag<'a> {
    Tag { key: member_text(node, "key"), value: member_text(node, "value"), definition: None }
}

/// The same for tags that are moved elsewhere.
fn inner_tags<'a>(node: impl Node<'a>) -> Fact<Vec<Tag<'a>>> {
    list(node, |node| Tag { definition: node.to_value(), ..tag(node) })
}

fn volume<'a>(node: impl Node<'a>) -> Volume<'a> {
    Volume { name: member_text(node, "name"), definition: node.to_value() }
}

/// A size of the task, which ECS takes as a string and files often give as a number.
fn size<'a>(node: impl Node<'a>) -> Fact<Value<'a>> {
    Fact::of(node, |node| match node.kind() {
        Kind::String => node.as_str().map(Value::String),
        Kind::Number => node.as_number().map(Value::Number),
        Kind::Null | Kind::Bool | Kind::Array | Kind::Object | Kind::Unknown => None,
    })
}

pub(crate) fn integer<'a, T: std::str::FromStr>(node: impl Node<'a>) -> Fact<T> {
    Fact::of(node, |node| node.as_number()?.parse().ok())
}

pub(crate) fn is_stated<'a>(node: impl Node<'a>) -> bool {
    match node.kind() {
        Kind::Null => false,
        Kind::Bool => node.as_bool() == Some(true),
        Kind::Array => node.elements().next().is_some(),
        Kind::Object => node.members().next().is_some(),
        Kind::String => node.as_str().is_none_or(|text| !text.is_empty()),
        Kind::Number | Kind::Unknown => true,
    }
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
