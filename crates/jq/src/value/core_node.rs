//! [`Value`] as outrigger-core reads and edits it.

use std::borrow::Cow;
use std::rc::Rc;

use outrigger_core::{self as core, Action, Edit, Kind, Node, Pointer, Token};

use super::{List, Map, Number, Result, Value, delete_paths, error, get_path, set_path, update_path};

impl<'v> Node<'v> for &'v Value {
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
        if let Value::Number(number) = self { Some(Cow::Owned(number.to_string())) } else { None }
    }

    fn as_str(self) -> Option<Cow<'v, str>> {
        Value::as_str(self).map(Cow::Borrowed)
    }

    fn elements(self) -> impl Iterator<Item = Self> {
        self.as_array().into_iter().flatten()
    }

    fn members(self) -> impl Iterator<Item = (Cow<'v, str>, Self)> {
        let map = if let Value::Object(map) = self { Some(map) } else { None };
        map.into_iter().flat_map(|map| map.iter()).map(|(key, value)| (Cow::Borrowed(&**key), value))
    }
}

impl From<&core::Value<'_>> for Value {
    fn from(value: &core::Value<'_>) -> Self {
        match value {
            core::Value::Null => Self::Null,
            core::Value::Bool(truth) => Self::Bool(*truth),
            core::Value::Number(text) => Self::Number(Number::read(text)),
            core::Value::String(text) => Self::String(Rc::from(&**text)),
            core::Value::Array(elements) => {
                Self::Array(Rc::new(List::from(elements.iter().map(Self::from).collect::<Vec<_>>())))
            }
            core::Value::Object(members) => {
                let members = members.iter().map(|(key, value)| (Rc::from(&**key), Self::from(value)));
                Self::Object(Rc::new(members.collect()))
            }
        }
    }
}

/// Applies edits, one after the other.
pub(crate) fn edit(mut value: Value, edits: &[Edit<'_>]) -> Result {
    for Edit { pointer, action } in edits {
        value = match action {
            Action::Set(new) => set_path(value, &path(pointer), Value::from(&**new))?,
            Action::Append(new) => {
                let new = new.iter().map(|new| Value::from(&**new));
                update_path(value, &path(pointer), |list| append(list, new))?
            }
            Action::Remove => delete_paths(value, &Value::array(vec![path(pointer)]))?,
            Action::Unwrap => unwrap(value, pointer)?,
        };
    }
    Ok(value)
}

fn path(pointer: &Pointer) -> Value {
    let step = |token: &Token| match token {
        Token::Member(name) => Value::string(&**name),
        Token::Index(index) => Value::count(*index),
    };
    Value::array(pointer.tokens().iter().map(step).collect())
}

fn append(list: Value, new: impl Iterator<Item = Value>) -> Result {
    let mut elements = list.into_elements().map_err(|_| error("an edit appends to a value that is not an array"))?;
    elements.extend(new);
    Ok(Value::array(elements))
}

/// Puts the members of an object in place of the object. A member of the root wins over a member with the same name.
fn unwrap(value: Value, pointer: &Pointer) -> Result {
    let wrapped = get_path(&value, &path(pointer))?;
    let ([Token::Member(wrapper)], Value::Object(root), Value::Object(wrapped)) = (pointer.tokens(), value, wrapped)
    else {
        return Err(error("an edit unwraps a value that is not a member of the root"));
    };
    let mut members = Map::default();
    for (key, value) in root.iter() {
        if **key == **wrapper {
            wrapped.iter().filter(|(key, _)| root.get(key).is_none() || ***key == **wrapper).for_each(
                |(key, value)| {
                    members.insert(key.clone(), value.clone());
                },
            );
        } else {
            members.insert(key.clone(), value.clone());
        }
    }
    Ok(Value::object(members))
}
