//! [`Tree`]: a task definition as Terraform states it, with the place of everything in it.

use std::borrow::Cow;

use hcl_edit::expr::{Array, Object};
use outrigger_core::{Kind, Node, Pointer, Token};

use crate::module::Place;

/// A value with its place, and how it is written there.
///
/// Strings are template text; what Terraform alone knows is the template text of its expression.
#[derive(Clone, Debug)]
pub(crate) struct Tree<'m> {
    /// Where the expression stands that has this value.
    pub(crate) place: Place,
    pub(crate) shape: Shape<'m>,
}

/// What a [`Tree`] is.
#[derive(Clone, Debug)]
pub(crate) enum Shape<'m> {
    Null,
    Bool(bool),
    /// The text of the number.
    Number(Cow<'m, str>),
    /// Template text.
    String(Cow<'m, str>),
    /// Something whose value only Terraform knows, as template text; and why it is not looked into, if it could be.
    Expression {
        text: String,
        reason: Option<String>,
    },
    Array(List<'m>),
    Object(Members<'m>),
}

/// The elements of an array, from wherever they come together.
#[derive(Clone, Debug, Default)]
pub(crate) struct List<'m> {
    pub(crate) elements: Vec<Tree<'m>>,
    /// The lists that the elements stand in, in this order; none where the array is written as JSON.
    pub(crate) parts: Vec<Part<'m>>,
    /// What may bring elements that are not known.
    pub(crate) opaque: Vec<Place>,
    /// The arguments of `concat(…)`, if that brings the parts together.
    pub(crate) arguments: Vec<Place>,
}

/// One list among those that make an array.
#[derive(Clone, Debug)]
pub(crate) struct Part<'m> {
    /// The list as it is written; `None` for one that must not be changed.
    pub(crate) array: Option<(Place, &'m Array)>,
    /// How many elements it has.
    pub(crate) count: usize,
    /// The condition that it stands under.
    pub(crate) toggle: Option<Toggle>,
}

/// A list that is there only if a variable is true: `var.enable_jaeger ? [ … ] : []`.
#[derive(Clone, Debug)]
pub(crate) struct Toggle {
    /// The name of the variable.
    pub(crate) variable: String,
    /// The whole conditional.
    pub(crate) place: Place,
    /// What stands for "nothing": `[]` or `null`.
    pub(crate) otherwise: Place,
}

/// The members of an object.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members<'m> {
    pub(crate) entries: Vec<(Cow<'m, str>, Tree<'m>)>,
    /// The object as it is written in Terraform.
    pub(crate) object: Option<&'m Object>,
}

impl<'m> Tree<'m> {
    /// An object that is written nowhere as such.
    pub(crate) fn object(place: Place, entries: Vec<(Cow<'m, str>, Tree<'m>)>) -> Self {
        Self { place, shape: Shape::Object(Members { entries, object: None }) }
    }

    pub(crate) fn as_list(&self) -> Option<&List<'m>> {
        if let Shape::Array(list) = &self.shape { Some(list) } else { None }
    }

    pub(crate) fn as_members(&self) -> Option<&Members<'m>> {
        if let Shape::Object(members) = &self.shape { Some(members) } else { None }
    }

    /// The text of an expression that only Terraform can look into.
    pub(crate) fn as_expression(&self) -> Option<&str> {
        if let Shape::Expression { text, .. } = &self.shape { Some(text) } else { None }
    }

    /// The value that a pointer leads to.
    pub(crate) fn at(&self, pointer: &Pointer) -> Option<&Self> {
        pointer.tokens().iter().try_fold(self, |tree, token| match token {
            Token::Member(name) => Node::member(tree, name),
            Token::Index(index) => tree.as_list()?.elements.get(*index),
        })
    }

    /// The value that a pointer leads to, or the nearest one around the place that is there.
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
    /// The part that an element stands in, and its index there.
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

    /// An expression is text, too: its own.
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
