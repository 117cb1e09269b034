//! [`Pieces`]: what becomes of a block of lines, without a second copy of what stays.

use std::ops::Range;

/// A text that consists of parts of an old one, in place, and of what is new.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    pieces: Vec<Piece>,
    /// All that is new, one after the other.
    new: Vec<u8>,
}

/// Where a piece stands.
#[derive(Debug)]
enum Piece {
    Old(Range<usize>),
    New(Range<usize>),
}

impl Pieces {
    /// A part of the old text follows.
    pub(crate) fn keep(&mut self, range: Range<usize>) {
        match self.pieces.last_mut() {
            Some(Piece::Old(last)) if last.end == range.start => last.end = range.end,
            _ if range.is_empty() => {}
            Some(_) | None => self.pieces.push(Piece::Old(range)),
        }
    }

    /// Something new follows.
    pub(crate) fn add(&mut self, text: &str) {
        let start = self.new.len();
        self.new.extend_from_slice(text.as_bytes());
        match self.pieces.last_mut() {
            Some(Piece::New(last)) => last.end = self.new.len(),
            _ if text.is_empty() => {}
            Some(Piece::Old(_)) | None => self.pieces.push(Piece::New(start..self.new.len())),
        }
    }

    /// The pieces, where this is the old text.
    pub(crate) fn of<'t>(&'t self, old: &'t [u8]) -> Vec<&'t [u8]> {
        let piece = |piece: &Piece| match piece {
            Piece::Old(range) => &old[range.clone()],
            Piece::New(range) => &self.new[range.clone()],
        };
        self.pieces.iter().map(piece).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_piece() {
        let mut pieces = Pieces::default();
        assert!(pieces.of(b"").is_empty());
        pieces.add("");
        pieces.keep(1..1);
        pieces.keep(0..1);
        pieces.keep(1..1);
        pieces.keep(1..3);
        pieces.keep(4..5);
        pieces.add("a");
        pieces.add("b");
        pieces.keep(9..9);
        pieces.add("c");
        pieces.keep(5..6);
        assert_eq!(pieces.of(b"012345"), [&b"012"[..], b"4", b"abc", b"5"]);
    }
}
