//! [`Node`]: a value in a tree of JSON values, in any representation.

use std::borrow::Cow;

use crate::text::{Pointer, Value};

/// The kind of value at a [`Node`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
    /// A value that is not known here, such as an expression in Terraform.
    Unknown,
}

/// A value in a tree of JSON values. Every source of task definitions implements it, so that one function reads the facts.
///
/// A node is small and cheap to copy; `'a` is the lifetime of the texts that it returns.
/// Of members with the same name the last one counts, as in other JSON readers.
///
/// ```
/// use outrigger_core::{Kind, Node, Value};
///
/// let value = Value::parse(r#"{"name": "api", "cpu": 256}"#)?;
/// let node = &value;
/// assert_eq!(node.kind(), Kind::Object);
/// assert_eq!(node.member("name").and_then(Node::as_str).as_deref(), Some("api"));
/// # Ok::<(), outrigger_core::Error>(())
/// ```
pub trait Node<'a>: Copy {
    /// The kind of this value.
    fn kind(self) -> Kind;
    /// The truth value, if this is one.
    fn as_bool(self) -> Option<bool>;
    /// The text of the number, if this is one.
    fn as_number(self) -> Option<Cow<'a, str>>;
    /// The decoded string, if this is a string and valid Unicode (`"\ud800"` is not).
    fn as_str(self) -> Option<Cow<'a, str>>;
    /// The elements, if this is an array.
    fn elements(self) -> impl Iterator<Item = Self>;
    /// The members, if this is an object, in their order, duplicates included.
    fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Self)>;

    /// The length of this value as compact JSON, in bytes.
    fn compact_len(self) -> usize {
        self.to_value().map_or(0, |value| value.len())
    }

    /// Members, anywhere in the document, with the name of another member of the same object; one for each object.
    ///
    /// Most trees cannot hold such members; the text of a document can.
    fn duplicates(self) -> Vec<Pointer> {
        Vec::new()
    }

    /// The member of that name; the last one if there are several.
    fn member(self, name: &str) -> Option<Self> {
        self.members().filter(|(key, _)| key == name).last().map(|(_, node)| node)
    }

    /// This value as a tree; `None` if a part of it is not known or not valid Unicode.
    fn to_value(self) -> Option<Value<'a>> {
        Some(match self.kind() {
            Kind::Null => Value::Null,
            Kind::Bool => Value::Bool(self.as_bool()?),
            Kind::Number => Value::Number(self.as_number()?),
            Kind::String => Value::String(self.as_str()?),
            Kind::Array => Value::Array(self.elements().map(Node::to_value).collect::<Option<_>>()?),
            Kind::Object => {
                Value::Object(self.members().map(|(key, node)| Some((key, node.to_value()?))).collect::<Option<_>>()?)
            }
            Kind::Unknown => return None,
        })
    }
}

impl<'v> Node<'v> for &'v Value<'_> {
    fn kind(self) -> Kind {
        match self {
            Value::Null => Kind::Null,
            Value::Bool(_) => Kind::Bool,
            Value::Number(_) => Kind::Number,
            Value::String(_) => Kind::String,
            Value::Array(_) => Kind::Array,
            Value::Object(_) => Kind::Object,
        }
    }

    fn as_bool(self) -> Option<bool> {
        if let Value::Bool(truth) = self { Some(*truth) } else { None }
    }

    fn as_number(self) -> Option<Cow<'v, str>> {
        if let Value::Number(text) = self { Some(Cow::Borrowed(text)) } else { None }
    }

    fn as_str(self) -> Option<Cow<'v, str>> {
        if let Value::String(text) = self { Some(Cow::Borrowed(text)) } else { None }
    }

    fn elements(self) -> impl Iterator<Item = Self> {
        Value::elements(self).iter()
    }

    fn members(self) -> impl Iterator<Item = (Cow<'v, str>, Self)> {
        Value::members(self).iter().map(|(key, value)| (Cow::Borrowed(&**key), value))
    }

    fn compact_len(self) -> usize {
        self.len()
    }
}

impl<'v> Node<'v> for &'v serde_json::Value {
    fn kind(self) -> Kind {
        match self {
            serde_json::Value::Null => Kind::Null,
            serde_json::Value::Bool(_) => Kind::Bool,
            serde_json::Value::Number(_) => Kind::Number,
            serde_json::Value::String(_) => Kind::String,
            serde_json::Value::Array(_) => Kind::Array,
            serde_json::Value::Object(_) => Kind::Object,
        }
    }

    fn as_bool(self) -> Option<bool> {
        serde_json::Value::as_bool(self)
    }

    fn as_number(self) -> Option<Cow<'v, str>> {
        serde_json::Value::as_number(self).map(|number| Cow::Owned(number.to_string()))
    }

    fn as_str(self) -> Option<Cow<'v, str>> {
        serde_json::Value::as_str(self).map(Cow::Borrowed)
    }

    fn elements(self) -> impl Iterator<Item = Self> {
        self.as_array().into_iter().flatten()
    }

    fn members(self) -> impl Iterator<Item = (Cow<'v, str>, Self)> {
        self.as_object().into_iter().flatten().map(|(key, value)| (Cow::Borrowed(key.as_str()), value))
    }
}
