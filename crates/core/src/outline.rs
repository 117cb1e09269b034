//! [`Outline`]: the places of a document's values without its text.

use std::ops::Range;

use crate::index::{Entry, Index};
use crate::node::Kind;

/// The place of every value in a text that somebody else keeps: what is left of a
/// [`Document`](crate::Document) when its text is let go of.
///
/// Values are counted in the order they stand in, names of members, which are strings, among them: the root is the first,
/// a name is followed by its value, an array or object by what it holds.
///
/// ```
/// use outrigger_core::{Document, Kind};
///
/// let text = r#"{"cpu": 1.10}"#.to_string();
/// let outline = Document::scan(&text)?.into_outline();
/// assert_eq!(outline.place(0).kind(), Kind::Object);
/// assert_eq!(&text[outline.place(2).span()], "1.10");
/// # Ok::<(), outrigger_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Outline(Index);

/// Where a value in an [`Outline`] stands.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    entry: Entry,
    may_have_duplicate: bool,
}

impl Outline {
    /// Of what the scanner has noted.
    pub(crate) fn of(mut index: Index) -> Self {
        let suspects = std::mem::take(&mut index.suspects);
        suspects.into_iter().for_each(|object| index.suspect(object as usize));
        Self(index)
    }

    /// The place of a value.
    ///
    /// # Panics
    ///
    /// If there are not so many.
    #[inline]
    pub fn place(&self, index: usize) -> Place {
        Place { entry: self.0.entry(index), may_have_duplicate: self.0.is_suspect(index) }
    }
}

impl Place {
    /// What stands there.
    #[inline]
    pub fn kind(self) -> Kind {
        self.entry.kind
    }

    /// Where in the text, in bytes.
    #[inline]
    pub fn span(self) -> Range<usize> {
        self.entry.start as usize..self.entry.end as usize
    }

    /// The place after this one and all that stands in it.
    #[inline]
    pub fn next(self) -> usize {
        self.entry.next as usize
    }

    /// Whether this is a string with escapes.
    #[inline]
    pub fn is_escaped(self) -> bool {
        self.entry.escaped
    }

    /// Whether this is an object that may have two members of one name; if not, it is known that it has none, and that no
    /// name has escapes.
    #[inline]
    pub fn may_have_duplicate(self) -> bool {
        self.may_have_duplicate
    }
}
