//! [`Lazy`]: the content of an array or object, read from its text on first use.

use std::cell::OnceCell;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use super::Value;
use super::members::Members;
use super::text::Unparsed;

/// The elements of an array.
pub(crate) type List = Lazy<Vec<Value>>;

/// The members of an object.
pub(crate) type Map = Lazy<Members>;

/// The content of an array or object. It is read on first use, and dropped without recursion at any depth.
#[derive(Default)]
pub(crate) struct Lazy<T: Held> {
    held: OnceCell<T>,
    /// Its text, until the content may have changed.
    unparsed: Option<Unparsed>,
}

/// The content of a [`Lazy`].
pub(crate) trait Held: Default + 'static {
    fn read(unparsed: &Unparsed) -> Self;

    /// Drops itself, but moves its arrays and objects to `nested`.
    fn leave_nested(self, nested: &mut Vec<Value>);
}

impl<T: Held> Lazy<T> {
    pub(super) fn unparsed(unparsed: Unparsed) -> Self {
        Self { held: OnceCell::new(), unparsed: Some(unparsed) }
    }

    /// Its text, even if it has been read.
    pub(crate) fn text(&self) -> Option<&Unparsed> {
        self.unparsed.as_ref()
    }

    #[inline]
    fn content(&self) -> &T {
        self.held.get_or_init(|| self.unparsed.as_ref().map(T::read).unwrap_or_default())
    }

    /// The content, by value.
    pub(crate) fn into_held(mut self) -> T {
        match self.held.take() {
            Some(held) => held,
            None => self.unparsed.as_ref().map(T::read).unwrap_or_default(),
        }
    }
}

impl<T: Held> From<T> for Lazy<T> {
    fn from(held: T) -> Self {
        Self { held: OnceCell::from(held), unparsed: None }
    }
}

impl<T: Held> Deref for Lazy<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.content()
    }
}

impl<T: Held> DerefMut for Lazy<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.content();
        self.unparsed = None;
        // It has been read: nothing is ever leaked.
        self.held.get_mut().unwrap_or_else(|| Box::leak(Box::default()))
    }
}

/// A copy is about to change, so it needs its content. Reading first means that it is read once, and not for each copy.
impl<T: Held + Clone> Clone for Lazy<T> {
    fn clone(&self) -> Self {
        Self::from(self.content().clone())
    }
}

/// Drops nested values one after the other, without recursion.
impl<T: Held> Drop for Lazy<T> {
    fn drop(&mut self) {
        let Some(held) = self.held.take() else { return };
        let mut pending = Vec::new();
        held.leave_nested(&mut pending);
        while let Some(value) = pending.pop() {
            match value {
                Value::Array(elements) => {
                    if let Some(held) = Rc::into_inner(elements).and_then(|mut elements| elements.held.take()) {
                        held.leave_nested(&mut pending);
                    }
                }
                Value::Object(map) => {
                    if let Some(held) = Rc::into_inner(map).and_then(|mut map| map.held.take()) {
                        held.leave_nested(&mut pending);
                    }
                }
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
        }
    }
}

impl Held for Vec<Value> {
    fn read(unparsed: &Unparsed) -> Self {
        unparsed.elements()
    }

    fn leave_nested(self, nested: &mut Vec<Value>) {
        nested.extend(self.into_iter().filter(Value::is_nested));
    }
}
