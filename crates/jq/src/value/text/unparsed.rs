//! [`Unparsed`]: an array or object that is still text.

use std::cell::RefCell;
use std::rc::Rc;

use outrigger_core::{Kind, Outline, Place};

use super::json_string::unescaped;
use crate::value::{List, Map, Members, Number, Value};

/// A text whose arrays and objects are read when they are used. It is kept until none of them is text anymore.
pub(crate) struct SharedText {
    pub(crate) json: String,
    /// Where the outline begins in the text, in bytes.
    pub(crate) start: usize,
    pub(crate) outline: Outline,
    /// The numbers that JSON does not have, with their places in the text of the outline.
    pub(crate) numbers: Vec<(usize, f64)>,
    pub(crate) names: Rc<RefCell<NameCache>>,
    pub(crate) retention: TextRetention,
}

/// Which values keep the text of their input in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextRetention {
    /// Every array and object, as the next input replaces this one.
    All,
    /// Only large parts of the input: a filter may collect small parts of many inputs, so these are read at once.
    Large,
}

/// A part keeps its text if the text is at most this many times longer than the part.
const PART: usize = 8;

/// An array or object that is still text, or whose text is still right.
#[derive(Clone)]
pub(crate) struct Unparsed {
    text: Rc<SharedText>,
    at: usize,
}

impl SharedText {
    /// The value of the whole text.
    pub(crate) fn into_value(self) -> Value {
        let text = Rc::new(self);
        Unparsed { text, at: 0 }.value(0)
    }
}

impl Unparsed {
    pub(crate) fn elements(&self) -> Vec<Value> {
        let mut elements = Vec::with_capacity(self.inside().count());
        elements.extend(self.inside().map(|at| self.value(at)));
        elements
    }

    pub(crate) fn members(&self) -> Members {
        let may_have_duplicate = self.place().may_have_duplicate();
        let mut members = Members::with_capacity(self.inside().count());
        for at in self.inside() {
            let (name, value) = (self.name(at), self.value(at + 1));
            if may_have_duplicate {
                members.insert(name, value);
            } else {
                members.push(name, value);
            }
        }
        members
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.place().next() == self.at + 1
    }

    /// The place of each element, or of the name of each member. The value follows its name.
    pub(crate) fn inside(&self) -> impl Iterator<Item = usize> {
        let place = self.place();
        let to_value = usize::from(place.kind() == Kind::Object);
        let (mut next, end) = (self.at + 1, place.next());
        std::iter::from_fn(move || {
            let at = next;
            (at < end).then(|| {
                next = self.place_of(at + to_value).next();
                at
            })
        })
    }

    /// The value, with its elements or members read.
    pub(crate) fn read(&self) -> Value {
        if self.place().kind() == Kind::Array {
            Value::Array(Rc::new(List::from(self.elements())))
        } else {
            Value::Object(Rc::new(Map::from(self.members())))
        }
    }

    /// The value at a place of the text.
    fn value(&self, at: usize) -> Value {
        let place = self.place_of(at);
        match place.kind() {
            Kind::String => Value::String(self.string(place)),
            Kind::Number => Value::Number(self.number(place)),
            Kind::Bool => Value::Bool(self.raw(place) == "true"),
            Kind::Null | Kind::Unknown => Value::Null,
            Kind::Array => Value::Array(Rc::new(match self.at(at) {
                part if part.is_kept() => List::unparsed(part),
                part => List::from(part.elements()),
            })),
            Kind::Object => Value::Object(Rc::new(match self.at(at) {
                part if part.is_kept() => Map::unparsed(part),
                part => Map::from(part.members()),
            })),
        }
    }

    /// Whether it keeps the text.
    fn is_kept(&self) -> bool {
        let place = self.place();
        let is_large = || place.span().len() * PART >= self.place_of(0).span().len();
        !self.is_empty() && (self.text.retention == TextRetention::All || is_large())
    }

    fn number(&self, place: Place) -> Number {
        match self.beyond_json(place) {
            Some(value) => Number::Float(value),
            None => Number::read(self.raw(place)),
        }
    }

    fn string(&self, place: Place) -> Rc<str> {
        let inner = self.inner(place);
        if place.is_escaped() { Rc::from(unescaped(inner)) } else { Rc::from(inner) }
    }

    fn name(&self, at: usize) -> Rc<str> {
        let place = self.place_of(at);
        if place.is_escaped() { self.string(place) } else { self.text.names.borrow_mut().get(self.inner(place)) }
    }

    /// The array or object at a place of the text.
    pub(crate) fn at(&self, at: usize) -> Self {
        Self { text: self.text.clone(), at }
    }

    pub(crate) fn place(&self) -> Place {
        self.place_of(self.at)
    }

    #[inline]
    pub(crate) fn place_of(&self, at: usize) -> Place {
        self.text.outline.place(at)
    }

    /// The text of a value.
    #[inline]
    pub(crate) fn raw(&self, place: Place) -> &str {
        let span = place.span();
        &self.text.json[self.text.start + span.start..self.text.start + span.end]
    }

    /// The text of a string between its quotes, with its escapes.
    #[inline]
    pub(crate) fn inner(&self, place: Place) -> &str {
        let span = place.span();
        &self.text.json[self.text.start + span.start + 1..self.text.start + span.end - 1]
    }

    /// The value, if it is a number that JSON does not have.
    #[inline]
    pub(crate) fn beyond_json(&self, place: Place) -> Option<f64> {
        let start = place.span().start;
        self.text.numbers.iter().find(|(at, _)| *at == start).map(|(_, value)| *value)
    }
}

/// A cache of names of members, as most names appear in many objects.
#[derive(Default)]
pub(crate) struct NameCache([Option<Rc<str>>; 32]);

impl NameCache {
    fn get(&mut self, plain: &str) -> Rc<str> {
        // The slot depends on the length and the last byte.
        let last = plain.bytes().next_back().unwrap_or_default();
        let slot = (7 * plain.len() + usize::from(last)) % self.0.len();
        if let Some(known) = self.0[slot].as_ref().filter(|known| ***known == *plain) {
            return known.clone();
        }
        let name: Rc<str> = Rc::from(plain);
        self.0[slot] = Some(name.clone());
        name
    }
}
