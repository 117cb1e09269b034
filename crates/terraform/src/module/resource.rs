//! The resources that are task definitions, and which of them is changed.

use hcl_edit::Span;
use hcl_edit::structure::{Block, Body};

use crate::error::Error;
use crate::module::File;
use crate::syntax::expression::span;

/// The type of the resources that are task definitions.
const TYPE: &str = "aws_ecs_task_definition";

/// The addresses of the task definitions in a file.
pub(crate) fn addresses(body: &Body) -> Vec<String> {
    blocks(body).map(|(name, _)| address(name)).collect()
}

/// The task definition with this address; without an address, the only one.
pub(crate) fn find<'m>(file: &'m File, meant: Option<&str>) -> Result<(String, &'m Block), Error> {
    let body = file.body()?;
    let mut found = blocks(body);
    let chosen = match meant {
        Some(meant) => {
            let name = meant.strip_prefix(TYPE).and_then(|rest| rest.strip_prefix('.')).unwrap_or(meant);
            let name = name.split('[').next().unwrap_or(name);
            found.find(|(known, _)| *known == name)
        }
        None => found.next().filter(|_| found.next().is_none()),
    };
    chosen.map(|(name, block)| (address(name), block)).ok_or_else(|| not_found(file, body, meant))
}

fn not_found(file: &File, body: &Body, meant: Option<&str>) -> Error {
    let known = addresses(body);
    let list = known.join(", ");
    match (meant, known.is_empty()) {
        (_, true) => Error::new(format!("this file has no resource of the type {TYPE}"))
            .at(&file.path, file.mark.len())
            .with_help("name the file that declares the task definition"),
        (Some(meant), false) => Error::new(format!("no task definition has the address `{meant}`"))
            .with_help(format!("the task definitions of this file are {list}")),
        (None, false) => {
            let second = blocks(body).nth(1).and_then(|(_, block)| block.ident.span()).unwrap_or_default().start;
            Error::new("the file declares several task definitions, and a sidecar is injected into one")
                .at(&file.path, second + file.mark.len())
                .with_help(format!("choose one: {list}"))
                .with_hint("resource")
        }
    }
}

fn blocks(body: &Body) -> impl Iterator<Item = (&str, &Block)> {
    body.get_blocks("resource").filter_map(|block| match &*block.labels {
        [kind, name] if kind.as_str() == TYPE => Some((name.as_str(), block)),
        _ => None,
    })
}

fn address(name: &str) -> String {
    format!("{TYPE}.{name}")
}

/// The braces of a block: the first byte behind the opening brace, and the closing brace.
pub(crate) fn braces(block: &Block) -> (usize, usize) {
    (span(&block.body).start, span(block).end.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str =
        "resource \"aws_ecs_task_definition\" \"api\" {}\nresource \"aws_ecs_task_definition\" \"web\" {}\n";

    #[track_caller]
    fn check(text: &str, meant: Option<&str>, expected: &str) {
        let file = File::new("main.tf".to_string(), text);
        let found = find(&file, meant).map(|(address, _)| address);
        let result = found.unwrap_or_else(|error| format!("{error}; {}", error.help().unwrap_or_default()));
        assert_eq!(result, expected);
    }

    #[test]
    fn by_address() {
        let one = &TWO[..TWO.find('\n').unwrap() + 1];
        check(one, None, "aws_ecs_task_definition.api");
        check(TWO, Some("aws_ecs_task_definition.web"), "aws_ecs_task_definition.web");
        check(TWO, Some("web[0]"), "aws_ecs_task_definition.web");
        check(TWO, None, {
            "the file declares several task definitions, and a sidecar is injected into one; \
             choose one: aws_ecs_task_definition.api, aws_ecs_task_definition.web"
        });
        check(one, Some("job"), {
            "no task definition has the address `job`; the task definitions of this file are aws_ecs_task_definition.api"
        });
        check("", None, {
            "this file has no resource of the type aws_ecs_task_definition; \
             name the file that declares the task definition"
        });
    }
}
