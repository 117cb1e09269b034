//! Where the container definitions of a resource stand, and in which form.

use std::borrow::Cow;
use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::template::Element;
use outrigger_core::{Cursor, Document, Kind, Node};

use crate::error::{Broken, Error};
use crate::folder::Folder;
use crate::module::{Module, Place, reference, span};
use crate::placeholder::{Text, mask, name_at, text_at};
use crate::read::{LABELS, Reader, bare, read_record};
use crate::template;
use crate::tree::{List, Members, Shape, Tree};

/// The container definitions of a resource.
pub(crate) struct Definitions<'m> {
    pub(crate) tree: Tree<'m>,
    pub(crate) form: Form,
}

/// How container definitions are written.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    /// As an expression, encoded by `jsonencode`.
    Expression,
    /// As JSON text.
    Json {
        /// Where the text stands.
        place: Place,
        /// Whether Terraform evaluates `${…}` in it.
        is_template: bool,
    },
}

const HELP: &str = "what can be changed is jsonencode([…]), also with concat(…) and local values, a heredoc with JSON, \
                    file(\"…\") and templatefile(\"…\"); for all else there is `outrigger external`";

/// How many local values are followed one from another.
const LOCALS: usize = 8;

impl<'m> Definitions<'m> {
    /// Reads what `container_definitions` is given.
    pub(crate) fn read(
        module: &'m Module,
        folder: &dyn Folder,
        file: usize,
        expression: &'m Expression,
    ) -> Result<Self, Error> {
        Self::follow(module, folder, file, expression, LOCALS)
    }

    fn follow(
        module: &'m Module,
        folder: &dyn Folder,
        file: usize,
        expression: &'m Expression,
        locals: usize,
    ) -> Result<Self, Error> {
        let expression = bare(expression);
        let refused = |message: String, help: &str| {
            let file = module.file(file);
            Error::new(message).at(&file.path, span(expression).start + file.mark.len()).with_help(help)
        };
        let shared = |expression: &Expression| match reference(bare(expression)) {
            Some(("local", name)) if module.references(&format!("local.{name}")) > 1 => {
                let message =
                    format!("`local.{name}` is used elsewhere, too, and a sidecar goes to one task definition");
                Err(refused(message, "give this task definition a local value of its own"))
            }
            Some(_) | None => Ok(()),
        };
        if let (Some(("local", name)), true) = (reference(expression), locals > 0)
            && let Some((defined, local)) = module.local(name)?
        {
            shared(expression)?;
            return Self::follow(module, folder, defined, &local.value, locals - 1);
        }
        let unknown = |expression: &Expression| {
            let source = shorten(module.text(&Place { file, span: span(expression) }));
            refused(format!("only Terraform knows which containers `{source}` holds"), HELP)
        };
        if let Some(heredoc) = expression.as_heredoc_template() {
            let first = heredoc.template.iter().next().and_then(Span::span).unwrap_or_default();
            let last = heredoc.template.iter().last().and_then(Span::span).unwrap_or_default();
            return Self::json(module, Place { file, span: first.start..last.end }, true);
        }
        let call = expression.as_func_call().filter(|call| call.name.namespace.is_empty());
        let (Some(call), Some(argument)) = (call, call.and_then(|call| call.args.get(0))) else {
            return Err(unknown(expression));
        };
        match (call.name.name.as_str(), call.args.len()) {
            ("jsonencode", 1) => {
                shared(argument)?;
                let tree = Reader::new(module, file).tree(argument);
                if tree.as_list().is_some_and(|list| !list.elements.is_empty() || list.opaque.is_empty()) {
                    return Ok(Self { tree, form: Form::Expression });
                }
                match &tree.shape {
                    Shape::Expression { reason: Some(reason), .. } => Err(refused(reason.clone(), HELP)),
                    Shape::Null
                    | Shape::Bool(_)
                    | Shape::Number(_)
                    | Shape::String(_)
                    | Shape::Expression { reason: None, .. }
                    | Shape::Array(_)
                    | Shape::Object(_) => Err(unknown(argument)),
                }
            }
            ("file", 1) | ("templatefile", 2) => {
                let source = shorten(module.text(&Place { file, span: span(expression) }));
                let path = path_of(argument)
                    .ok_or_else(|| refused(format!("only Terraform knows which file `{source}` names"), HELP))?;
                let text = folder.read(&path).map_err(|error| {
                    let help = error.help().unwrap_or("name it relative to this file");
                    refused(error.to_string(), help)
                })?;
                let (file, named) = module.keep(&path, &text);
                let is_template = call.name.name.as_str() == "templatefile";
                Self::json(module, Place { file, span: 0..named.text.len() }, is_template)
            }
            _ => Err(unknown(expression)),
        }
    }

    fn json(module: &'m Module, place: Place, is_template: bool) -> Result<Self, Error> {
        let text = module.text(&place);
        let masked = if is_template { mask(text) } else { Cow::Borrowed(text) };
        let file = module.file(place.file);
        let at = |offset: usize| place.span.start + offset + file.mark.len();
        let document = Document::scan(&masked).map_err(|error| {
            let message = format!("the container definitions are no JSON: {error}");
            let located = Error::new(message).at(&file.path, at(error.offset().unwrap_or_default()));
            let located = located.with_broken(Broken::Json);
            match error.help() {
                Some(help) => located.with_help(help),
                None => located,
            }
        })?;
        let tree = of_json(document.root(), &place, is_template.then_some(text));
        if tree.as_list().is_none() {
            return Err(Error::new("the container definitions must be an array").at(&file.path, at(0)));
        }
        Ok(Self { tree, form: Form::Json { place, is_template } })
    }
}

/// A value of a JSON text that stands at `text`; where that is a template, its expressions are hidden from the cursor.
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

/// The path that `file("…")` names, from the folder: a literal, also behind `${path.module}/`.
fn path_of(argument: &Expression) -> Option<String> {
    if let Some(path) = argument.as_str() {
        return Some(path.strip_prefix("./").unwrap_or(path).to_string());
    }
    let mut parts = argument.as_string_template()?.iter();
    let (Some(Element::Interpolation(module)), Some(Element::Literal(path)), None) =
        (parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let is_module = matches!(reference(&module.expr), Some(("path", "module")));
    path.value().strip_prefix('/').filter(|_| is_module).map(String::from)
}

/// The beginning of an expression, on one line, without the text of strings, which may be secret.
pub(crate) fn shorten(source: &str) -> String {
    const LENGTH: usize = 60;
    let first = source.lines().next().unwrap_or_default();
    let line = without_strings(first);
    match line.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None if first.len() < source.len() => format!("{line}…"),
        None => line,
    }
}

/// An expression with `…` for the text of each string, with the expressions in it.
fn without_strings(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    // In a string: how many braces of `${…}` are open, whether the next character is escaped, and whether there is text.
    let mut string: Option<(usize, bool, bool)> = None;
    for c in source.chars() {
        string = match (string, c) {
            (None, c) => {
                out.push(c);
                (c == '"').then_some((0, false, false))
            }
            (Some((0, false, has_text)), '"') => {
                out.push_str(if has_text { "…\"" } else { "\"" });
                None
            }
            (Some((open, false, _)), '{') => Some((open + 1, false, true)),
            (Some((open, false, _)), '}') => Some((open.saturating_sub(1), false, true)),
            (Some((open, is_escaped, _)), c) => Some((open, c == '\\' && !is_escaped, true)),
        };
    }
    if string.is_some_and(|(_, _, has_text)| has_text) {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn expressions_are_shown_without_the_text_of_strings() {
        assert_eq!(shorten("concat(var.more, [{ name = \"A\", value = \"\" }])"), {
            "concat(var.more, [{ name = \"…\", value = \"\" }])"
        });
        for hidden in ["\"[\\\"hunter2\\\"]\"", "\"${f(\"hunter2\")}hunter2\"", "\"hunter2", "\"{hunter2\""] {
            assert!(!shorten(hidden).contains("hunter"), "{hidden}");
        }
        assert_eq!(shorten("f(\n1)"), "f(…");
    }
}
