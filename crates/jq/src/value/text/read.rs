//! From JSON text to values. The strict scanner of outrigger-core finds each value.
//!
//! As in jq, `nan` and `Infinity` are valid numbers.

use std::cell::RefCell;
use std::rc::Rc;

use outrigger_core::{Error, ErrorKind, Outline};

use super::unparsed::{NameCache, SharedText, TextRetention};
use super::value_end::ValueEnd;
use crate::value::{DEPTH_LIMIT, Value};

/// Reads a text that is one value.
///
/// # Errors
///
/// Text that is not strict JSON (`[1,]`) or more than one value (`1 2`), with the place in the text.
pub(crate) fn read(text: &str) -> Result<Value, Error> {
    let (value, end) = read_first(text)?;
    let rest = text[end..].trim_start_matches(WHITE_SPACE);
    if rest.is_empty() {
        Ok(value)
    } else {
        Err(Error::new(ErrorKind::Syntax, "expected the end of the text").at_offset(text.len() - rest.len()))
    }
}

pub(crate) const WHITE_SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// Reads the next value of a text from a place on, and moves the place behind the value. `None` at the end.
///
/// # Errors
///
/// Text that is not strict JSON (`[1,]`), with the place of the error. `at` is then at the end of the text.
pub(crate) fn read_next(text: &str, at: &mut usize) -> Option<Result<Value, Error>> {
    let rest = text[*at..].trim_start_matches(WHITE_SPACE);
    if rest.is_empty() {
        *at = text.len();
        return None;
    }
    let start = text.len() - rest.len();
    Some(match read_first(rest) {
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

/// The numbers that jq reads and JSON does not have: each with a JSON number of the same length, and its value.
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

/// The text with a JSON number in place of each such number, and the places and values of those numbers.
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

/// The first value of a text, found but not read yet.
pub(crate) struct FirstValue {
    outline: Outline,
    numbers: Vec<(usize, f64)>,
    /// The end of the value in the text, in bytes.
    pub(crate) end: usize,
}

impl FirstValue {
    /// Finds the first value of a text.
    ///
    /// # Errors
    ///
    /// Text that is not strict JSON, with the place of the error.
    pub(crate) fn find(text: &str) -> Result<Self, Error> {
        let failure = match Outline::scan_first(text, DEPTH_LIMIT) {
            Ok((outline, end)) => return Ok(Self { outline, numbers: Vec::new(), end }),
            Err(failure) => failure,
        };
        // The error may be at a number that only jq has.
        let is_at_one = failure.offset().is_some_and(|at| text.get(at..).and_then(beyond_json).is_some());
        if !is_at_one {
            return Err(failure);
        }
        let end = ValueEnd::default().end(text).unwrap_or(text.len());
        // The stand-ins are as long as the numbers, so all places stay the same.
        let (text, numbers) = with_stand_ins(&text[..end]);
        let (outline, end) = Outline::scan_first(&text, DEPTH_LIMIT)?;
        Ok(Self { outline, numbers, end })
    }

    /// The value, which begins at `start` in `json`.
    pub(crate) fn value(
        self,
        json: String,
        start: usize,
        names: &Rc<RefCell<NameCache>>,
        retention: TextRetention,
    ) -> Value {
        let Self { outline, numbers, .. } = self;
        SharedText { json, start, outline, numbers, names: names.clone(), retention }.into_value()
    }
}

/// The first value of a text, and its end.
fn read_first(text: &str) -> Result<(Value, usize), Error> {
    let first = FirstValue::find(text)?;
    let end = first.end;
    Ok((first.value(text[..end].to_string(), 0, &Rc::default(), TextRetention::Large), end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_they_were_read() {
        for json in [
            "null",
            "[]",
            "{}",
            "[1.10,1e400,-0,123456789012345678901234567890]",
            r#"{"b":{"x":[[],{}]},"a":"é\n","":false}"#,
            "[[[[[[]]],[]]]]",
            // Names that are similar in their text or in their meaning.
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
