//! [`Index`]: the places of the values of a text, in as little memory as they need.

use crate::node::Kind;

/// The place of every value and every member's name, in the order they stand in: a name is followed by its value, an array or
/// object by what it holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    places: Vec<Packed>,
    /// Where what cannot say so itself ends: arrays, objects, and strings that are very long.
    ends: Vec<End>,
    /// How much white space is between the values, in bytes.
    pub(crate) white_space: usize,
    /// The objects that may have two members of one name; of the others it is known that they have none.
    pub(crate) suspects: Vec<u32>,
}

/// A value or a member's name, with its place. Offsets are 32 bits wide: a document may have 4 GiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The entry after this one and all that it holds.
    pub(crate) next: u32,
    pub(crate) kind: Kind,
    /// A string with escapes.
    pub(crate) escaped: bool,
    /// An object whose members have the names of those of the element before it, in the same order, without escapes.
    pub(crate) repeats: bool,
}

/// An [`Entry`] in eight bytes: where it starts, and above a code how long it is, or which of the ends is its.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Packed {
    start: u32,
    rest: u32,
}

/// Where a value ends, in the text and in the index.
#[derive(Clone, Copy, Debug, Default)]
struct End {
    end: u32,
    next: u32,
}

/// How many bits a code has: three that say what stands there, and [`SPECIAL`].
const CODE_BITS: u32 = 4;
/// Of a string, that it has escapes; of an object, that it repeats the names of the element before it.
const SPECIAL: u32 = 1 << 3;

const NULL: u32 = 0;
const BOOL: u32 = 1;
const NUMBER: u32 = 2;
const STRING: u32 = 3;
/// From here on the end is in the list of ends.
const ARRAY: u32 = 4;
const OBJECT: u32 = 5;
/// An object among the suspects.
const SUSPECT: u32 = 6;
/// A string that is too long to say how long it is.
const LONG: u32 = 7;

/// What the codes say.
const KINDS: [Kind; 8] =
    [Kind::Null, Kind::Bool, Kind::Number, Kind::String, Kind::Array, Kind::Object, Kind::Object, Kind::String];

/// How long a value may be to say so itself, and how many ends there may be.
pub(crate) const MOST: usize = (u32::MAX >> CODE_BITS) as usize;

impl Packed {
    /// A string without escapes that is not very long.
    #[inline(always)]
    pub(crate) fn string(start: usize, length: usize) -> Self {
        Self { start: start as u32, rest: (length as u32) << CODE_BITS | STRING }
    }
}

impl Index {
    /// An empty one, with room for so many values.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        // About one in so many is an array or object.
        Self { places: Vec::with_capacity(capacity), ends: Vec::with_capacity(capacity / 6), ..Self::default() }
    }

    /// How many values and names there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is no room for another array, object or very long value.
    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        self.ends.len() == MOST
    }

    /// What stands at an index.
    #[inline(always)]
    pub(crate) fn kind(&self, index: usize) -> Kind {
        KINDS[(self.places[index].rest & (SPECIAL - 1)) as usize]
    }

    /// The value or name at an index.
    #[inline(always)]
    pub(crate) fn entry(&self, index: usize) -> Entry {
        let Packed { start, rest } = self.places[index];
        let (code, above) = (rest & (SPECIAL - 1), rest >> CODE_BITS);
        let kind = KINDS[code as usize];
        let End { end, next } =
            if code < ARRAY { End { end: start + above, next: index as u32 + 1 } } else { self.ends[above as usize] };
        let is_special = rest & SPECIAL != 0;
        let (escaped, repeats) = (is_special && kind == Kind::String, is_special && kind == Kind::Object);
        Entry { start, end, next, kind, escaped, repeats }
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
        let special = if escaped { SPECIAL } else { 0 };
        let length = end - start;
        if length > MOST {
            return self.push_long(special, start, end);
        }
        self.places.push(Packed { start: start as u32, rest: (length as u32) << CODE_BITS | special | code });
    }

    #[cold]
    fn push_long(&mut self, special: u32, start: usize, end: usize) {
        let rest = (self.ends.len() as u32) << CODE_BITS | special | LONG;
        self.places.push(Packed { start: start as u32, rest });
        self.ends.push(End { end: end as u32, next: self.places.len() as u32 });
    }

    /// Notes an array or object whose end is not known; gives its index.
    #[inline(always)]
    pub(crate) fn open(&mut self, is_object: bool, start: usize) -> usize {
        let code = if is_object { OBJECT } else { ARRAY };
        let index = self.places.len();
        self.places.push(Packed { start: start as u32, rest: (self.ends.len() as u32) << CODE_BITS | code });
        self.ends.push(End::default());
        index
    }

    /// Notes where an array or object ends, which holds what was noted since.
    #[inline(always)]
    pub(crate) fn close(&mut self, index: usize, end: usize) {
        let which = self.places[index].rest >> CODE_BITS;
        self.ends[which as usize] = End { end: end as u32, next: self.places.len() as u32 };
    }

    /// Notes an object that repeats the names of the element before it, whole: each name and its value.
    #[inline(always)]
    pub(crate) fn push_repeated<const N: usize>(&mut self, start: usize, end: usize, members: &[[Packed; 2]; N]) {
        let next = self.places.len() + 1 + 2 * N;
        self.places
            .push(Packed { start: start as u32, rest: (self.ends.len() as u32) << CODE_BITS | SPECIAL | OBJECT });
        self.places.extend_from_slice(members.as_flattened());
        self.ends.push(End { end: end as u32, next: next as u32 });
    }

    /// Notes that an object is among the suspects.
    pub(crate) fn suspect(&mut self, object: usize) {
        let rest = &mut self.places[object].rest;
        *rest = *rest >> CODE_BITS << CODE_BITS | SUSPECT;
    }

    /// Whether it was noted that an object is among the suspects.
    pub(crate) fn is_suspect(&self, object: usize) -> bool {
        self.places[object].rest & (SPECIAL - 1) == SUSPECT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_to_say_how_long_it_is() {
        let mut index = Index::default();
        let array = index.open(false, 0);
        index.push(Kind::String, false, 1, 1 + MOST);
        index.push(Kind::String, true, 1, 2 + MOST);
        index.push(Kind::String, false, 1, 2 + MOST);
        index.close(array, 3 + MOST);
        let entry = |end: usize, next: u32, kind: Kind, escaped: bool| Entry {
            start: 1,
            end: end as u32,
            next,
            kind,
            escaped,
            repeats: false,
        };
        assert_eq!(index.entry(0), Entry { start: 0, ..entry(3 + MOST, 4, Kind::Array, false) });
        assert_eq!(index.entry(1), entry(1 + MOST, 2, Kind::String, false));
        assert_eq!(index.entry(2), entry(2 + MOST, 3, Kind::String, true));
        assert_eq!(index.entry(3), entry(2 + MOST, 4, Kind::String, false));
        assert_eq!([1, 2].map(|at| index.kind(at)), [Kind::String, Kind::String]);
    }
}
