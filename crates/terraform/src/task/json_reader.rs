//! Container definitions that are JSON text: their tree, with the place of each value.

use std::borrow::Cow;
use std::ops::Range;

use outrigger_core::{Cursor, Document, Kind, Node};

use crate::error::{Broken, Error};
use crate::module::{Module, Place};
use crate::syntax::template;
use crate::task::definition_tree::{List, Members, Shape, Tree};
use crate::task::json_template::{Text, mask, name_at, text_at};
use crate::task::record_mark::{LABELS, read_record};

/// The array of container definitions in a JSON text; a template, if Terraform evaluates `${…}` in it.
pub(crate) fn read_json<'m>(module: &Module, place: &Place, is_template: bool) -> Result<Tree<'m>, Error> {
    let text = module.text(place);
    let masked = if is_template { mask(text) } else { Cow::Borrowed(text) };
    let file = module.file(place.file);
    let at = |offset: usize| place.span.start + offset + file.mark.len();
    let document = Document::scan(&masked).map_err(|error| {
        let message = format!("the container definitions are not valid JSON: {error}");
        let located = Error::syntax(Broken::Json, message).at(&file.path, at(error.offset().unwrap_or_default()));
        match error.help() {
            Some(help) => located.with_help(help),
            None => located,
        }
    })?;
    let tree = of_json(document.root(), place, is_template.then_some(text));
    if tree.as_list().is_none() {
        return Err(Error::new("the container definitions must be an array").at(&file.path, at(0)));
    }
    Ok(tree)
}

/// A value of the JSON text at the place `text`; in a template, the expressions are hidden from the cursor.
fn of_json<'m>(cursor: Cursor<'_, '_>, text: &Place, template: Option<&str>) -> Tree<'m> {
    let unknown = || Shape::Expression { text: template::of_expression(cursor.raw()), reason: None };
    let shape = match cursor.kind() {
        Kind::Null => Shape::Null,
        Kind::Bool => Shape::Bool(cursor.as_bool() == Some(true)),
        Kind::Number => Shape::Number(Cow::Owned(cursor.raw().to_string())),
        Kind::String => match template.map(|template| text_at(template, cursor)) {
            Some(Text::String(text)) => Shape::String(Cow::Owned(text)),
            Some(Text::Expression(text)) => Shape::Expression { text, reason: None },
            None => cursor.as_str().map_or_else(unknown, |text| Shape::String(Cow::Owned(template::escape(&text)))),
        },
        Kind::Array => Shape::Array(List {
            elements: cursor.elements().map(|element| of_json(element, text, template)).collect(),
            ..List::default()
        }),
        Kind::Object => {
            let member = |(name, value)| {
                let mut tree = of_json(value, text, template);
                let name = match template {
                    Some(template) => name_at(template, name),
                    None => name.as_str().map_or_else(|| name.raw().to_string(), Cow::into_owned),
                };
                if name == LABELS {
                    read_record(&mut tree);
                }
                (Cow::Owned(name), tree)
            };
            Shape::Object(Members { entries: cursor.entries().map(member).collect(), object: None })
        }
        Kind::Unknown => unknown(),
    };
    let Range { start, end } = cursor.span();
    Tree { place: Place { file: text.file, span: text.span.start + start..text.span.start + end }, shape }
}
