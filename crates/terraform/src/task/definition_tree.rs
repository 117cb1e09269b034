//! [`Tree`]: a task definition in a Terraform file, with the place of every value.

use std::borrow::Cow;

use hcl_edit::expr::{Array, Object};
use outrigger_core::{Kind, Node, Pointer, Token};

use crate::module::Place;

/// A value, its place, and the syntax it is written in.
///
/// Strings are template text; a value that only Terraform knows is the template text of its expression.
#[derive(Clone, Debug)]
pub(crate) struct Tree<'m> {
    /// The place of the expression that has this value.
    pub(crate) place: Place,
    pub(crate) shape: Shape<'m>,
}

/// The value of a [`Tree`].
#[derive(Clone, Debug)]
pub(crate) enum Shape<'m> {
    Null,
    Bool(bool),
    /// The text of the number.
    Number(Cow<'m, str>),
    /// Template text.
    String(Cow<'m, str>),
    /// A value that only Terraform knows, as template text; and the reason, if it is not simply an expression.
    Expression {
        text: String,
        reason: Option<String>,
    },
    Array(List<'m>),
    Object(Members<'m>),
}

/// The elements of an array, which may be in several lists.
#[derive(Clone, Debug, Default)]
pub(crate) struct List<'m> {
    pub(crate) elements: Vec<Tree<'m>>,
    /// The lists with the elements, in order; empty where the array is written as JSON.
    pub(crate) parts: Vec<Part<'m>>,
    /// The expressions that may add unknown elements.
    pub(crate) opaque: Vec<Place>,
    /// The arguments of `concat(…)`, if that joins the lists.
    pub(crate) arguments: Vec<Place>,
}

/// One of the lists that make an array.
#[derive(Clone, Debug)]
pub(crate) struct Part<'m> {
    /// The list in the file; `None` if it must not be changed.
    pub(crate) array: Option<(Place, &'m Array)>,
    /// The number of its elements.
    pub(crate) count: usize,
    /// The condition that it depends on.
    pub(crate) toggle: Option<Toggle>,
}

/// The condition of a list that is used only if a variable is true: `var.enable_jaeger ? [ … ] : []`.
#[derive(Clone, Debug)]
pub(crate) struct Toggle {
    /// The name of the variable.
    pub(crate) variable: String,
    /// The whole conditional.
    pub(crate) place: Place,
    /// The value if the variable is false: `[]` or `null`.
    pub(crate) otherwise: Place,
}

/// The members of an object.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members<'m> {
    pub(crate) entries: Vec<(Cow<'m, str>, Tree<'m>)>,
    /// The object in the file, if it is written as HCL and may be changed.
    pub(crate) object: Option<&'m Object>,
}

impl<'m> Tree<'m> {
    /// An object that is not written as one in the file.
    pub(crate) fn object(place: Place, entries: Vec<(Cow<'m, str>, Tree<'m>)>) -> Self {
        Self { place, shape: Shape::Object(Members { entries, object: None }) }
    }

    pub(crate) fn as_list(&self) -> Option<&List<'m>> {
        if let Shape::Array(list) = &self.shape { Some(list) } else { None }
    }

    pub(crate) fn as_members(&self) -> Option<&Members<'m>> {
        if let Shape::Object(members) = &self.shape { Some(members) } else { None }
    }

    /// The template text of an expression.
    pub(crate) fn as_expression(&self) -> Option<&str> {
        if let Shape::Expression { text, .. } = &self.shape { Some(text) } else { None }
    }

    /// The value at a pointer.
    pub(crate) fn at(&self, pointer: &Pointer) -> Option<&Self> {
        pointer.tokens().iter().try_fold(self, |tree, token| match token {
            Token::Member(name) => Node::member(tree, name),
            Token::Index(index) => tree.as_list()?.elements.get(*index),
        })
    }

    /// The value at a pointer, or the nearest existing value that contains it.
    pub(crate) fn nearest(&self, pointer: &Pointer) -> &Self {
        let mut pointer = pointer.clone();
        loop {
            match (self.at(&pointer), pointer.split_last()) {
                (Some(tree), _) => return tree,
                (None, Some((parent, _))) => pointer = parent,
                (None, None) => return self,
            }
        }
    }
}

impl<'m> List<'m> {
    /// The index of the list with an element, and the index of the element in that list.
    pub(crate) fn part_of(&self, element: usize) -> Option<(usize, usize)> {
        let mut first = 0;
        for (index, part) in self.parts.iter().enumerate() {
            if element < first + part.count {
                return Some((index, element - first));
            }
            first += part.count;
        }
        None
    }
}

impl<'t> Node<'t> for &'t Tree<'_> {
    fn kind(self) -> Kind {
        match self.shape {
            Shape::Null => Kind::Null,
            Shape::Bool(_) => Kind::Bool,
            Shape::Number(_) => Kind::Number,
            Shape::String(_) => Kind::String,
            Shape::Expression { .. } => Kind::Unknown,
            Shape::Array(_) => Kind::Array,
            Shape::Object(_) => Kind::Object,
        }
    }

    fn as_bool(self) -> Option<bool> {
        if let Shape::Bool(truth) = self.shape { Some(truth) } else { None }
    }

    fn as_number(self) -> Option<Cow<'t, str>> {
        if let Shape::Number(text) = &self.shape { Some(Cow::Borrowed(text)) } else { None }
    }

    /// An expression is its own text.
    fn as_str(self) -> Option<Cow<'t, str>> {
        match &self.shape {
            Shape::String(text) => Some(Cow::Borrowed(text)),
            Shape::Expression { text, .. } => Some(Cow::Borrowed(text)),
            Shape::Null | Shape::Bool(_) | Shape::Number(_) | Shape::Array(_) | Shape::Object(_) => None,
        }
    }

    fn elements(self) -> impl Iterator<Item = Self> {
        self.as_list().into_iter().flat_map(|list| &list.elements)
    }

    fn members(self) -> impl Iterator<Item = (Cow<'t, str>, Self)> {
        let entries = self.as_members().into_iter().flat_map(|object| &object.entries);
        entries.map(|(name, tree)| (Cow::Borrowed(&**name), tree))
    }

    fn to_value(self) -> Option<outrigger_core::Value<'t>> {
        use outrigger_core::Value;
        Some(match &self.shape {
            Shape::Null => Value::Null,
            Shape::Bool(truth) => Value::Bool(*truth),
            Shape::Number(text) => Value::Number(Cow::Borrowed(text)),
            Shape::String(text) => Value::String(Cow::Borrowed(text)),
            Shape::Expression { text, .. } => Value::String(Cow::Borrowed(text)),
            Shape::Array(list) => Value::Array(list.elements.iter().map(Node::to_value).collect::<Option<_>>()?),
            Shape::Object(object) => {
                let member =
                    |(name, tree): &'t (Cow<'_, str>, Tree<'_>)| Some((Cow::Borrowed(&**name), tree.to_value()?));
                Value::Object(object.entries.iter().map(member).collect::<Option<_>>()?)
            }
        })
    }
}
