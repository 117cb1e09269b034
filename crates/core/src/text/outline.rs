//! [`Outline`]: the places of a document's values without its text.

use std::ops::Range;

use crate::text::{Entry, Error, Index, Kind, scan_first};

/// The place of every value in a text that the caller keeps: a [`Document`](crate::Document) without its text.
///
/// Values and names of members, which are strings, are numbered in the order of the text: the root is 0, a name is followed
/// by its value, an array or object by its contents.
///
/// ```
/// use outrigger_core::{Kind, Outline};
///
/// let text = r#"{"cpu": 1.10}"#.to_string();
/// let (outline, end) = Outline::scan_first(&text, 512)?;
/// assert_eq!(end, text.len());
/// assert_eq!(outline.place(0).kind(), Kind::Object);
/// assert_eq!(&text[outline.place(2).span()], "1.10");
/// # Ok::<(), outrigger_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Outline(Index);

/// The place of a value in an [`Outline`].
#[derive(Clone, Copy, Debug)]
pub struct Place {
    entry: Entry,
    may_have_duplicate: bool,
}

impl Outline {
    /// Reads the first value of a text that others may follow, and says where it ends: in bytes from the start of the text.
    ///
    /// ```
    /// use outrigger_core::Outline;
    ///
    /// let (first, end) = Outline::scan_first("[1] [2]", 512)?;
    /// assert_eq!((first.place(0).span(), end), (0..3, 3));
    /// # Ok::<(), outrigger_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Document::scan`](crate::Document::scan), with this depth limit instead of [`DEPTH_LIMIT`](crate::DEPTH_LIMIT).
    pub fn scan_first(text: &str, depth_limit: usize) -> Result<(Self, usize), Error> {
        let (mut index, end) = scan_first(text, depth_limit)?;
        let suspects = std::mem::take(&mut index.suspects);
        suspects.into_iter().for_each(|object| index.mark_suspect(object as usize));
        Ok((Self(index), end))
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
    /// The kind of the value.
    #[inline]
    pub fn kind(self) -> Kind {
        self.entry.kind
    }

    /// Where in the text, in bytes.
    #[inline]
    pub fn span(self) -> Range<usize> {
        self.entry.start as usize..self.entry.end as usize
    }

    /// The number of the place after this one and its contents.
    #[inline]
    pub fn next(self) -> usize {
        self.entry.next
    }

    /// Whether this is a string with escapes.
    #[inline]
    pub fn is_escaped(self) -> bool {
        self.entry.escaped
    }

    /// Whether this is an object that may have two members with the same name. If not, it has none, and no name has escapes.
    #[inline]
    pub fn may_have_duplicate(self) -> bool {
        self.may_have_duplicate
    }
}
