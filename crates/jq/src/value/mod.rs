//! [`Value`]: the JSON values that filters process.
//!
//! Members keep their order, and numbers keep their text until a calculation. Arrays and objects stay text until a filter
//! reads their content. Values are shared, and a shared value is copied before it changes. Recursion is always limited, so
//! values may be nested as deep as memory allows.

mod arithmetic;
mod compare;
mod core_node;
mod delete_paths;
mod jaq_value;
mod lazy;
mod members;
mod number;
mod path;
mod stream_events;
mod string_builder;
mod text;

use std::rc::Rc;

use jaq_core::Exn;

pub(crate) use arithmetic::split;
pub(crate) use compare::{TooDeep, compare, contains, equal, merge};
pub(crate) use core_node::edit;
pub(crate) use delete_paths::delete_paths;
pub(crate) use lazy::{List, Map};
pub(crate) use members::Members;
pub(crate) use number::Number;
pub(crate) use path::{get, get_path, has, not_a_path, set, set_path, update_path, with_path_error_of_jq};
pub(crate) use stream_events::StreamEvents;
pub(crate) use string_builder::StringBuilder;
pub use text::{Colors, Indent, Style};
pub(crate) use text::{
    FirstValue, NameCache, TextRetention, Unparsed, ValueEnd, WHITE_SPACE, char_boundary, describe, read, read_next,
    unescaped, write,
};

use crate::limits::budget::{self, Exhausted};

/// An error of a filter: a value, which `catch` receives.
pub(crate) type Error = jaq_core::Error<Value>;
/// The result of an operation on values.
pub(crate) type Result<T = Value> = std::result::Result<T, Error>;

/// The depth up to which values are compared, merged, printed and followed by a path.
pub(crate) const DEPTH_LIMIT: usize = 10_000;

/// The memory of a string besides its bytes, in bytes.
const OVERHEAD: usize = 16;

/// A JSON value.
#[derive(Clone)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(Number),
    String(Rc<str>),
    Array(Rc<List>),
    Object(Rc<Map>),
}

impl Value {
    pub(crate) fn string(text: impl Into<Rc<str>>) -> Self {
        let text = text.into();
        budget::spend_memory(text.len() + OVERHEAD);
        Self::String(text)
    }

    pub(crate) fn number(number: f64) -> Self {
        Self::Number(Number::Float(number))
    }

    /// A length, an index or an offset.
    pub(crate) fn count(count: usize) -> Self {
        Self::number(count as f64)
    }

    pub(crate) fn array(elements: Vec<Self>) -> Self {
        budget::spend_memory(elements.len() * size_of::<Self>());
        Self::Array(Rc::new(List::from(elements)))
    }

    /// An array whose elements are already counted in the budget.
    pub(crate) fn counted(elements: Vec<Self>) -> Self {
        Self::Array(Rc::new(List::from(elements)))
    }

    pub(crate) fn object(map: Map) -> Self {
        budget::spend_memory(map.len() * 2 * size_of::<Self>());
        Self::Object(Rc::new(map))
    }

    /// An object with these members.
    pub(crate) fn members<const N: usize>(members: [(&str, Self); N]) -> Self {
        Self::object(members.into_iter().map(|(key, value)| (Rc::from(key), value)).collect())
    }

    /// The name of the type, as the filter `type` returns it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    pub(crate) fn as_f64(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(number.value()) } else { None }
    }

    pub(crate) fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(elements) = self { Some(elements) } else { None }
    }

    /// The text of an array or object that has not changed since it was read.
    pub(crate) fn as_text(&self) -> Option<&Unparsed> {
        match self {
            Self::Array(elements) => elements.text(),
            Self::Object(map) => map.text(),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => None,
        }
    }

    /// The place of the type in jq's order of types.
    pub(crate) fn type_rank(&self) -> usize {
        match self {
            Self::Null => 0,
            Self::Bool(false) => 1,
            Self::Bool(true) => 2,
            Self::Number(_) => 3,
            Self::String(_) => 4,
            Self::Array(_) => 5,
            Self::Object(_) => 6,
        }
    }

    /// Whether this is an array or object.
    pub(crate) fn is_nested(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Object(_))
    }

    /// Whether this is neither `null` nor `false`.
    pub(crate) fn is_true(&self) -> bool {
        !matches!(self, Self::Null | Self::Bool(false))
    }

    /// The elements, moved if they are not shared. Fails with `self` if this is not an array.
    pub(crate) fn into_elements(self) -> std::result::Result<Vec<Self>, Self> {
        match self {
            Self::Array(elements) => Ok(own_elements(elements)),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) | Self::Object(_) => Err(self),
        }
    }
}

/// The elements, to be changed. Shared elements are copied, and the copy is counted.
pub(crate) fn list_mut(elements: &mut Rc<List>) -> Result<&mut List> {
    if Rc::strong_count(elements) > 1 {
        budget::reserve(elements.len() * size_of::<Value>())?;
    }
    Ok(Rc::make_mut(elements))
}

/// The members, to be changed. Shared members are copied, and the copy is counted.
pub(crate) fn map_mut(members: &mut Rc<Map>) -> Result<&mut Map> {
    if Rc::strong_count(members) > 1 {
        budget::reserve(members.len() * 2 * size_of::<Value>())?;
    }
    Ok(Rc::make_mut(members))
}

/// The elements, by value. Shared elements are copied, and the copy is counted.
pub(crate) fn own_elements(elements: Rc<List>) -> Vec<Value> {
    if Rc::strong_count(&elements) > 1 {
        budget::spend_memory(elements.len() * size_of::<Value>());
    }
    Rc::unwrap_or_clone(elements).into_held()
}

/// The members, by value. Shared members are copied, and the copy is counted.
pub(crate) fn own_members(members: Rc<Map>) -> Vec<(Rc<str>, Value)> {
    if Rc::strong_count(&members) > 1 {
        budget::spend_memory(members.len() * 2 * size_of::<Value>());
    }
    Rc::unwrap_or_clone(members).into_held().into_members()
}

/// Counts the memory of values that are about to be made.
pub(crate) fn reserve_values(count: usize) -> Result<()> {
    Ok(budget::reserve(count.saturating_mul(size_of::<Value>()))?)
}

impl From<Exhausted> for Error {
    fn from(exhausted: Exhausted) -> Self {
        error(exhausted.to_string())
    }
}

impl From<Exhausted> for Exn<'_, Value> {
    fn from(exhausted: Exhausted) -> Self {
        Error::from(exhausted).into()
    }
}

/// An error with a message.
pub(crate) fn error(message: impl Into<String>) -> Error {
    Error::new(Value::from(message.into()))
}

/// An error about a value: its description, and a message.
pub(crate) fn wrong(value: &Value, message: &str) -> Error {
    error(format!("{} {message}", describe(value)))
}

/// An error about two values: their descriptions, and a message.
pub(crate) fn wrong_together(left: &Value, right: &Value, message: &str) -> Error {
    error(format!("{} and {} {message}", describe(left), describe(right)))
}

/// The error for a value that has no elements or members.
pub(crate) fn not_iterable(value: &Value) -> Error {
    error(format!("Cannot iterate over {}", describe(value)))
}
