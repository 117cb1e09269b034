//! Makes edits of volumes: in Terraform each volume is a block.

use hcl_edit::structure::Block;
use outrigger_core::{Action, Edit, Token, Value};

use crate::error::Error;
use crate::module::{Module, resource};
use crate::syntax::expression::span;
use crate::syntax::lines::{indent_at, line_start, next_line};
use crate::syntax::style::Style;
use crate::syntax::{Changes, template};
use crate::task::Task;

/// The changes that make an edit of the volumes.
pub(crate) fn changes(module: &Module, task: &Task<'_>, style: &Style, edit: &Edit<'_>) -> Result<Changes, Error> {
    let text = module.file(0).text.as_str();
    let blocks: Vec<_> = task.block.body.get_blocks("volume").collect();
    let named = match edit.pointer.tokens() {
        [_, Token::Index(index), ..] => blocks.get(*index).copied(),
        _ => None,
    };
    match (&edit.action, named) {
        (Action::Append(values), None) => {
            let volumes: Vec<_> = values.iter().map(|value| &**value).collect();
            Ok(vec![add(text, task, style, &volumes, blocks.last().copied())?])
        }
        (Action::Set(list), None) if matches!(**list, Value::Array(_)) => {
            let volumes: Vec<_> = list.elements().iter().collect();
            Ok(vec![add(text, task, style, &volumes, blocks.last().copied())?])
        }
        (Action::Set(value), Some(block)) => {
            let indent = indent_at(text, span(block).start);
            Ok(vec![(span(block), written(value, style, indent)?)])
        }
        (Action::Remove, Some(block)) => Ok(vec![remove(text, block)]),
        (Action::Remove, None) => Ok(blocks.into_iter().map(|block| remove(text, block)).collect()),
        (Action::Append(_) | Action::Set(_), _) | (Action::Unwrap, _) => {
            Err(Error::new(format!("there is no volume at `{}`", edit.pointer)))
        }
    }
}

/// Adds volumes behind the last one, or at the end of the resource, each after an empty line.
fn add(
    text: &str,
    task: &Task<'_>,
    style: &Style,
    volumes: &[&Value<'_>],
    last: Option<&Block>,
) -> Result<(std::ops::Range<usize>, String), Error> {
    let (_, brace) = resource::braces(task.block);
    let at = match last {
        Some(block) => next_line(text, span(block).end),
        None => line_start(text, brace),
    };
    let indent = format!("{}{}", indent_at(text, span(task.block).start), style.unit);
    let mut new = String::new();
    for volume in volumes {
        new.push_str(style.newline);
        new.push_str(&indent);
        new.push_str(&written(volume, style, &indent)?);
        new.push_str(style.newline);
    }
    Ok((at..at, new))
}

/// Removes a block with its lines and an empty line before it.
fn remove(text: &str, block: &Block) -> (std::ops::Range<usize>, String) {
    let block = span(block);
    let start = line_start(text, block.start);
    let before = line_start(text, start.saturating_sub(1));
    let has_empty_line = text[before..start].trim_ascii().is_empty();
    (if has_empty_line { before } else { start }..next_line(text, block.end), String::new())
}

/// A volume as a block.
fn written(volume: &Value<'_>, style: &Style, indent: &str) -> Result<String, Error> {
    let mut attributes = Vec::new();
    for (member, value) in volume.members() {
        let path = value.get("sourcePath").and_then(Value::as_str);
        match (&**member, value.as_str(), path) {
            ("name", Some(name), _) => attributes.push(("name", name)),
            ("host", None, Some(path)) if value.members().len() == 1 => attributes.push(("host_path", path)),
            ("host", None, None) if value.members().is_empty() => {}
            (other, _, _) => {
                let message = format!("a volume with `{other}` cannot be written as Terraform");
                return Err(
                    Error::new(message).with_help("add the volume block by hand: an existing block is left as it is")
                );
            }
        }
    }
    let widest = attributes.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let mut out = "volume {".to_string();
    for (name, value) in attributes {
        out.push_str(style.newline);
        out.push_str(indent);
        out.push_str(&style.unit);
        out.push_str(&format!("{name:widest$} = "));
        template::write(&mut out, value);
    }
    out.push_str(style.newline);
    out.push_str(indent);
    out.push('}');
    Ok(out)
}
