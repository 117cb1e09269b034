//! [`Index`]: the places of the values of a text, twelve bytes each.

use std::ops::Range;

use crate::text::Kind;

/// The place of every value and of every member's name, in the order of the text.
///
/// A name is followed by its value. An array or object is followed by its contents.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    places: Vec<Packed>,
    /// How many bytes of white space are between the values.
    pub(crate) white_space: usize,
    /// The objects that may have two members with the same name, in ascending order. All other objects have none.
    pub(crate) suspects: Vec<u32>,
}

/// The place of a value or of a member's name. Offsets have 32 bits: a document has at most 4 GiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The entry after this one and its contents.
    pub(crate) next: usize,
    pub(crate) kind: Kind,
    /// Whether this is a string with escapes.
    pub(crate) escaped: bool,
}

/// An [`Entry`] in twelve bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Packed {
    start: u32,
    end: u32,
    /// The lowest bits are a code, the others the number of places that the contents have.
    rest: u32,
}

/// A code has three bits for the kind, and [`ESCAPED`].
const CODE_BITS: u32 = 4;
/// A string with escapes.
const ESCAPED: u32 = 1 << 3;

const NULL: u32 = 0;
const BOOL: u32 = 1;
const NUMBER: u32 = 2;
const STRING: u32 = 3;
const ARRAY: u32 = 4;
const OBJECT: u32 = 5;
/// An object that may have two members with the same name.
const SUSPECT: u32 = 6;

/// The kinds, by their codes; the last code is not used.
const KINDS: [Kind; 8] =
    [Kind::Null, Kind::Bool, Kind::Number, Kind::String, Kind::Array, Kind::Object, Kind::Object, Kind::Unknown];

/// The most places that the contents of an array or object can have.
pub(crate) const MOST: usize = (u32::MAX >> CODE_BITS) as usize;

impl Index {
    /// An empty index with room for this many places.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { places: Vec::with_capacity(capacity), ..Self::default() }
    }

    /// The number of places.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// The kind of a value. A name is a string.
    #[inline(always)]
    pub(crate) fn kind(&self, index: usize) -> Kind {
        KINDS[(self.places[index].rest & (ESCAPED - 1)) as usize]
    }

    /// Where a value or name begins and ends, in bytes.
    #[inline(always)]
    pub(crate) fn span(&self, index: usize) -> Range<usize> {
        let Packed { start, end, .. } = self.places[index];
        start as usize..end as usize
    }

    /// Where a string begins and ends, quotes included, if it is one without escapes.
    #[inline(always)]
    pub(crate) fn plain_string(&self, index: usize) -> Option<(usize, usize)> {
        let Packed { start, end, rest } = self.places[index];
        (rest == STRING).then_some((start as usize, end as usize))
    }

    /// The value or name at an index.
    #[inline(always)]
    pub(crate) fn entry(&self, index: usize) -> Entry {
        let Packed { start, end, rest } = self.places[index];
        Entry { start, end, next: self.next(index), kind: self.kind(index), escaped: rest & ESCAPED != 0 }
    }

    /// The index after a value and its contents.
    #[inline(always)]
    pub(crate) fn next(&self, index: usize) -> usize {
        index + 1 + (self.places[index].rest >> CODE_BITS) as usize
    }

    /// Adds a value that has no contents, or a name.
    #[inline(always)]
    pub(crate) fn push(&mut self, kind: Kind, escaped: bool, start: usize, end: usize) {
        let code = match kind {
            Kind::Null => NULL,
            Kind::Bool => BOOL,
            Kind::Number => NUMBER,
            Kind::String | Kind::Array | Kind::Object | Kind::Unknown => STRING,
        };
        let rest = if escaped { code | ESCAPED } else { code };
        self.places.push(Packed { start: start as u32, end: end as u32, rest });
    }

    /// Adds an array or object whose end is not known yet, and returns its index.
    #[inline(always)]
    pub(crate) fn open(&mut self, is_object: bool, start: usize) -> usize {
        let index = self.places.len();
        let rest = if is_object { OBJECT } else { ARRAY };
        self.places.push(Packed { start: start as u32, end: 0, rest });
        index
    }

    /// Sets the end of an array or object whose contents were added since; `None` if they have too many places.
    #[inline(always)]
    pub(crate) fn close(&mut self, index: usize, end: usize) -> Option<()> {
        let inside = self.places.len() - index - 1;
        let place = &mut self.places[index];
        place.end = end as u32;
        place.rest |= (inside as u32) << CODE_BITS;
        (inside <= MOST).then_some(())
    }

    /// The index with its suspects in ascending order: an object can become one after those inside it.
    #[inline(never)]
    pub(crate) fn in_order(mut self) -> Self {
        self.suspects.sort_unstable();
        self
    }

    /// Notes in an object's place that it may have two members with the same name.
    pub(crate) fn mark_suspect(&mut self, object: usize) {
        let rest = &mut self.places[object].rest;
        *rest = *rest >> CODE_BITS << CODE_BITS | SUSPECT;
    }

    /// Whether [`mark_suspect`](Self::mark_suspect) was called for an object.
    #[inline]
    pub(crate) fn is_suspect(&self, object: usize) -> bool {
        self.places[object].rest & (ESCAPED - 1) == SUSPECT
    }
}
