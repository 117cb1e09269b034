//! [`List`]: the elements of an array.

use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use super::Value;

/// The elements of an array; dropped without recursion, however deep they are nested.
#[derive(Clone, Default)]
pub(crate) struct List(Vec<Value>);

impl List {
    pub(crate) fn into_vec(mut self) -> Vec<Value> {
        std::mem::take(&mut self.0)
    }
}

impl From<Vec<Value>> for List {
    fn from(elements: Vec<Value>) -> Self {
        Self(elements)
    }
}

impl Deref for List {
    type Target = Vec<Value>;

    fn deref(&self) -> &Vec<Value> {
        &self.0
    }
}

impl DerefMut for List {
    fn deref_mut(&mut self) -> &mut Vec<Value> {
        &mut self.0
    }
}

impl Drop for List {
    fn drop(&mut self) {
        dismantle(&mut self.0);
    }
}

/// Drops values one after the other instead of one inside the other.
pub(super) fn dismantle(values: &mut Vec<Value>) {
    if values.iter().all(|value| !matches!(value, Value::Array(_) | Value::Object(_))) {
        return;
    }
    let mut pending = std::mem::take(values);
    while let Some(value) = pending.pop() {
        match value {
            Value::Array(elements) => {
                if let Some(mut elements) = Rc::into_inner(elements) {
                    pending.append(&mut elements.0);
                }
            }
            Value::Object(map) => {
                if let Some(mut map) = Rc::into_inner(map) {
                    pending.extend(map.take_values());
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}
