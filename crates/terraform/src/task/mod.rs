//! [`Task`]: a resource read as a task definition: `network_mode` as `networkMode`, a `volume` block as one of the `volumes`.

mod container_definitions;
mod definition_tree;
mod expression_reader;
mod json_reader;
mod json_template;
mod record_mark;
mod unknown_values;

use std::borrow::Cow;

use hcl_edit::structure::Block;
use outrigger_core::Form as CoreForm;

use crate::error::Error;
use crate::module::{Folder, Module, Place, resource};
use crate::syntax::expression::span;
use crate::task::container_definitions::Definitions;
use crate::task::expression_reader::Reader;

pub(crate) use container_definitions::Form;
pub(crate) use definition_tree::{List, Part, Shape, Toggle, Tree};
pub(crate) use json_template::{bare_expressions, mask};
pub(crate) use record_mark::{LABELS, is_marked, mark};
pub(crate) use unknown_values::add_unknowns;

/// The attributes of the resource that are members of a task definition, with the names of the members.
const ATTRIBUTES: [(&str, &str); 12] = [
    ("cpu", "cpu"),
    ("enable_fault_injection", "enableFaultInjection"),
    ("execution_role_arn", "executionRoleArn"),
    ("family", "family"),
    ("ipc_mode", "ipcMode"),
    ("memory", "memory"),
    ("network_mode", "networkMode"),
    ("pid_mode", "pidMode"),
    ("requires_compatibilities", "requiresCompatibilities"),
    ("task_role_arn", "taskRoleArn"),
    ("placement_constraints", "placementConstraints"),
    ("proxy_configuration", "proxyConfiguration"),
];

/// Names in Terraform, each with the name in ECS.
type Names = &'static [(&'static str, &'static str)];

/// The blocks of the resource that are members of a task definition, with the names of the members and their own members.
const BLOCKS: [(&str, &str, Names); 3] = [
    ("proxy_configuration", "proxyConfiguration", &[("container_name", "containerName"), ("type", "type")]),
    (
        "runtime_platform",
        "runtimePlatform",
        &[("operating_system_family", "operatingSystemFamily"), ("cpu_architecture", "cpuArchitecture")],
    ),
    ("ephemeral_storage", "ephemeralStorage", &[("size_in_gib", "sizeInGiB")]),
];

/// A task definition, with the place of every value.
pub(crate) struct Task<'m> {
    /// The resource's address.
    pub(crate) address: String,
    /// The resource.
    pub(crate) block: &'m Block,
    /// The task definition, in the form of `register-task-definition`.
    pub(crate) tree: Tree<'m>,
    /// The form of its container definitions.
    pub(crate) form: Form,
}

impl<'m> Task<'m> {
    /// Reads the task definition with this address, or the only one, from the file to change.
    pub(crate) fn read(module: &'m Module, folder: &dyn Folder, meant: Option<&str>) -> Result<Self, Error> {
        let file = module.file(0);
        let (address, block) = resource::find(file, meant)?;
        let Some(attribute) = block.body.get_attribute("container_definitions") else {
            return Err(Error::new(format!("{address} has no attribute `container_definitions`"))
                .at(&file.path, span(block).start + file.mark.len()));
        };
        let Definitions { tree, form } = Definitions::read(module, folder, 0, &attribute.value)?;
        let reader = Reader::new(module, 0);
        let mut members = vec![(Cow::Borrowed("containerDefinitions"), tree)];
        for (name, member) in ATTRIBUTES {
            if let Some(attribute) = block.body.get_attribute(name) {
                let mut tree = reader.tree(&attribute.value);
                // In ECS both are strings; Terraform accepts numbers, too.
                if let (Shape::Number(text), true) = (&tree.shape, matches!(name, "cpu" | "memory")) {
                    tree.shape = Shape::String(text.clone());
                }
                members.push((Cow::Borrowed(member), tree));
            }
        }
        for (name, member, attributes) in BLOCKS {
            if let Some(block) = block.body.get_blocks(name).next() {
                members.push((Cow::Borrowed(member), object(reader, block, attributes)));
            }
        }
        let volumes: Vec<_> = block.body.get_blocks("volume").map(|volume| self::volume(reader, volume)).collect();
        if !volumes.is_empty() {
            let place = volumes[0].place.clone();
            let shape = Shape::Array(List { elements: volumes, ..List::default() });
            members.push((Cow::Borrowed("volumes"), Tree { place, shape }));
        }
        let place = Place { file: 0, span: span(block) };
        Ok(Self { address, block, tree: Tree::object(place, members), form })
    }

    /// The container definitions.
    pub(crate) fn containers(&self) -> Option<&List<'m>> {
        self.tree.at(&CoreForm::Register.containers())?.as_list()
    }
}

/// A block as an object with these attributes.
fn object<'m>(reader: Reader<'m>, block: &'m Block, attributes: Names) -> Tree<'m> {
    let stated = attributes.iter().filter_map(|(name, member)| {
        let attribute = block.body.get_attribute(name)?;
        Some((Cow::Borrowed(*member), reader.tree(&attribute.value)))
    });
    Tree::object(Place { file: reader.file, span: span(block) }, stated.collect())
}

/// A volume with all of its attributes and blocks, so that it equals a sidecar's volume only if it has nothing else.
fn volume<'m>(reader: Reader<'m>, block: &'m Block) -> Tree<'m> {
    let mut tree = object(reader, block, &[("name", "name")]);
    let place = tree.place.clone();
    let Shape::Object(members) = &mut tree.shape else { return tree };
    for attribute in block.body.attributes().filter(|attribute| attribute.key.as_str() != "name") {
        let value = reader.tree(&attribute.value);
        members.entries.push(match attribute.key.as_str() {
            "host_path" => {
                let host = vec![(Cow::Borrowed("sourcePath"), value)];
                (Cow::Borrowed("host"), Tree::object(place.clone(), host))
            }
            name => (Cow::Borrowed(name), value),
        });
    }
    for block in block.body.blocks() {
        members.entries.push((Cow::Borrowed(block.ident.as_str()), object(reader, block, &[])));
    }
    tree
}
