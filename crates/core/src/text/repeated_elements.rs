//! Elements that look like the one before: compared with it, instead of read byte by byte.
//!
//! The variables, secrets and tags of a task definition are arrays of objects that differ in nothing but a few strings.
//! What stands around the strings of one such object has been read; where the next one has the same bytes there, they mean
//! the same.

use crate::text::{Entry, Index, Kind, Packed, next_special};

/// How many members such an object has at most.
const MOST_MEMBERS: usize = 4;

/// An object whose values are strings without escapes, and the beginning of the object that follows it, which is the same.
pub(crate) struct Pattern<'a> {
    bytes: &'a [u8],
    /// The index of the object.
    object: usize,
    members: [Member<'a>; MOST_MEMBERS],
    count: usize,
    /// From the closing quote of the last value to the closing brace.
    tail: &'a [u8],
    /// From the closing quote of the last value to the opening quote of the first one of the next object.
    joint: &'a [u8],
    /// How much white space is in the object, in bytes.
    inside: usize,
    /// How much is between it and the next one.
    between: usize,
}

/// A member of the object.
#[derive(Clone, Copy, Default)]
struct Member<'a> {
    /// What stands before the value: from the opening brace or the closing quote of the value before to the opening quote.
    before: &'a [u8],
    /// Where in it the name begins and ends, quotes included.
    name: (usize, usize),
}

/// What was read by a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Repeated {
    /// Where the last object ends.
    pub(crate) end: usize,
    /// How much white space there is in the objects and between them, in bytes.
    pub(crate) white_space: usize,
}

/// What follows an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Follows {
    /// An object with the same beginning.
    Another,
    Other,
}

impl<'a> Pattern<'a> {
    /// The pattern of the object at an index, where an object with the same beginning follows at `next`.
    pub(crate) fn of(bytes: &'a [u8], index: &Index, object: usize, next: usize) -> Option<Self> {
        let (brace, first) = (index.entry(object), object + 1);
        let count = (brace.next - first) / 2;
        let is_plain = |entry: Entry| entry.kind == Kind::String && !entry.escaped;
        let mut strings = (first..brace.next).map(|at| index.entry(at));
        if count == 0 || count > MOST_MEMBERS || !strings.all(is_plain) {
            return None;
        }
        let mut members = [Member::default(); MOST_MEMBERS];
        let (mut at, mut inside) = (brace.start as usize, 0);
        for (number, member) in members[..count].iter_mut().enumerate() {
            let [name, value] = [0, 1].map(|part| index.entry(first + 2 * number + part));
            let before = bytes.get(at..value.start as usize + 1)?;
            let name = (name.start as usize - at, name.end as usize - at);
            let signs = if before[0] == b'{' { r#"{:""# } else { r#"",:""# };
            inside += before.len() - (name.1 - name.0) - signs.len();
            *member = Member { before, name };
            at = value.end as usize - 1;
        }
        let end = brace.end as usize;
        let tail = bytes.get(at..end)?;
        inside += tail.len() - r#""}"#.len();
        let first = members[0].before;
        let joint = bytes.get(at..next + first.len()).filter(|joint| joint.ends_with(first))?;
        let between = next - end - ",".len();
        Some(Self { bytes, object, members, count, tail, joint, inside, between })
    }

    /// Reads objects like this one, of which the first begins at `start`, and notes their places; `None` if not even that one
    /// is like it.
    pub(crate) fn read(&self, start: usize, index: &mut Index) -> Option<Repeated> {
        match self.members[..self.count] {
            [a] => self.read_all([a], start, index),
            [a, b] => self.read_all([a, b], start, index),
            [a, b, c] => self.read_all([a, b, c], start, index),
            [a, b, c, d] => self.read_all([a, b, c, d], start, index),
            _ => None,
        }
    }

    fn read_all<const N: usize>(
        &self,
        members: [Member<'a>; N],
        mut start: usize,
        index: &mut Index,
    ) -> Option<Repeated> {
        let (mut end, mut count) = (start, 0_usize);
        while let Some((last_quote, follows)) = self.read_one(members, start, index) {
            count += 1;
            end = last_quote + self.tail.len();
            if follows == Follows::Another {
                start = last_quote + self.joint.len() - members[0].before.len();
            } else {
                break;
            }
        }
        let between = count.checked_sub(1)? * self.between;
        Some(Repeated { end, white_space: count * self.inside + between })
    }

    /// Reads one object whose beginning is known to be the same: where the closing quote of its last value stands, and what
    /// follows the object.
    #[inline(always)]
    fn read_one<const N: usize>(
        &self,
        members: [Member<'a>; N],
        start: usize,
        index: &mut Index,
    ) -> Option<(usize, Follows)> {
        let mut values = [(0, 0); N];
        let mut at = start;
        for (number, (member, value)) in members.iter().zip(&mut values).enumerate() {
            if number > 0 && !self.bytes[at..].starts_with(member.before) {
                return None;
            }
            let quote = at + member.before.len() - 1;
            let end = next_special(self.bytes, quote + 1);
            if self.bytes.get(end) != Some(&b'"') {
                return None;
            }
            *value = (quote, end + 1);
            at = end;
        }
        let rest = &self.bytes[at..];
        let follows = if rest.starts_with(self.joint) {
            Follows::Another
        } else if rest.starts_with(self.tail) {
            Follows::Other
        } else {
            return None;
        };
        let (end, (quote, first_end)) = (at + self.tail.len(), values[0]);
        if N != 2 || !index.push_like(self.object, start, end, first_end - quote) {
            index.push_object(start, end, &places(members, values));
        }
        Some((at, follows))
    }
}

/// The places of the members whose values these are.
#[inline(always)]
fn places<const N: usize>(members: [Member<'_>; N], values: [(usize, usize); N]) -> [[Packed; 2]; N] {
    std::array::from_fn(|number| {
        let (Member { before, name: (from, to) }, (quote, end)) = (members[number], values[number]);
        let at = quote + 1 - before.len();
        [Packed::string(at + from, at + to), Packed::string(quote, end)]
    })
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use crate::text::{DEPTH_LIMIT, Entry, Index, Kind, scan, scan_first};

    /// An index in which every value and name has a place of its own.
    fn scan_without_parts(text: &str) -> Index {
        scan_first(text, DEPTH_LIMIT).unwrap().0
    }

    fn entries(index: &Index) -> Vec<Entry> {
        (0..index.len()).map(|at| index.entry(at)).collect()
    }

    /// Every value and name, parts among them: what it is, where it begins and where it ends.
    fn spans(index: &Index) -> Vec<(Kind, Range<usize>)> {
        let following = |at: &usize| Some(index.following(*at)).filter(|at| *at != index.len());
        std::iter::successors(Some(0), following).map(|at| (index.kind(at), index.span(at))).collect()
    }

    /// Reads an array of these elements, and sees that it is the same as each read by itself.
    #[track_caller]
    fn check(elements: &[&str], separator: &str) {
        let text = format!("[{}]", elements.join(separator));
        let found = scan_without_parts(&text);
        let (mut expected, mut white_space, mut start) = (vec![entries(&found)[0]], 0, 1);
        for element in elements {
            let alone = scan(element).unwrap();
            let base = expected.len();
            let moved = |entry: &Entry| Entry {
                start: entry.start + start,
                end: entry.end + start,
                next: entry.next + base,
                ..*entry
            };
            expected.extend(entries(&alone).iter().map(moved));
            start += (element.len() + separator.len()) as u32;
            white_space += alone.white_space + separator.len() - 1;
        }
        assert_eq!(entries(&found), expected, "{text}");
        assert_eq!(found.white_space, white_space + 1 - separator.len(), "{text}");
        let with_parts = scan(&text).unwrap();
        assert_eq!(spans(&with_parts), spans(&found), "{text}");
        assert_eq!(with_parts.white_space, found.white_space, "{text}");
    }

    #[test]
    fn those_that_are_alike_have_one_place() {
        let variable = |name: &str| format!("{{\"name\": \"{name}\", \"value\": \"é\"}}");
        let places = |elements: &[String]| {
            let text = format!("[{}]", elements.join(",\n"));
            let found = scan(&text).unwrap();
            assert_eq!(spans(&found), spans(&scan_without_parts(&text)));
            found.len()
        };
        let alike = |count: usize| vec![variable("NAME"); count];
        assert_eq!(places(&alike(1)), 1 + 5);
        assert_eq!(places(&alike(100)), 1 + 5 + 99);
        // What would not fit in one place has five.
        let longest = "N".repeat(4_093);
        assert_eq!(places(&[variable("A"), variable(&longest), variable("B")]), 1 + 5 + 2);
        assert_eq!(places(&[variable("A"), variable(&(longest + "N")), variable("B")]), 1 + 5 + 5 + 1);
        assert_eq!(places(&alike(65_540)), 1 + 5 + 65_531 + 8 * 5);
    }

    #[test]
    fn objects_of_strings() {
        for separator in [",", ", ", " ,\r\n\t"] {
            let (a, b) =
                (r#"{"name": "A", "value": "1"}"#, r#"{"name": "", "value": "a longer value, of many bytes, {}"}"#);
            check(&[a, b, a, b, b], separator);
            check(&[a], separator);
            check(&[r#"{"key":"é"}"#, "{\"key\":\"\u{7f}\"}", r#"{"key":"}"}"#], separator);
            check(&["{ \n}", "{ }", "{}", "{}"], separator);
            let five = r#"{"a":"","b":"","c":"","d":"","e":""}"#;
            check(&[five, five], separator);
        }
    }

    #[test]
    fn objects_that_differ() {
        let a = r#"{"name": "A", "value": "1"}"#;
        for other in [
            r#"{"name": "A\n", "value": "1"}"#,
            r#"{"name": "A", "value": "\"1\""}"#,
            r#"{"name": "A", "value":  "1"}"#,
            r#"{"name": "A", "value": "1" }"#,
            r#"{"name": "A", "values": "1"}"#,
            r#"{"name": "A", "value": 1}"#,
            r#"{"name": "A", "value": {"name": "A", "value": "1"}}"#,
            r#"{"name": "A", "value": "1", "more": "2"}"#,
            r#"{"name": "A"}"#,
            r#"{ "name": "A", "value": "1"}"#,
            r#"{"value": "1", "name": "A"}"#,
            "{}",
            "[]",
            "7",
            r#""{""#,
        ] {
            check(&[a, other, a, a, other, other, a], ", ");
            check(&[other, a, a, a, other], ",");
        }
    }

    #[test]
    fn what_is_between_them_differs() {
        let a = r#"{"name": "A", "value": "1"}"#;
        for gaps in [[",", ", ", ","], [", ", ",", ", "], ["\n,", ",\n", "\n,"]] {
            let text = format!("[{a}{}{a}{}{a}{}{a}{}{a}]", gaps[0], gaps[1], gaps[2], gaps[0]);
            let found = scan_without_parts(&text);
            assert_eq!((found.len(), found.entry(1).next), (1 + 5 * 5, 6));
            assert_eq!(spans(&scan(&text).unwrap()), spans(&found));
            let blanks = text.bytes().filter(|byte| *byte == b' ' || *byte == b'\n').count();
            assert_eq!(found.white_space, blanks);
        }
    }

    #[test]
    fn names_that_stand_twice() {
        let twice = r#"{"n": "A", "n": "1"}"#;
        let found = scan(&format!("[{twice}, {twice}, {twice}]")).unwrap();
        assert_eq!(found.suspects, [1, 6, 11]);
    }

    #[test]
    fn what_is_refused_is_refused() {
        let a = r#"{"name": "A", "value": "1"}"#;
        for (rest, offset) in [
            (r#", {"name": "A", "value": "1""#, 85),
            (r#", {"name": "A", "value": "1"#, 82),
            (r#", {"name": "A"#, 68),
            (", {\"name\": \"A\", \"value\": \"\u{1}\"}", 83),
            (r#", {"name": "A", "value": "1"},"#, 87),
            (r#", {"name": "A", "value": "1"},]"#, 87),
            (r#", {"name": "A", "value": "1"} {"#, 87),
        ] {
            let text = format!("[{a}, {a}{rest}");
            let error = scan(&text).unwrap_err();
            assert_eq!(error.offset(), Some(offset), "{text}");
        }
    }
}
