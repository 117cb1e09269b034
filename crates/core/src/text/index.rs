//! [`Index`]: the places of the values of a text, in as little memory as they need.

use std::ops::Range;

use crate::text::Kind;

/// The place of every value and every member's name, in the order they stand in: a name is followed by its value, an array or
/// object by what it holds.
///
/// An object of two strings that differs from one before it in nothing but them has one place for all of this: its names
/// and values are its [`PART`]s, whose places are worked out from those of the other one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    places: Vec<Packed>,
    /// How many places before an object the one may stand that it is like.
    reach: usize,
    /// How much white space is between the values, in bytes.
    pub(crate) white_space: usize,
    /// The objects that may have two members of one name, in ascending order; of the others it is known that they have none.
    pub(crate) suspects: Vec<u32>,
}

/// A value or a member's name, with its place. Offsets are 32 bits wide: a document may have 4 GiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The entry after this one and all that it holds.
    pub(crate) next: usize,
    pub(crate) kind: Kind,
    /// A string with escapes.
    pub(crate) escaped: bool,
}

/// An [`Entry`] in twelve bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Packed {
    start: u32,
    end: u32,
    /// A code, and above it how many places what stands in the value has; with [`LIKE`], what that says.
    rest: u32,
}

/// A name or value in objects that are alike.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Part {
    /// Which of the four it is, from 1 on.
    number: usize,
    /// What stands before it in the object, but for the first value, in bytes.
    before: u32,
    /// Of a name how long it is, of the second value how much stands behind it.
    length: u32,
}

/// What an index counts in the parts of an object that is like another: the first name is its first part.
pub(crate) const PART: usize = 1 << (usize::BITS - 3);

/// How many bits a code has: three that say what stands there, and [`SPECIAL`].
const CODE_BITS: u32 = 4;
/// Of a string, that it has escapes.
const SPECIAL: u32 = 1 << 3;
/// All bits of a code.
const CODE: u32 = (1 << CODE_BITS) - 1;

const NULL: u32 = 0;
const BOOL: u32 = 1;
const NUMBER: u32 = 2;
const STRING: u32 = 3;
const ARRAY: u32 = 4;
const OBJECT: u32 = 5;
/// An object among the suspects.
const SUSPECT: u32 = 6;
/// An object that is like another: above the code stands how long its first value is, quotes included, and above that how
/// many places before it the other one stands.
const LIKE: u32 = 7;

/// What the codes say.
const KINDS: [Kind; 8] =
    [Kind::Null, Kind::Bool, Kind::Number, Kind::String, Kind::Array, Kind::Object, Kind::Object, Kind::Object];

/// How many bits the length of a first value has.
const LENGTH_BITS: u32 = 12;
/// How far before an object another can stand.
const MOST_DISTANCE: usize = (u32::MAX >> (CODE_BITS + LENGTH_BITS)) as usize;

/// How many places what stands in an array or object may have.
pub(crate) const MOST: usize = (u32::MAX >> CODE_BITS) as usize;

impl Packed {
    /// A string without escapes.
    #[inline(always)]
    pub(crate) fn string(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32, rest: STRING }
    }

    /// Where it begins and ends, if it is a string without escapes.
    #[inline(always)]
    fn plain_string(self) -> Option<(usize, usize)> {
        (self.rest == STRING).then_some((self.start as usize, self.end as usize))
    }

    /// Whether this is an object that is like another.
    #[inline(always)]
    fn is_like(self) -> bool {
        self.rest & CODE == LIKE
    }

    /// How long the first value of an object is that is like another.
    #[inline(always)]
    fn first_length(self) -> u32 {
        self.rest >> CODE_BITS & ((1 << LENGTH_BITS) - 1)
    }
}

impl Part {
    /// Where it begins in an object, and where it ends.
    #[inline(always)]
    fn of(self, object: Packed) -> (u32, u32) {
        let start = object.start + self.before + if self.number > 2 { object.first_length() } else { 0 };
        let end = match self.number {
            2 => start + object.first_length(),
            4 => object.end - self.length,
            _ => start + self.length,
        };
        (start, end)
    }
}

impl Index {
    /// An empty one, with room for so many places.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { places: Vec::with_capacity(capacity), reach: MOST_DISTANCE, ..Self::default() }
    }

    /// An empty one in which every value and name will have a place of its own.
    pub(crate) fn without_parts(capacity: usize) -> Self {
        Self { reach: 0, ..Self::with_capacity(capacity) }
    }

    /// The same with the suspects in order: an object may have become one after those in it.
    #[inline(never)]
    pub(crate) fn in_order(mut self) -> Self {
        self.suspects.sort_unstable();
        self
    }

    /// How many places there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// What stands at an index.
    #[inline(always)]
    pub(crate) fn kind(&self, index: usize) -> Kind {
        if index < PART { KINDS[(self.places[index].rest & (SPECIAL - 1)) as usize] } else { Kind::String }
    }

    /// Where what stands at an index begins and ends.
    #[inline(always)]
    pub(crate) fn span(&self, index: usize) -> Range<usize> {
        let Packed { start, end, .. } = self.place(index);
        start as usize..end as usize
    }

    /// The same of a string, quotes included, if that is what stands there, without escapes.
    #[inline(always)]
    pub(crate) fn plain_string(&self, index: usize) -> Option<(usize, usize)> {
        self.place(index).plain_string()
    }

    /// The same of what has a place of its own.
    #[inline(always)]
    pub(crate) fn own_string(&self, index: usize) -> Option<(usize, usize)> {
        self.places[index].plain_string()
    }

    #[inline(always)]
    fn place(&self, index: usize) -> Packed {
        if index < PART { self.places[index] } else { self.part(index) }
    }

    /// The value or name at an index, which has a place of its own.
    #[inline(always)]
    pub(crate) fn entry(&self, index: usize) -> Entry {
        let Packed { start, end, rest } = self.places[index];
        let (kind, next) = (KINDS[(rest & (SPECIAL - 1)) as usize], self.next(index));
        Entry { start, end, next, kind, escaped: rest & SPECIAL != 0 }
    }

    /// What stands after that, and all that it holds.
    #[inline(always)]
    pub(crate) fn next(&self, index: usize) -> usize {
        let place = self.places[index];
        if place.is_like() { index + 1 } else { index + 1 + (place.rest >> CODE_BITS) as usize }
    }

    /// The same behind a value that may be a part.
    #[inline(always)]
    pub(crate) fn after(&self, index: usize) -> usize {
        if index < PART { self.next(index) } else { index + PART }
    }

    /// The object that the one at an index is like, if that is so: it stands before it in the same array.
    #[inline(always)]
    pub(crate) fn other(&self, index: usize) -> Option<usize> {
        let place = self.places.get(index).filter(|place| place.is_like())?;
        Some(index - (place.rest >> (CODE_BITS + LENGTH_BITS)) as usize)
    }

    /// Where what stands in an array or object begins, where it ends, and the step from a name to its value.
    #[inline(always)]
    pub(crate) fn inside(&self, holder: usize) -> (usize, usize, usize) {
        match self.other(holder) {
            Some(_) => (holder + PART, holder + 5 * PART, PART),
            None => (holder + 1, self.next(holder), 1),
        }
    }

    /// The value or name that stands after this one or, if there is one, the first that stands in it.
    #[inline]
    pub(crate) fn following(&self, index: usize) -> usize {
        if index < PART {
            return index + if self.places[index].is_like() { PART } else { 1 };
        }
        if index / PART == 4 { index % PART + 1 } else { index + PART }
    }

    /// The place of a part.
    #[inline(never)]
    fn part(&self, index: usize) -> Packed {
        let (object, number) = (index % PART, index / PART);
        let (start, end) = self.part_like(object, number).of(self.places[object]);
        Packed { start, end, rest: STRING }
    }

    /// Where a part stands in an object that is like another, and in all that are like that one.
    fn part_like(&self, object: usize, number: usize) -> Part {
        let Some(other) = self.other(object) else { return Part::default() };
        let (object, first, part) = (self.places[other], self.places[other + 2], self.places[other + number]);
        let before = part.start - object.start - if number > 2 { first.end - first.start } else { 0 };
        let length = if number == 4 { object.end - part.end } else { part.end - part.start };
        Part { number, before, length }
    }

    /// Where a part begins and ends in each of the objects that are like another and stand in a row from an index on.
    #[inline(always)]
    pub(crate) fn parts(&self, from: usize, number: usize) -> impl Iterator<Item = (usize, usize)> {
        let part = self.part_like(from, number);
        self.places[from..].iter().take_while(|object| object.is_like()).map(move |object| {
            let (start, end) = part.of(*object);
            (start as usize, end as usize)
        })
    }

    /// Notes a value that holds none, or a name.
    #[inline(always)]
    pub(crate) fn push(&mut self, kind: Kind, escaped: bool, start: usize, end: usize) {
        let code = match kind {
            Kind::Null => NULL,
            Kind::Bool => BOOL,
            Kind::Number => NUMBER,
            Kind::String | Kind::Array | Kind::Object | Kind::Unknown => STRING,
        };
        let rest = if escaped { code | SPECIAL } else { code };
        self.places.push(Packed { start: start as u32, end: end as u32, rest });
    }

    /// Notes an array or object whose end is not known; gives its index.
    #[inline(always)]
    pub(crate) fn open(&mut self, is_object: bool, start: usize) -> usize {
        let index = self.places.len();
        let rest = if is_object { OBJECT } else { ARRAY };
        self.places.push(Packed { start: start as u32, end: 0, rest });
        index
    }

    /// Notes where an array or object ends, which holds what was noted since; `None` if that is too much.
    #[inline(always)]
    pub(crate) fn close(&mut self, index: usize, end: usize) -> Option<()> {
        let inside = self.places.len() - index - 1;
        let place = &mut self.places[index];
        place.end = end as u32;
        place.rest |= (inside as u32) << CODE_BITS;
        (inside <= MOST).then_some(())
    }

    /// Notes an object of two strings that differs in nothing but them from one before it, if that can be told in one place.
    #[inline(always)]
    pub(crate) fn push_like(&mut self, other: usize, start: usize, end: usize, first_value: usize) -> bool {
        let distance = self.places.len() - other;
        let fits = distance <= self.reach && first_value < 1 << LENGTH_BITS;
        if fits {
            let rest = (distance as u32) << (CODE_BITS + LENGTH_BITS) | (first_value as u32) << CODE_BITS | LIKE;
            self.places.push(Packed { start: start as u32, end: end as u32, rest });
        }
        fits
    }

    /// Notes an object whole: each name and its value.
    #[inline(always)]
    pub(crate) fn push_object<const N: usize>(&mut self, start: usize, end: usize, members: &[[Packed; 2]; N]) {
        let rest = (2 * N as u32) << CODE_BITS | OBJECT;
        self.places.push(Packed { start: start as u32, end: end as u32, rest });
        self.places.extend_from_slice(members.as_flattened());
    }

    /// Notes that an object is among the suspects.
    pub(crate) fn suspect(&mut self, object: usize) {
        let rest = &mut self.places[object].rest;
        *rest = *rest >> CODE_BITS << CODE_BITS | SUSPECT;
    }

    /// Whether it was noted that an object is among the suspects.
    #[inline]
    pub(crate) fn is_suspect(&self, object: usize) -> bool {
        self.places[object].rest & (SPECIAL - 1) == SUSPECT
    }
}
