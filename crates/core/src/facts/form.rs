//! [`Form`]: the known forms of a document with container definitions.

use crate::text::{Error, ErrorKind, Kind, Node, Pointer};

/// The read-only members of a task definition: `DescribeTaskDefinition` returns them, `RegisterTaskDefinition` refuses them.
///
/// Source: Amazon ECS API Reference, the members of `TaskDefinition` that are not parameters of `RegisterTaskDefinition`.
pub const READ_ONLY_MEMBERS: [&str; 9] = [
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
    "deleteRequestedAt",
];

/// The known forms of a document with container definitions, recognised by their structure.
///
/// ```
/// use outrigger_core::{Form, Value};
///
/// let value = Value::parse(r#"{"taskDefinition": {"family": "api", "containerDefinitions": []}, "tags": []}"#)?;
/// assert_eq!(Form::of(&value)?, Form::DescribeOutput);
/// # Ok::<(), outrigger_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// The input of `RegisterTaskDefinition`: an object with `containerDefinitions`.
    Register,
    /// The same with read-only members, which only `DescribeTaskDefinition` returns.
    Described,
    /// The whole output of `DescribeTaskDefinition`: `{"taskDefinition": {…}, "tags": […]}`.
    DescribeOutput,
    /// Only the array of container definitions, as Terraform's `container_definitions` takes it.
    Containers,
}

impl Form {
    /// The form of a document.
    ///
    /// # Errors
    ///
    /// A document in none of the forms (`{"services": []}`), or whose `containerDefinitions` is not an array.
    pub fn of<'a>(root: impl Node<'a>) -> Result<Self, Error> {
        if root.kind() == Kind::Array {
            let mut elements = root.elements();
            let is_container = |node| Node::kind(node) == Kind::Object && (has(node, "name") || has(node, "image"));
            return if elements.all(is_container) { Ok(Self::Containers) } else { Err(unknown(root)) };
        }
        let (wrapped, containers) = (root.member("taskDefinition"), root.member("containerDefinitions"));
        let (form, task, containers) = match wrapped {
            Some(task) if containers.is_none() => (Self::DescribeOutput, task, task.member("containerDefinitions")),
            _ => (Self::Register, root, containers),
        };
        match containers.map(Node::kind) {
            Some(Kind::Array) if form == Self::Register && is_described(task) => Ok(Self::Described),
            Some(Kind::Array) => Ok(form),
            Some(_) => {
                Err(Error::new(ErrorKind::Form, "containerDefinitions must be an array of container definitions")
                    .at_pointer(form.task().then("containerDefinitions")))
            }
            None => Err(unknown(root)),
        }
    }

    /// The pointer to the task definition. For [`Form::Containers`], which has none, the pointer to the root.
    pub fn task(self) -> Pointer {
        match self {
            Self::DescribeOutput => Pointer::root().then("taskDefinition"),
            Self::Register | Self::Described | Self::Containers => Pointer::root(),
        }
    }

    /// The pointer to the array of container definitions.
    pub fn containers(self) -> Pointer {
        match self {
            Self::Containers => Pointer::root(),
            Self::Register | Self::Described | Self::DescribeOutput => self.task().then("containerDefinitions"),
        }
    }

    /// Whether the document comes from `DescribeTaskDefinition`, so that it must be converted before it is registered.
    pub fn is_described(self) -> bool {
        match self {
            Self::Described | Self::DescribeOutput => true,
            Self::Register | Self::Containers => false,
        }
    }
}

/// Whether this task definition has read-only members.
fn is_described<'a>(task: impl Node<'a>) -> bool {
    task.members().any(|(name, _)| is_read_only(&name))
}

/// Whether this is the name of one of [`READ_ONLY_MEMBERS`].
pub(crate) fn is_read_only(name: &str) -> bool {
    READ_ONLY_MEMBERS.contains(&name)
}

fn has<'a>(node: impl Node<'a>, member: &str) -> bool {
    node.member(member).is_some()
}

fn unknown<'a>(root: impl Node<'a>) -> Error {
    let help = if has(root, "image") && !has(root, "containerDefinitions") {
        "this looks like a single container definition: put it into an array"
    } else if has(root, "AWSTemplateFormatVersion") || has(root, "Resources") {
        "this looks like a CloudFormation template, which is not supported: extract the task definition from it"
    } else {
        "a task definition has a member `containerDefinitions`, the output of describe-task-definition has it in \
         `taskDefinition`, and an array of container definitions has objects with `name` and `image`"
    };
    Error::new(
        ErrorKind::Form,
        "this is not a task definition, an output of describe-task-definition or an array of container definitions",
    )
    .at_pointer(Pointer::root())
    .with_help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Value;

    #[track_caller]
    fn check(text: &str, form: Result<Form, &str>) {
        let found = Form::of(&Value::parse(text).unwrap());
        assert_eq!(found.map_err(|error| error.help().unwrap_or_default().to_string()), form.map_err(String::from));
    }

    #[test]
    fn forms() {
        check(r#"{"containerDefinitions": []}"#, Ok(Form::Register));
        check(r#"{"containerDefinitions": [], "revision": 3}"#, Ok(Form::Described));
        check(r#"{"taskDefinition": {"containerDefinitions": [], "revision": 3}}"#, Ok(Form::DescribeOutput));
        check("[]", Ok(Form::Containers));
        check(r#"[{"name": "api"}, {"image": "x"}]"#, Ok(Form::Containers));
        check(
            r#"{"name": "api", "image": "x"}"#,
            Err("this looks like a single container definition: put it into an array"),
        );
        check(r#"{"containerDefinitions": {}}"#, Err(""));
    }
}
