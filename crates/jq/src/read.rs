//! JSON text as values: read by the project's strict scanner, one value after the other.
//!
//! As in jq, `nan` and `Infinity` are numbers beside those of JSON.

use std::borrow::Cow;
use std::rc::Rc;

use outrigger_core::{Cursor, Document, Error, Kind, Node};

use crate::extent::Extent;
use crate::value::{DEPTH_LIMIT, List, Number, Value};

/// Reads a text that is one value.
///
/// # Errors
///
/// What is no strict JSON or more than one value, with the place in the text.
pub(crate) fn read(text: &str) -> Result<Value, Error> {
    let (value, end) = Builder::default().read_first(text)?;
    let rest = text[end..].trim_start_matches(WHITE_SPACE);
    if rest.is_empty() {
        Ok(value)
    } else {
        Err(Error::new("expected the end of the text").at_offset(text.len() - rest.len()))
    }
}

pub(crate) const WHITE_SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// Reads the next value of a text from a place on, and moves the place behind it; `None` at the end.
///
/// # Errors
///
/// What is no strict JSON, with the place in the text, which is at its end then.
pub(crate) fn read_next(text: &str, at: &mut usize) -> Option<Result<Value, Error>> {
    let rest = text[*at..].trim_start_matches(WHITE_SPACE);
    if rest.is_empty() {
        *at = text.len();
        return None;
    }
    let start = text.len() - rest.len();
    Some(match Builder::default().read_first(rest) {
        Ok((value, end)) => {
            *at = start + end;
            Ok(value)
        }
        Err(error) => {
            *at = text.len();
            let offset = start + error.offset().unwrap_or_default();
            Err(error.at_offset(offset))
        }
    })
}

/// What jq takes for a number, with a number of JSON that is as long, and its value.
const BEYOND_JSON: [(&str, &str, f64); 6] = [
    ("nan", "0e0", f64::NAN),
    ("NaN", "0e0", f64::NAN),
    ("-nan", "-0e0", f64::NAN),
    ("-NaN", "-0e0", f64::NAN),
    ("Infinity", "0.000000", f64::INFINITY),
    ("-Infinity", "-0.000000", f64::NEG_INFINITY),
];

fn beyond_json(text: &str) -> Option<(&'static str, f64)> {
    let is_whole = |word: &str| !text[word.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let word = BEYOND_JSON.into_iter().find(|(word, ..)| text.starts_with(word) && is_whole(word))?;
    Some((word.1, word.2))
}

/// The text with stand-ins for all of those, and where they stand.
fn with_stand_ins(text: &str) -> (String, Vec<(usize, f64)>) {
    let mut done = String::with_capacity(text.len());
    let mut replaced = Vec::new();
    let mut is_in_string = false;
    while done.len() < text.len() {
        let rest = &text[done.len()..];
        let length = match (is_in_string, rest.chars().next()) {
            (false, Some(_)) if beyond_json(rest).is_some() => {
                if let Some((stand_in, value)) = beyond_json(rest) {
                    replaced.push((done.len(), value));
                    done.push_str(stand_in);
                }
                continue;
            }
            (true, Some('\\')) => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            (_, character) => {
                is_in_string ^= character == Some('"');
                character.map_or(1, char::len_utf8)
            }
        };
        done.push_str(&rest[..length]);
    }
    (done, replaced)
}

/// Builds values, and keeps for the next one what it needed for the last.
#[derive(Default)]
pub(crate) struct Builder {
    known: Names,
    /// What belongs to all that is open, so that each array and object is made once, as long as it is.
    names: Vec<Rc<str>>,
    values: Vec<Value>,
    open: Vec<Open>,
}

/// An array or object that is open: where it ends in the text, and where its own begin among the names and values.
struct Open {
    end: usize,
    is_object: bool,
    names: usize,
    values: usize,
}

impl Builder {
    /// The first value of a text, and where it ends.
    pub(crate) fn read_first(&mut self, text: &str) -> Result<(Value, usize), Error> {
        let failure = match Document::scan_first(text, DEPTH_LIMIT) {
            Ok((document, end)) => return Ok((self.value(&document, &[]), end)),
            Err(failure) => failure,
        };
        // jq takes two things for numbers that JSON does not have.
        let is_at_one = failure.offset().is_some_and(|at| text.get(at..).and_then(beyond_json).is_some());
        if !is_at_one {
            return Err(failure);
        }
        let end = Extent::default().end(text).unwrap_or(text.len());
        let (text, replaced) = with_stand_ins(&text[..end]);
        let (document, end) = Document::scan_first(&text, DEPTH_LIMIT)?;
        Ok((self.value(&document, &replaced), end))
    }

    /// Without recursion: the values stand in the document in the order that they are built in.
    fn value(&mut self, document: &Document<'_>, replaced: &[(usize, f64)]) -> Value {
        let number = |cursor: Cursor<'_, '_>| match replaced.iter().find(|(at, _)| *at == cursor.span().start) {
            Some((_, value)) => Number::Float(*value),
            None => Number::read(cursor.raw()),
        };
        for cursor in document.cursors() {
            let span = cursor.span();
            while let Some(ended) = self.open.pop_if(|open| open.end <= span.start) {
                self.close(&ended);
            }
            let (names, values) = (self.names.len(), self.values.len());
            if self.open.last().is_some_and(|open| open.is_object && names - open.names == values - open.values) {
                self.names.push(self.known.get(cursor));
                continue;
            }
            let kind = cursor.kind();
            self.values.push(match kind {
                Kind::Array | Kind::Object => {
                    self.open.push(Open { end: span.end, is_object: kind == Kind::Object, names, values });
                    continue;
                }
                Kind::String => Value::String(text(cursor)),
                Kind::Number => Value::Number(number(cursor)),
                Kind::Bool => Value::Bool(cursor.raw() == "true"),
                Kind::Null | Kind::Unknown => Value::Null,
            });
        }
        while let Some(ended) = self.open.pop() {
            self.close(&ended);
        }
        self.values.pop().unwrap_or(Value::Null)
    }

    fn close(&mut self, open: &Open) {
        let inside = self.values.drain(open.values..);
        let closed = if open.is_object {
            Value::Object(Rc::new(self.names.drain(open.names..).zip(inside).collect()))
        } else {
            Value::Array(Rc::new(List::from(inside.collect::<Vec<_>>())))
        };
        self.values.push(closed);
    }
}

/// Names of members that came before: most are those of many objects.
#[derive(Default)]
struct Names([Option<Rc<str>>; 32]);

impl Names {
    fn get(&mut self, cursor: Cursor<'_, '_>) -> Rc<str> {
        let Some(Cow::Borrowed(plain)) = cursor.as_str() else { return text(cursor) };
        // By length and last letter.
        let last = plain.bytes().next_back().unwrap_or_default();
        let slot = (7 * plain.len() + usize::from(last)) % self.0.len();
        if let Some(known) = self.0[slot].as_ref().filter(|known| ***known == *plain) {
            return known.clone();
        }
        let name: Rc<str> = Rc::from(plain);
        self.0[slot] = Some(name.clone());
        name
    }
}

fn text(cursor: Cursor<'_, '_>) -> Rc<str> {
    match cursor.as_str() {
        Some(text) => Rc::from(text),
        None => Rc::from(decode_with_replacements(cursor.raw().trim_matches('"'))),
    }
}

/// The text of a string with half a surrogate pair, which becomes the replacement character.
pub(crate) fn decode_with_replacements(escaped: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some(at) = rest.find('\\') {
        units.extend(rest[..at].encode_utf16());
        let escape = rest.as_bytes().get(at + 1).copied();
        let hexadecimal = rest.get(at + 2..at + 6).and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let (unit, length) = match (escape, hexadecimal) {
            (Some(b'u'), Some(unit)) => (unit, 6),
            (Some(b'n'), _) => (u16::from(b'\n'), 2),
            (Some(b't'), _) => (u16::from(b'\t'), 2),
            (Some(b'r'), _) => (u16::from(b'\r'), 2),
            (Some(b'b'), _) => (8, 2),
            (Some(b'f'), _) => (12, 2),
            (other, _) => (u16::from(other.unwrap_or(b'\\')), 2),
        };
        units.push(unit);
        rest = rest.get(at + length..).unwrap_or_default();
    }
    units.extend(rest.encode_utf16());
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_is_written() {
        for json in [
            "null",
            "[]",
            "{}",
            "[1.10,1e400,-0,123456789012345678901234567890]",
            r#"{"b":{"x":[[],{}]},"a":"é\n","":false}"#,
            "[[[[[[]]],[]]]]",
            // Names that are alike, as they are written or as they are read.
            r#"[{"a\\b":1,"a\b":2,"xb":3},{"a\b":4,"xb":5,"ab":6,"a\\b":7}]"#,
        ] {
            assert_eq!(read(json).unwrap().to_string(), json);
        }
        let cases = [
            (r#"{"a":1,"b":2,"a":3}"#, r#"{"a":3,"b":2}"#),
            (r#""\ud83d\ude00 \ud800 \n""#, "\"😀 \u{fffd} \\n\""),
            ("\u{feff} 1 ", "1"),
        ];
        for (json, written) in cases {
            assert_eq!(read(json).unwrap().to_string(), written);
        }
    }

    #[test]
    fn one_after_the_other() {
        let text = " 1 [2]{} \"x\"\n";
        let mut at = 0;
        let values: Vec<_> =
            std::iter::from_fn(|| read_next(text, &mut at)).map(|value| value.unwrap().to_string()).collect();
        assert_eq!(values, ["1", "[2]", "{}", "\"x\""]);

        let mut at = 0;
        assert!(read_next("1 ]", &mut at).unwrap().is_ok());
        assert_eq!(read_next("1 ]", &mut at).unwrap().err().and_then(|error| error.offset()), Some(2));
        assert!(read_next("1 ]", &mut at).is_none());
    }

    #[test]
    fn beyond_json() {
        let cases = [
            ("[NaN, -nan, 0e0]", "[null,null,0e0]"),
            (r#"["\"nan",-Infinity]"#, r#"["\"nan",-1.7976931348623157e+308]"#),
        ];
        for (text, written) in cases {
            assert_eq!(read(text).unwrap().to_string(), written);
        }
        assert!(read("nan1").is_err());
    }

    #[test]
    fn deep() {
        let deep = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert!(read(&deep(DEPTH_LIMIT)).is_ok());
        assert!(read(&deep(20_000)).is_err());
    }
}
