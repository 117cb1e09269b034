//! Checks a tree against the types of the API: known members, types, values and required members.

use crate::facts::{Form, is_read_only};
use crate::model::schema::{Structure, Type, Typed};
use crate::model::{ContainerDefinition, Tag, TaskDefinition, Volume};
use crate::rule::shape::{missing_member, null_member, unknown_member, unknown_value, wrong_type};
use crate::rule::{Finding, is_placeholder};
use crate::text::{Kind, Node, Pointer, Value};

/// Members of a task definition that AWS has announced, and that the model does not have yet.
const NEWER_MEMBERS: [&str; 1] = ["trustedExecutionConfiguration"];

/// Checks a whole document.
pub(crate) fn check<'a, N: Node<'a>>(root: N, form: Form, findings: &mut Vec<Finding>) {
    let at = Path { holder: None, step: Step::Root(form) };
    let mut walk = Walk { form, nulls: None, findings };
    match form {
        Form::Containers => {
            for (index, container) in root.elements().enumerate() {
                walk.value(container, ContainerDefinition::TYPE, &at.element(index));
            }
        }
        Form::DescribeOutput => {
            if let Some(task) = root.member("taskDefinition") {
                walk.task(task, &at);
            }
            // They move into the task definition, unless they are null.
            if let Some(tags) = root.member("tags").filter(|tags| tags.kind() != Kind::Null) {
                walk.value(tags, <Vec<Tag>>::TYPE, &Path { holder: None, step: Step::Member("tags") });
            }
        }
        Form::Register | Form::Described => walk.task(root, &at),
    }
    if let Some((first, count)) = walk.nulls {
        findings.push(null_member::finding(first, count));
    }
}

/// Checks one container definition.
pub(crate) fn check_container(definition: &Value<'_>, form: Form, index: usize, findings: &mut Vec<Finding>) {
    let containers = Path { holder: None, step: Step::Containers(form) };
    Walk { form, nulls: None, findings }.value(definition, ContainerDefinition::TYPE, &containers.element(index));
}

/// Checks one volume.
pub(crate) fn check_volume(definition: &Value<'_>, form: Form, findings: &mut Vec<Finding>) {
    let task = Path { holder: None, step: Step::Root(form) };
    Walk { form, nulls: None, findings }.value(definition, Volume::TYPE, &task.member("volumes"));
}

/// The path from the root to a value; only a finding makes a pointer of it.
#[derive(Clone, Copy)]
struct Path<'p> {
    holder: Option<&'p Path<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    /// The task definition, or the root of an array of container definitions.
    Root(Form),
    /// The array of container definitions.
    Containers(Form),
    Member(&'p str),
    Element(usize),
}

impl<'p> Path<'p> {
    fn member(&'p self, name: &'p str) -> Self {
        Self { holder: Some(self), step: Step::Member(name) }
    }

    fn element(&'p self, index: usize) -> Self {
        Self { holder: Some(self), step: Step::Element(index) }
    }

    fn pointer(&self) -> Pointer {
        let holder = || self.holder.map(Self::pointer).unwrap_or_default();
        match self.step {
            Step::Root(form) => form.task(),
            Step::Containers(form) => form.containers(),
            Step::Member(name) => holder().then(name.to_string()),
            Step::Element(index) => holder().then(index),
        }
    }

    /// The name of the value in messages.
    fn name(&self) -> String {
        match (self.step, self.holder) {
            (Step::Root(_), _) => "the task definition".to_string(),
            (Step::Containers(_), _) => "`containerDefinitions`".to_string(),
            (Step::Member(name), _) => format!("`{name}`"),
            (
                Step::Element(_),
                Some(Path { step: Step::Member("containerDefinitions") | Step::Root(_) | Step::Containers(_), .. }),
            ) => "the container definition".to_string(),
            (Step::Element(_), Some(holder)) => format!("an element of {}", holder.name()),
            (Step::Element(_), None) => "an element".to_string(),
        }
    }
}

struct Walk<'f> {
    form: Form,
    /// The pointer to the first `null`, and the number of nulls.
    nulls: Option<(Pointer, usize)>,
    findings: &'f mut Vec<Finding>,
}

impl Walk<'_> {
    fn task<'a, N: Node<'a>>(&mut self, node: N, at: &Path<'_>) {
        self.value(node, TaskDefinition::TYPE, at);
    }

    fn value<'a, N: Node<'a>>(&mut self, node: N, expected: Type, at: &Path<'_>) {
        let kind = node.kind();
        match (expected, kind) {
            (_, Kind::Unknown) | (Type::String, Kind::String) | (Type::Boolean, Kind::Bool) => {}
            (_, Kind::Null) => self.null(at),
            (Type::Integer, Kind::Number) => {
                let number = node.as_number();
                if let Some(number) = number.filter(|number| number.parse::<i32>().is_err()) {
                    self.findings.push(wrong_type::not_an_integer(at.pointer(), &at.name(), &number));
                }
            }
            (Type::OneOf(values), Kind::String) => {
                // ECS treats an empty string as absent.
                let is_sound = |text: &str| text.is_empty() || values.contains(&text) || is_placeholder(text);
                if let Some(text) = node.as_str().filter(|text| !is_sound(text)) {
                    self.findings.push(unknown_value::finding(at.pointer(), &at.name(), &text, values));
                }
            }
            (Type::List(element), Kind::Array) => {
                for (index, node) in node.elements().enumerate() {
                    self.value(node, *element, &at.element(index));
                }
            }
            (Type::Map, Kind::Object) => {
                for (name, node) in node.members() {
                    self.value(node, Type::String, &at.member(&name));
                }
            }
            (Type::Structure(structure), Kind::Object) => self.structure(node, structure, at),
            (Type::Integer | Type::Boolean | Type::List(_) | Type::Map | Type::Structure(_), Kind::String)
                if node.as_str().is_none_or(|text| is_placeholder(&text)) => {}
            (_, Kind::Bool | Kind::Number | Kind::String | Kind::Array | Kind::Object) => {
                self.findings.push(wrong_type::finding(at.pointer(), &at.name(), kind, expected));
            }
        }
    }

    fn structure<'a, N: Node<'a>>(&mut self, node: N, structure: &'static Structure, at: &Path<'_>) {
        for (name, node) in node.members() {
            let at_member = at.member(&name);
            match structure.member(&name) {
                Some(member) => self.value(node, member.value, &at_member),
                None if self.is_allowed(&name, at) => {}
                None => self.findings.push(unknown_member::finding(at_member.pointer(), &name, structure)),
            }
        }
        for member in structure.members.iter().filter(|member| member.is_required) {
            if node.member(member.name).is_none_or(|node| node.kind() == Kind::Null) {
                self.findings.push(missing_member::finding(at.pointer(), &at.name(), member.name));
            }
        }
    }

    /// Whether a member that the structure does not have is newer than the model, or dropped by a registration.
    fn is_allowed(&self, name: &str, at: &Path<'_>) -> bool {
        let is_of_task = matches!(at.step, Step::Root(_));
        is_of_task && (NEWER_MEMBERS.contains(&name) || (self.form.is_described() && is_read_only(name)))
    }

    fn null(&mut self, at: &Path<'_>) {
        // The nulls of a described task definition itself are dropped when it is registered.
        let is_dropped = self.form.is_described() && matches!(at.holder.map(|holder| holder.step), Some(Step::Root(_)));
        if !is_dropped {
            let (_, count) = self.nulls.get_or_insert_with(|| (at.pointer(), 0));
            *count += 1;
        }
    }
}
