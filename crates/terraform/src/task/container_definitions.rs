//! Finds the container definitions of a resource, in one of their forms.

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::template::Element;

use crate::error::Error;
use crate::module::{Folder, Module, Place};
use crate::syntax::excerpt::shorten;
use crate::syntax::expression::{bare, reference, span};
use crate::task::definition_tree::{Shape, Tree};
use crate::task::expression_reader::{LOCAL_LIMIT, Reader};
use crate::task::json_reader::read_json;

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
        /// The place of the text.
        place: Place,
        /// Whether Terraform evaluates `${…}` in it.
        is_template: bool,
    },
}

const HELP: &str = "write jsonencode([…]), also with concat(…) and local values, a heredoc with JSON, file(\"…\") or \
                    templatefile(\"…\"); for anything else, use the external data source";

impl<'m> Definitions<'m> {
    /// Reads the value of the attribute `container_definitions`.
    pub(crate) fn read(
        module: &'m Module,
        folder: &dyn Folder,
        file: usize,
        expression: &'m Expression,
    ) -> Result<Self, Error> {
        Self::follow(module, folder, file, expression, LOCAL_LIMIT)
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
                let message = format!(
                    "`local.{name}` is also used elsewhere, and a sidecar is injected into one task definition"
                );
                Err(refused(message, "give this task definition a separate local value"))
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
                let (file, named) = module.named(&path, folder).map_err(|error| {
                    let help = error.help().unwrap_or("name it relative to this file");
                    refused(error.to_string(), help)
                })?;
                let is_template = call.name.name.as_str() == "templatefile";
                Self::json(module, Place { file, span: 0..named.text.len() }, is_template)
            }
            _ => Err(unknown(expression)),
        }
    }

    fn json(module: &'m Module, place: Place, is_template: bool) -> Result<Self, Error> {
        Ok(Self { tree: read_json(module, &place, is_template)?, form: Form::Json { place, is_template } })
    }
}

/// The path in `file("…")`, relative to the folder: literal text, also behind `${path.module}/`.
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
