//! [`StreamEvents`]: a value as the events of `tostream`.

use super::Value;
use crate::limits::budget;

/// The events of a value: each leaf with its path, and the end of each array and object.
#[derive(Default)]
pub(crate) struct StreamEvents {
    root: Option<Value>,
    /// The open arrays and objects, each with the number of its children that are done.
    open: Vec<(Value, usize)>,
    /// The path to the current child of the innermost one.
    path: Vec<Value>,
}

impl StreamEvents {
    pub(crate) fn of(value: Value) -> Self {
        Self { root: Some(value), ..Self::default() }
    }
}

impl Iterator for StreamEvents {
    type Item = Value;

    fn next(&mut self) -> Option<Value> {
        if !budget::write(size_of::<Value>()) {
            return None;
        }
        if let Some(root) = self.root.take() {
            if child(&root, 0).is_none() {
                return Some(Value::array(vec![Value::array(Vec::new()), root]));
            }
            self.open.push((root, 0));
        }
        loop {
            let (holder, done) = self.open.last_mut()?;
            let Some((key, value)) = child(holder, *done) else {
                self.open.pop();
                let end = Value::array(vec![Value::array(self.path.clone())]);
                self.path.pop();
                return Some(end);
            };
            if *done > 0 {
                self.path.pop();
            }
            *done += 1;
            self.path.push(key);
            if child(&value, 0).is_none() {
                return Some(Value::array(vec![Value::array(self.path.clone()), value]));
            }
            self.open.push((value, 0));
        }
    }
}

/// The key and the value of a child of an array or object, by its position.
fn child(value: &Value, at: usize) -> Option<(Value, Value)> {
    match value {
        Value::Array(elements) => elements.get(at).map(|element| (Value::count(at), element.clone())),
        Value::Object(map) => map.member(at).map(|(key, value)| (Value::String(key.clone()), value.clone())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}
