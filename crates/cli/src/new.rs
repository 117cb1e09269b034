//! [`New`]: a text as it is to be, without a second copy of what stays.

use std::borrow::Cow;
use std::ops::Range;

use outrigger::Splices;

/// What becomes of a text.
#[derive(Debug)]
pub(crate) enum New {
    /// Nothing: it stays as it is.
    Same,
    /// A few places of it change.
    Spliced(Splices),
    /// It is another one.
    Other(String),
}

/// A part of a new text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part<'n> {
    /// What stands here in the old one.
    Old(Range<usize>),
    New(&'n str),
}

impl Part<'_> {
    fn is_empty(&self) -> bool {
        match self {
            Self::Old(range) => range.is_empty(),
            Self::New(text) => text.is_empty(),
        }
    }
}

impl New {
    /// The new text, part by part; the old one is so long.
    pub(crate) fn parts(&self, length: usize) -> impl Iterator<Item = Part<'_>> {
        let (whole, splices) = match self {
            Self::Same => (None, None),
            Self::Spliced(splices) => (None, Some(splices)),
            Self::Other(new) => (Some((0..length, new.as_str())), None),
        };
        let end = (length..length, "");
        let changes = whole.into_iter().chain(splices.into_iter().flat_map(Splices::iter)).chain([end]);
        let mut at = 0;
        let parts = changes.flat_map(move |(range, new)| {
            let old = at..range.start;
            at = range.end;
            [Part::Old(old), Part::New(new)]
        });
        parts.filter(|part| !part.is_empty())
    }

    /// The new text, in the pieces that it consists of.
    pub(crate) fn pieces<'t>(&'t self, old: &'t str) -> Vec<&'t [u8]> {
        let piece = |part| match part {
            Part::Old(range) => old.get(range).unwrap_or_default(),
            Part::New(text) => text,
        };
        self.parts(old.len()).map(|part| piece(part).as_bytes()).collect()
    }

    /// Whether the new text is the old one.
    pub(crate) fn is_same(&self, old: &str) -> bool {
        if matches!(self, Self::Same) {
            return true;
        }
        let pieces = self.pieces(old);
        let mut rest = old.as_bytes();
        let is_next = |piece: &&[u8]| rest.strip_prefix(*piece).map(|after| rest = after).is_some();
        pieces.iter().map(|piece| piece.len()).sum::<usize>() == old.len() && pieces.iter().all(is_next)
    }

    /// The new text, brought together.
    pub(crate) fn into_text(self, old: &str) -> Cow<'_, str> {
        match self {
            Self::Same => Cow::Borrowed(old),
            Self::Spliced(splices) => Cow::Owned(splices.apply(old)),
            Self::Other(new) => Cow::Owned(new),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(new: New, expected: &str, is_same: bool) {
        assert_eq!(new.pieces("0123").concat(), expected.as_bytes());
        assert!(new.pieces("0123").iter().all(|piece| !piece.is_empty()));
        assert_eq!(new.is_same("0123"), is_same);
        assert_eq!(new.into_text("0123"), expected);
    }

    fn spliced(splices: &[(std::ops::Range<usize>, &str)]) -> New {
        let splices = splices.iter().map(|(range, text)| (range.clone(), (*text).to_string())).collect();
        New::Spliced(Splices::new("0123", splices).unwrap())
    }

    #[test]
    fn pieces() {
        check(New::Same, "0123", true);
        check(New::Other("4".to_string()), "4", false);
        check(New::Other("0123".to_string()), "0123", true);
        check(spliced(&[]), "0123", true);
        check(spliced(&[(1..2, "x")]), "0x23", false);
        check(spliced(&[(0..1, ""), (4..4, "4")]), "1234", false);
        check(spliced(&[(1..2, "1"), (2..3, "2")]), "0123", true);
        check(spliced(&[(0..4, "01"), (4..4, "23")]), "0123", true);
    }
}
