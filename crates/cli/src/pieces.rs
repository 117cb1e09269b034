//! [`Pieces`]: what becomes of a block of lines, without a second copy of what stays.

use std::ops::Range;

/// A text that consists of parts of an old one, in place, and of what is new.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    pieces: Vec<Piece>,
}

#[derive(Debug)]
enum Piece {
    /// The part of the old text in this place.
    Old(Range<usize>),
    New(String),
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
    pub(crate) fn add(&mut self, text: String) {
        if !text.is_empty() {
            self.pieces.push(Piece::New(text));
        }
    }

    /// The pieces, where this is the old text.
    pub(crate) fn of<'t>(&'t self, old: &'t [u8]) -> Vec<&'t [u8]> {
        let piece = |piece: &'t Piece| match piece {
            Piece::Old(range) => &old[range.clone()],
            Piece::New(text) => text.as_bytes(),
        };
        self.pieces.iter().map(piece).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_neighbours_are_one_piece() {
        let mut pieces = Pieces::default();
        assert!(pieces.of(b"").is_empty());
        pieces.add(String::new());
        pieces.keep(1..1);
        pieces.keep(0..1);
        pieces.keep(1..1);
        pieces.keep(1..3);
        pieces.keep(4..5);
        pieces.add("a".to_string());
        pieces.add("bc".to_string());
        pieces.keep(5..5);
        pieces.keep(5..6);
        assert_eq!(pieces.of(b"012345"), [&b"012"[..], b"4", b"a", b"bc", b"5"]);
    }
}
