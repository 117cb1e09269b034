//! [`Index`]: the places of the values of a text, in as little memory as they need.

use crate::node::Kind;

/// The place of every value and every member's name, in the order they stand in: a name is followed by its value, an array or
/// object by what it holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    places: Vec<Packed>,
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
    pub(crate) next: u32,
    pub(crate) kind: Kind,
    /// A string with escapes.
    pub(crate) escaped: bool,
    /// An object whose members have the names of those of the element before it, in the same order, without escapes.
    pub(crate) repeats: bool,
}

/// An [`Entry`] in twelve bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Packed {
    start: u32,
    end: u32,
    /// A code, and above it how many values and names stand in the value.
    rest: u32,
}

/// How many bits a code has: three that say what stands there, and [`SPECIAL`].
const CODE_BITS: u32 = 4;
/// Of a string, that it has escapes; of an object, that it repeats the names of the element before it.
const SPECIAL: u32 = 1 << 3;

const NULL: u32 = 0;
const BOOL: u32 = 1;
const NUMBER: u32 = 2;
const STRING: u32 = 3;
const ARRAY: u32 = 4;
const OBJECT: u32 = 5;
/// An object among the suspects.
const SUSPECT: u32 = 6;

/// What the codes say.
const KINDS: [Kind; 8] =
    [Kind::Null, Kind::Bool, Kind::Number, Kind::String, Kind::Array, Kind::Object, Kind::Object, Kind::Unknown];

/// How many values and names an array or object may hold.
pub(crate) const MOST: usize = (u32::MAX >> CODE_BITS) as usize;

impl Packed {
    /// A string without escapes.
    #[inline(always)]
    pub(crate) fn string(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32, rest: STRING }
    }
}

impl Index {
    /// An empty one, with room for so many values.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { places: Vec::with_capacity(capacity), ..Self::default() }
    }

    /// The same with the suspects in order: an object may have become one after those in it.
    #[inline(never)]
    pub(crate) fn in_order(mut self) -> Self {
        self.suspects.sort_unstable();
        self
    }

    /// How many values and names there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// What stands at an index.
    #[inline(always)]
    pub(crate) fn kind(&self, index: usize) -> Kind {
        KINDS[(self.places[index].rest & (SPECIAL - 1)) as usize]
    }

    /// Where the string at an index begins and ends, quotes included, if that is what stands there, without escapes.
    #[inline(always)]
    pub(crate) fn plain_string(&self, index: usize) -> Option<(usize, usize)> {
        let Packed { start, end, rest } = self.places[index];
        (rest == STRING).then_some((start as usize, end as usize))
    }

    /// The value or name at an index.
    #[inline(always)]
    pub(crate) fn entry(&self, index: usize) -> Entry {
        let Packed { start, end, rest } = self.places[index];
        let kind = KINDS[(rest & (SPECIAL - 1)) as usize];
        let next = index as u32 + 1 + (rest >> CODE_BITS);
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

    /// Notes an object that repeats the names of the element before it, whole: each name and its value.
    #[inline(always)]
    pub(crate) fn push_repeated<const N: usize>(&mut self, start: usize, end: usize, members: &[[Packed; 2]; N]) {
        let rest = (2 * N as u32) << CODE_BITS | SPECIAL | OBJECT;
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
