//! Verifies changed texts before the caller gets them: they are read again, and must match the plan.
//!
//! The expected task definition is made without Terraform: the edits are applied to the old task definition as JSON. Both
//! must be equal. So a missing comma, an entry at a wrong place or a string that ends too early is an error, and no file is
//! changed.

use outrigger_core::{Document, Edit, Node, Value};

use crate::error::Error;
use crate::module::{Folder, Module};
use crate::syntax::template::as_expression;
use crate::task::{Shape, Task, Tree};

/// The task definition after a change.
pub(crate) struct Expected {
    address: String,
    task: Value<'static>,
    /// The sources of expressions that may add unknown containers; a change leaves them as they are.
    opaque: Vec<String>,
}

impl Expected {
    /// The task definition after these edits.
    pub(crate) fn after(module: &Module, task: &Task<'_>, edits: &[Edit<'_>]) -> Result<Self, Error> {
        let text = (&task.tree).to_value().unwrap_or(Value::Null).to_string();
        let splices = outrigger_json::splices(&Document::scan(&text)?, edits)?;
        let task_after = Value::parse(&splices.apply(&text))?;
        Ok(Self { address: task.address.clone(), task: task_after, opaque: opaque(module, task) })
    }
}

/// Refuses a changed module unless its task definition is the expected one.
pub(crate) fn verify(module: &Module, folder: &dyn Folder, expected: &Expected) -> Result<(), Error> {
    let task = Task::read(module, folder, Some(&expected.address));
    let task = task.map_err(|error| Error::internal(&error.to_string()))?;
    if opaque(module, &task) != expected.opaque {
        return Err(Error::internal("an expression that must not change was changed"));
    }
    match difference(module, &expected.task, &task.tree, "") {
        None => Ok(()),
        Some(place) => Err(Error::internal(&format!("`{place}` is not as planned"))),
    }
}

fn opaque(module: &Module, task: &Task<'_>) -> Vec<String> {
    let places = task.containers().into_iter().flat_map(|list| &list.opaque);
    places.map(|place| module.text(place).to_string()).collect()
}

/// The path of the first value that differs from the expected one.
fn difference(module: &Module, expected: &Value<'_>, tree: &Tree<'_>, at: &str) -> Option<String> {
    // An expected expression is the same as its source, whatever the reader makes of it.
    let source = module.text(&tree.place);
    let is_source = |text: &str| text.trim() == source;
    let is_same = match (expected, &tree.shape) {
        (Value::Array(elements), Shape::Array(list)) => {
            if elements.len() != list.elements.len() {
                return Some(at.to_string());
            }
            if list.parts.len() > 1 {
                return in_any_order(module, elements, &list.elements, at);
            }
            let mut pairs = elements.iter().zip(&list.elements).enumerate();
            return pairs
                .find_map(|(index, (expected, tree))| difference(module, expected, tree, &format!("{at}/{index}")));
        }
        (Value::Object(members), Shape::Object(object)) => {
            let members: Vec<_> = members.iter().filter(|(name, value)| !is_unwritten(at, name, value)).collect();
            let mut left: Vec<_> = object.entries.iter().collect();
            for (name, value) in members {
                let below = format!("{at}/{name}");
                let Some(found) = left.iter().position(|(known, _)| known == name) else { return Some(below) };
                let (_, tree) = left.remove(found);
                if let Some(place) = difference(module, value, tree, &below) {
                    return Some(place);
                }
            }
            return left.first().map(|(name, _)| format!("{at}/{name}"));
        }
        (Value::String(text), Shape::String(found)) => text == found,
        (Value::String(text), Shape::Expression { text: found, .. }) => {
            text == found || as_expression(text).is_some_and(|expected| Some(expected) == as_expression(found))
        }
        // Terraform accepts the size of a task as a number, too.
        (Value::Number(text), Shape::String(found)) => at.matches('/').count() == 1 && text == found,
        (Value::Number(text), Shape::Number(found)) => text == found,
        (Value::Bool(truth), Shape::Bool(found)) => truth == found,
        (Value::Null, Shape::Null) => true,
        (Value::Number(text), Shape::Expression { .. }) => is_source(text),
        (
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_),
            Shape::Null
            | Shape::Bool(_)
            | Shape::Number(_)
            | Shape::String(_)
            | Shape::Expression { .. }
            | Shape::Array(_)
            | Shape::Object(_),
        ) => false,
    };
    let is_same = is_same || expected.as_str().and_then(as_expression).is_some_and(is_source);
    (!is_same).then(|| at.to_string())
}

/// The same for an array of several lists: an element may be added to any of them.
fn in_any_order(module: &Module, expected: &[Value<'_>], found: &[Tree<'_>], at: &str) -> Option<String> {
    let mut left: Vec<_> = found.iter().collect();
    expected.iter().enumerate().find_map(|(index, expected)| {
        let found = left.iter().position(|tree| difference(module, expected, tree, at).is_none());
        match found {
            Some(found) => {
                left.remove(found);
                None
            }
            None => Some(format!("{at}/{index}")),
        }
    })
}

/// Whether a member cannot be written in Terraform: an empty list of volumes, and a volume's empty host.
fn is_unwritten(at: &str, name: &str, value: &Value<'_>) -> bool {
    let is_empty = value.is_composite() && value.members().is_empty() && value.elements().is_empty();
    is_empty && ((at.is_empty() && name == "volumes") || (at.starts_with("/volumes/") && name == "host"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use outrigger_core::{Policy, Sidecar, View, lower, plan_injection};

    use super::*;
    use crate::change::{Options, inject};
    use crate::module::Source;
    use crate::syntax::template::escape;

    const FORMS: [&str; 2] = [
        "jsonencode([\n    { name = \"api\", image = var.image },\n    { name = \"web\", image = \"web:1\", essential = false },\n  ])",
        "<<EOT\n[\n  { \"name\": \"api\", \"image\": \"${var.image}\" },\n  { \"name\": \"web\", \"image\": \"web:1\", \"essential\": false }\n]\nEOT",
    ];

    /// The error for a result in which one text is replaced by another.
    fn verified(form: usize, from: &str, to: &str) -> String {
        let text = format!(
            "resource \"aws_ecs_task_definition\" \"api\" {{\n  network_mode = \"awsvpc\"\n  container_definitions = {}\n}}\n",
            FORMS[form]
        );
        let source = Source { path: "main.tf", text: &text, folder: &BTreeMap::new() };
        let jaeger = Sidecar::built_in("jaeger").unwrap();
        let mut files = inject(source, &Options::default(), &jaeger, &Policy::default()).unwrap().files;
        assert!(files[0].text.contains(from), "{from}: {}", files[0].text);
        files[0].text = files[0].text.replacen(from, to, 1);

        let module = Module::read(source);
        let task = Task::read(&module, &BTreeMap::new(), None).unwrap();
        let view = View::read(&task.tree, "jaeger").unwrap();
        let sidecar = jaeger.map_strings(escape);
        let plan = plan_injection(&view, &sidecar, &Policy::default());
        let expected = Expected::after(&module, &task, &lower(&view, &plan.ops)).unwrap();
        let checked = module.rewritten(&files).and_then(|after| verify(&after, source.folder, &expected));
        checked.map_or_else(|error| error.to_string(), |()| "as planned".to_string())
    }

    #[test]
    fn a_result_that_is_not_as_planned_is_refused() {
        for (form, from, to, expected) in [
            (0, "api", "api", "as planned"),
            (1, "api", "api", "as planned"),
            // Blanks and comments have no meaning.
            (0, "image = \"web:1\"", "image   = \"web:1\" /* x */", "as planned"),
            // A missing comma.
            (
                0,
                "essential = false },\n",
                "essential = false }\n",
                "internal error: the new text of `main.tf` is refused: this is not valid Terraform: ",
            ),
            (1, "},\n  {", "}\n  {", "internal error: the container definitions are not valid JSON: "),
            // A string that ends too early, became an expression, or has another text.
            (
                0,
                "http://localhost:4318\"",
                "http\"://localhost:4318\"",
                "internal error: the new text of `main.tf` is refused: ",
            ),
            (
                1,
                "http://localhost:4318\"",
                "http\"://localhost:4318\"",
                "internal error: the container definitions are not valid JSON: ",
            ),
            (
                0,
                "\"http://localhost:4318\"",
                "file(\"/etc/hostname\")",
                "internal error: `/containerDefinitions/0/environment/0/value` is not as planned",
            ),
            (
                1,
                "http://localhost:4318",
                "${file(\"/etc/hostname\")}",
                "internal error: `/containerDefinitions/0/environment/0/value` is not as planned",
            ),
            // An entry that is at a wrong place, missing or added.
            (
                0,
                "web:1\"",
                "web:1\", environment = []",
                "internal error: `/containerDefinitions/1/environment` is not as planned",
            ),
            (
                1,
                "\"web:1\",",
                "\"web:1\", \"cpu\": 1,",
                "internal error: `/containerDefinitions/1/cpu` is not as planned",
            ),
            (
                0,
                "    { name = \"web\", image = \"web:1\", essential = false },\n",
                "",
                "internal error: `/containerDefinitions` is not as planned",
            ),
            (
                1,
                "\"essential\": false }",
                "\"essential\": true }",
                "internal error: `/containerDefinitions/1/essential` is not as planned",
            ),
            (
                0,
                "network_mode = \"awsvpc\"",
                "network_mode = \"host\"",
                "internal error: `/networkMode` is not as planned",
            ),
            (
                0,
                "\"api\" {",
                "\"web\" {",
                "internal error: no task definition has the address `aws_ecs_task_definition.api`",
            ),
        ] {
            let message = verified(form, from, to);
            assert!(message.starts_with(expected), "{to}: {message}");
        }
    }
}
