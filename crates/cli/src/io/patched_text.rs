//! [`PatchedText`]: a text made of unchanged ranges of an old text and of new strings, without copying the former.

use std::ops::Range;

/// A text made of ranges of an old text and of new strings.
#[derive(Debug, Default)]
pub(crate) struct PatchedText {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    /// A range of the old text.
    Old(Range<usize>),
    New(String),
}

impl PatchedText {
    /// Appends a range of the old text.
    pub(crate) fn keep(&mut self, range: Range<usize>) {
        match self.parts.last_mut() {
            Some(Part::Old(last)) if last.end == range.start => last.end = range.end,
            _ if range.is_empty() => {}
            Some(_) | None => self.parts.push(Part::Old(range)),
        }
    }

    /// Appends a new string.
    pub(crate) fn add(&mut self, text: String) {
        if !text.is_empty() {
            self.parts.push(Part::New(text));
        }
    }

    /// The parts as bytes, given the old text.
    pub(crate) fn slices<'t>(&'t self, old: &'t [u8]) -> Vec<&'t [u8]> {
        let bytes = |part: &'t Part| match part {
            Part::Old(range) => &old[range.clone()],
            Part::New(text) => text.as_bytes(),
        };
        self.parts.iter().map(bytes).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjacent_ranges_are_merged() {
        let mut text = PatchedText::default();
        assert!(text.slices(b"").is_empty());
        text.add(String::new());
        text.keep(1..1);
        text.keep(0..1);
        text.keep(1..1);
        text.keep(1..3);
        text.keep(4..5);
        text.add("a".to_string());
        text.add("bc".to_string());
        text.keep(5..5);
        text.keep(5..6);
        assert_eq!(text.slices(b"012345"), [&b"012"[..], b"4", b"a", b"bc", b"5"]);
    }
}
