//! [`Splices`]: disjoint changes to a text, in the offsets of the text as it was.

use std::ops::Range;

use crate::text::{Error, ErrorKind};

/// Disjoint, sorted changes to a text, carried out in one pass.
///
/// ```
/// use outrigger_core::Splices;
///
/// let splices = Splices::new("one two", vec![(4..7, "2".to_string()), (0..3, "1".to_string())])?;
/// assert_eq!(splices.apply("one two"), "1 2");
/// # Ok::<(), outrigger_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Splices(Vec<(Range<usize>, String)>);

impl Splices {
    /// Sorts the changes and checks them: each replaces a range of the text's bytes.
    ///
    /// Of several at one place, those that replace nothing come first, in the order given.
    ///
    /// # Errors
    ///
    /// Ranges that overlap (`0..3` and `2..4`), are no ranges of the text (`0..99`) or cut a character.
    pub fn new(text: &str, mut splices: Vec<(Range<usize>, String)>) -> Result<Self, Error> {
        splices.sort_by_key(|(range, _)| (range.start, range.end));
        let mut end = 0;
        for (range, _) in &splices {
            if range.start < end || text.get(range.clone()).is_none() {
                return Err(Error::new(ErrorKind::Change, "two changes overlap, or one is outside of the text")
                    .at_offset(range.start));
            }
            end = range.end;
        }
        Ok(Self(splices))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The changes, in order: the range replaced, and by what.
    pub fn iter(&self) -> impl Iterator<Item = (Range<usize>, &str)> {
        self.0.iter().map(|(range, text)| (range.clone(), text.as_str()))
    }

    /// The text with the changes made; it must be the text that they were checked for.
    pub fn apply(&self, text: &str) -> String {
        let removed: usize = self.0.iter().map(|(range, _)| range.len()).sum();
        let added: usize = self.0.iter().map(|(_, text)| text.len()).sum();
        let length = (text.len() + added).saturating_sub(removed);
        let mut result = String::with_capacity(length);
        let mut at = 0;
        for (range, replacement) in &self.0 {
            result.push_str(text.get(at..range.start).unwrap_or_default());
            result.push_str(replacement);
            at = range.end;
        }
        result.push_str(text.get(at..).unwrap_or_default());
        debug_assert_eq!(result.len(), length, "the splices were made for another text");
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(splices: &[(Range<usize>, &str)], expected: &str) {
        let owned = splices.iter().map(|(range, text)| (range.clone(), (*text).to_string())).collect();
        let result = Splices::new("0123é56", owned).map(|splices| splices.apply("0123é56"));
        assert_eq!(result.unwrap_or_else(|error| error.to_string()), expected);
    }

    #[test]
    fn insert_replace_remove() {
        let overlap = "two changes overlap, or one is outside of the text";
        check(&[], "0123é56");
        check(&[(8..8, "!"), (0..0, ">")], ">0123é56!");
        check(&[(1..3, ""), (3..3, "x"), (4..6, "e")], "0x3e56");
        check(&[(1..3, "a"), (1..1, "b"), (1..1, "c")], "0bca3é56");
        check(&[(1..3, ""), (2..4, "")], overlap);
        check(&[(5..6, "")], overlap);
        check(&[(0..99, "")], overlap);
    }
}
