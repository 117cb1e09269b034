//! Reads expressions into [`Tree`]s: literals, local values and `concat(…)`; any other expression is an unknown value.

use std::borrow::Cow;

use hcl_edit::expr::{Array, Conditional, Expression, FuncCall, Object, ObjectKey};

use crate::module::{Module, Place};
use crate::syntax::expression::{bare, reference, span};
use crate::syntax::template;
use crate::task::definition_tree::{List, Members, Part, Shape, Toggle, Tree};
use crate::task::record_mark::{LABELS, read_record};

/// The members of an application's container that an injection adds to.
const CONFIGURED: [&str; 2] = ["environment", "dependsOn"];

/// How many local values are followed that refer to one another.
pub(crate) const LOCAL_LIMIT: usize = 8;

/// Reads expressions of a module.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'m> {
    pub(crate) module: &'m Module,
    /// The file with the expressions.
    pub(crate) file: usize,
    /// How many more local values are followed.
    locals: usize,
    /// Whether the value is also used elsewhere, so that it must not be changed.
    is_shared: bool,
}

impl<'m> Reader<'m> {
    /// A reader of expressions in a file.
    pub(crate) fn new(module: &'m Module, file: usize) -> Self {
        Self { module, file, locals: LOCAL_LIMIT, is_shared: false }
    }

    fn place(self, expression: &Expression) -> Place {
        Place { file: self.file, span: span(expression) }
    }

    fn source(self, expression: &Expression) -> &'m str {
        self.module.text(&self.place(expression))
    }

    /// An expression as a value.
    pub(crate) fn tree(self, expression: &'m Expression) -> Tree<'m> {
        let shape = match expression {
            Expression::Null(_) => Shape::Null,
            Expression::Bool(truth) => Shape::Bool(*truth.value()),
            Expression::Number(_) if is_json_number(self.source(expression)) => {
                Shape::Number(Cow::Borrowed(self.source(expression)))
            }
            Expression::String(literal) => Shape::String(Cow::Owned(template::escape(literal.value()))),
            Expression::StringTemplate(parts) => {
                let file = &self.module.file(self.file).text;
                self.expression(template::of_template(parts, self.source(expression), file), None)
            }
            Expression::Array(array) => return self.array(expression, array),
            Expression::Object(object) => self.object(object),
            Expression::Parenthesis(inner) => return self.tree(inner.inner()),
            Expression::FuncCall(call) if is_concat(call) => return self.concat(expression, call),
            Expression::Conditional(conditional) => match self.toggled(expression, conditional) {
                Some(list) => Shape::Array(list),
                None => self.unknown(expression, None),
            },
            Expression::Traversal(_) => return self.local(expression),
            Expression::Number(_)
            | Expression::HeredocTemplate(_)
            | Expression::Variable(_)
            | Expression::FuncCall(_)
            | Expression::UnaryOp(_)
            | Expression::BinaryOp(_)
            | Expression::ForExpr(_) => self.unknown(expression, None),
        };
        Tree { place: self.place(expression), shape }
    }

    fn unknown(self, expression: &Expression, reason: Option<String>) -> Shape<'m> {
        self.expression(template::of_expression(self.source(expression)), reason)
    }

    fn expression(self, text: String, reason: Option<String>) -> Shape<'m> {
        Shape::Expression { text, reason }
    }

    fn array(self, expression: &Expression, array: &'m Array) -> Tree<'m> {
        let place = self.place(expression);
        let elements: Vec<_> = array.iter().map(|element| self.tree(element)).collect();
        let own = (!self.is_shared).then(|| (place.clone(), array));
        let parts = vec![Part { array: own, count: elements.len(), toggle: None }];
        Tree { place, shape: Shape::Array(List { elements, parts, ..List::default() }) }
    }

    fn object(self, object: &'m Object) -> Shape<'m> {
        let mut entries: Vec<(Cow<'m, str>, Tree<'m>)> = Vec::with_capacity(object.len());
        for (key, value) in object {
            let name: Cow<'m, str> = match key {
                ObjectKey::Ident(name) => Cow::Borrowed(name.as_str()),
                ObjectKey::Expression(Expression::String(name)) => Cow::Borrowed(name.value()),
                ObjectKey::Expression(name) => Cow::Owned(template::of_expression(self.source(name))),
            };
            let mut tree = self.tree(value.expr());
            if name == LABELS {
                read_record(&mut tree);
            }
            // If a part of a list is unknown, the whole list is: an added element may be in that part already.
            if tree.as_list().is_some_and(|list| !list.opaque.is_empty()) {
                tree.shape = self.unknown(value.expr(), None);
            }
            entries.push((name, tree));
        }
        Shape::Object(Members { entries, object: (!self.is_shared).then_some(object) })
    }

    /// `concat(…)`: the elements of its arguments, one after the other.
    fn concat(self, expression: &'m Expression, call: &'m FuncCall) -> Tree<'m> {
        let mut list = List::default();
        for argument in &call.args {
            let place = self.place(argument);
            list.arguments.push(place.clone());
            let tree = self.tree(argument);
            match tree.shape {
                // The arguments of an inner `concat` are not arguments of this one.
                Shape::Array(mut inner) => {
                    list.elements.append(&mut inner.elements);
                    list.parts.append(&mut inner.parts);
                    list.opaque.append(&mut inner.opaque);
                }
                Shape::Null
                | Shape::Bool(_)
                | Shape::Number(_)
                | Shape::String(_)
                | Shape::Expression { .. }
                | Shape::Object(_) => list.opaque.push(place),
            }
        }
        if call.args.expand_final() {
            // The number of lists in it is unknown, and no list can be added behind it.
            list.opaque.extend(list.arguments.last().cloned());
            list.arguments.clear();
        }
        Tree { place: self.place(expression), shape: Shape::Array(list) }
    }

    /// `var.enable_jaeger ? [ … ] : []`.
    fn toggled(self, expression: &'m Expression, conditional: &'m Conditional) -> Option<List<'m>> {
        let ("var", variable) = reference(bare(&conditional.cond_expr))? else { return None };
        let Expression::Array(array) = &conditional.true_expr else { return None };
        let otherwise = &conditional.false_expr;
        let is_nothing = otherwise.is_null() || otherwise.as_array().is_some_and(Array::is_empty);
        let Tree { shape: Shape::Array(mut list), .. } = self.array(&conditional.true_expr, array) else { return None };
        for part in &mut list.parts {
            part.toggle = Some(Toggle {
                variable: variable.to_string(),
                place: self.place(expression),
                otherwise: self.place(&conditional.false_expr),
            });
        }
        is_nothing.then_some(list)
    }

    /// A local value of this folder, if it is an array or an object.
    fn local(self, expression: &'m Expression) -> Tree<'m> {
        let opaque = |reason| Tree { place: self.place(expression), shape: self.unknown(expression, reason) };
        let Some(("local", name)) = reference(expression) else { return opaque(None) };
        let local = match self.module.local(name) {
            Ok(Some(local)) if self.locals > 0 => local,
            Ok(_) => return opaque(None),
            Err(error) => return opaque(Some(format!("{} cannot be read: {error}", error.path().unwrap_or_default()))),
        };
        let (file, attribute) = local;
        // For any other value the reference itself is kept: equal references are equal values.
        if !may_be_composite(bare(&attribute.value)) {
            return opaque(None);
        }
        let is_shared = self.is_shared || self.module.references(&format!("local.{name}")) > 1;
        let mut tree = Reader { file, locals: self.locals - 1, is_shared, ..self }.tree(&attribute.value);
        if is_shared {
            // It can be changed only where it is used.
            tree.place = self.place(expression);
            self.hide_lists(&mut tree);
        }
        match tree.shape {
            Shape::Array(_) | Shape::Object(_) => tree,
            Shape::Null | Shape::Bool(_) | Shape::Number(_) | Shape::String(_) | Shape::Expression { .. } => {
                opaque(None)
            }
        }
    }

    /// Makes the lists that an injection adds to unknown, since the containers are also used elsewhere.
    fn hide_lists(self, tree: &mut Tree<'m>) {
        match &mut tree.shape {
            Shape::Array(list) => list.elements.iter_mut().for_each(|element| self.hide_lists(element)),
            Shape::Object(members) if members.entries.iter().any(|(name, _)| name == "image") => {
                let text = template::of_expression(self.module.text(&tree.place));
                let reason = "the container is in a local value that is also used elsewhere".to_string();
                let closed =
                    Tree { place: tree.place.clone(), shape: Shape::Expression { text, reason: Some(reason) } };
                members.entries.retain(|(name, _)| !CONFIGURED.contains(&&**name));
                members.entries.extend(CONFIGURED.map(|name| (Cow::Borrowed(name), closed.clone())));
            }
            Shape::Null
            | Shape::Bool(_)
            | Shape::Number(_)
            | Shape::String(_)
            | Shape::Expression { .. }
            | Shape::Object(_) => {}
        }
    }
}

/// Whether an expression may be an array or an object.
fn may_be_composite(expression: &Expression) -> bool {
    expression.is_array()
        || expression.is_object()
        || expression.is_func_call()
        || expression.is_conditional()
        || expression.is_traversal()
}

fn is_concat(call: &FuncCall) -> bool {
    call.name.namespace.is_empty() && call.name.name.as_str() == "concat"
}

fn is_json_number(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'))
}
