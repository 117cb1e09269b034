//! The scanner: JSON text by RFC 8259, strictly, in one pass.

use crate::error::Error;
use crate::node::Kind;
use crate::scan_error::{Expected, scan_error};

/// How many arrays and objects may stand inside each other.
pub const DEPTH_LIMIT: usize = 512;

/// A value or a member's name, with its place.
///
/// Offsets are 32 bits wide: an entry is then 16 bytes, and a document may have 4 GiB.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The entry after this one and all that it holds.
    pub(crate) next: u32,
    pub(crate) kind: Kind,
    /// A string with escapes.
    pub(crate) escaped: bool,
}

/// Reads a text: every value and every member's name in the order they stand in, and how much white space is between them.
///
/// A name is followed by its value, an array or object by what it holds.
pub(crate) fn scan(text: &str) -> Result<(Vec<Entry>, usize), Error> {
    // About as many as a task definition has in so much text.
    let mut scanner = Scanner::new(text, DEPTH_LIMIT, text.len() / 24)?;
    scanner.document().map_err(|(at, expected)| scan_error(text, at, expected))?;
    Ok((scanner.entries, scanner.white_space))
}

/// Reads the first value of a text in the same way; with where it ends.
pub(crate) fn scan_first(text: &str, depth_limit: usize) -> Result<(Vec<Entry>, usize, usize), Error> {
    let mut scanner = Scanner::new(text, depth_limit, FEW_ENTRIES.min(text.len()))?;
    scanner.root().map_err(|(at, expected)| scan_error(text, at, expected))?;
    Ok((scanner.entries, scanner.white_space, scanner.at))
}

/// For how many there is room before it is known how long a value is.
const FEW_ENTRIES: usize = 64;

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    white_space: usize,
    entries: Vec<Entry>,
    depth_limit: usize,
}

type Failure = (usize, Expected);

impl<'a> Scanner<'a> {
    fn new(text: &'a str, depth_limit: usize, entries: usize) -> Result<Self, Error> {
        if u32::try_from(text.len()).is_err() {
            return Err(Error::new("the document is longer than 4 GiB").at_offset(0));
        }
        let entries = Vec::with_capacity(entries.min(1 << 16));
        Ok(Self { text, bytes: text.as_bytes(), at: 0, white_space: 0, entries, depth_limit })
    }

    fn document(&mut self) -> Result<(), Failure> {
        self.root()?;
        let inside = self.white_space;
        self.skip_white_space();
        self.white_space = inside;
        if self.at < self.bytes.len() { Err((self.at, Expected::End)) } else { Ok(()) }
    }

    fn root(&mut self) -> Result<(), Failure> {
        if self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
        // What surrounds the root is no part of its span: white space is counted from here on.
        self.skip_white_space();
        self.white_space = 0;
        self.value()
    }

    /// Reads one value with all that it holds.
    fn value(&mut self) -> Result<(), Failure> {
        let mut open: Vec<usize> = Vec::new();
        loop {
            // A value stands here, and the white space before it has been skipped.
            let index = self.entries.len();
            match self.peek() {
                Some(opening @ (b'{' | b'[')) => {
                    let kind = if opening == b'{' { Kind::Object } else { Kind::Array };
                    self.push(kind, false, self.at);
                    self.at += 1;
                    if open.len() == self.depth_limit {
                        return Err((self.at - 1, Expected::LessDepth(self.depth_limit)));
                    }
                    self.skip_white_space();
                    open.push(index);
                    let closing = if kind == Kind::Object { b'}' } else { b']' };
                    if self.peek() != Some(closing) {
                        if kind == Kind::Object {
                            self.name(Expected::NameOrBrace)?;
                        } else if self.peek().is_none() {
                            return Err((self.at, Expected::ValueOrBracket));
                        }
                        continue;
                    }
                }
                Some(b'"') => self.string()?,
                Some(b'-' | b'0'..=b'9') => self.number()?,
                Some(b't') => self.literal("true", Kind::Bool)?,
                Some(b'f') => self.literal("false", Kind::Bool)?,
                Some(b'n') => self.literal("null", Kind::Null)?,
                _ => return Err((self.at, Expected::Value)),
            }
            // A value has ended here, or its closing bracket stands here.
            loop {
                let Some(&holder) = open.last() else { return Ok(()) };
                let is_object = self.entries[holder].kind == Kind::Object;
                self.skip_white_space();
                match self.peek() {
                    Some(b',') if self.entries.len() > holder + 1 => {
                        self.at += 1;
                        self.skip_white_space();
                        if is_object {
                            self.name(Expected::Name)?;
                        }
                        break;
                    }
                    Some(b'}') if is_object => self.close(holder),
                    Some(b']') if !is_object => self.close(holder),
                    _ => {
                        return Err((
                            self.at,
                            if is_object { Expected::CommaOrBrace } else { Expected::CommaOrBracket },
                        ));
                    }
                }
                open.pop();
            }
        }
    }

    fn close(&mut self, holder: usize) {
        self.at += 1;
        let next = self.entries.len() as u32;
        let entry = &mut self.entries[holder];
        entry.end = self.at as u32;
        entry.next = next;
    }

    /// Reads a member's name and the colon after it.
    fn name(&mut self, expected: Expected) -> Result<(), Failure> {
        if self.peek() != Some(b'"') {
            return Err((self.at, expected));
        }
        self.string()?;
        self.skip_white_space();
        if self.peek() != Some(b':') {
            return Err((self.at, Expected::Colon));
        }
        self.at += 1;
        self.skip_white_space();
        Ok(())
    }

    fn string(&mut self) -> Result<(), Failure> {
        let start = self.at;
        let mut escaped = false;
        self.at += 1;
        loop {
            self.at = next_special(self.bytes, self.at);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    self.push(Kind::String, escaped, start);
                    return Ok(());
                }
                Some(b'\\') => {
                    escaped = true;
                    let length = match self.bytes.get(self.at + 1) {
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
                        Some(b'u') if is_hexadecimal(self.bytes.get(self.at + 2..self.at + 6)) => 6,
                        _ => return Err((self.at, Expected::Escape)),
                    };
                    self.at += length;
                }
                Some(_) => return Err((self.at, Expected::NoControlCharacter)),
                None => return Err((start, Expected::EndOfString)),
            }
        }
    }

    fn number(&mut self) -> Result<(), Failure> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
            if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                return Err((start, Expected::NoLeadingZero));
            }
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        self.push(Kind::Number, false, start);
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Failure> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { Err((self.at, Expected::Digit)) } else { Ok(()) }
    }

    fn literal(&mut self, text: &str, kind: Kind) -> Result<(), Failure> {
        let start = self.at;
        let rest = &self.bytes[start..];
        let followed = rest.get(text.len()).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        if !rest.starts_with(text.as_bytes()) || followed {
            return Err((start, Expected::Value));
        }
        self.at += text.len();
        self.push(kind, false, start);
        Ok(())
    }

    /// Records what reaches from `start` to here and holds nothing, or has just been opened.
    fn push(&mut self, kind: Kind, escaped: bool, start: usize) {
        let next = self.entries.len() as u32 + 1;
        self.entries.push(Entry { start: start as u32, end: self.at as u32, next, kind, escaped });
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_white_space(&mut self) {
        let start = self.at;
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
            if self.bytes[self.at - 1] == b'\n' {
                // Lines begin with runs of spaces: eight at a time.
                while self.bytes.get(self.at..self.at + 8) == Some(b"        ") {
                    self.at += 8;
                }
            }
        }
        self.white_space += self.at - start;
    }
}

/// The first quote, backslash or control character from `at` on; the end of the text if there is none.
fn next_special(bytes: &[u8], mut at: usize) -> usize {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = EACH << 7;
    let zeros = |word: u64| word.wrapping_sub(EACH) & !word;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        // Eight bytes at once: the lowest high bit that is set belongs to the first special byte. Borrows may set bits above it.
        let word = u64::from_le_bytes(*chunk);
        let quotes = zeros(word ^ (EACH * b'"' as u64));
        let backslashes = zeros(word ^ (EACH * b'\\' as u64));
        let controls = word.wrapping_sub(EACH * b' ' as u64) & !word;
        let special = (quotes | backslashes | controls) & HIGH;
        if special != 0 {
            return at + special.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let special = |byte: u8| byte == b'"' || byte == b'\\' || byte < b' ';
    bytes[at..].iter().position(|&byte| special(byte)).map_or(bytes.len(), |found| at + found)
}

fn is_hexadecimal(digits: Option<&[u8]>) -> bool {
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::position::Position;

    #[track_caller]
    fn accept(text: &str) {
        scan(text).unwrap();
    }

    #[track_caller]
    fn refuse(text: &str, place: &str, message: &str) {
        let error = scan(text).unwrap_err();
        assert_eq!(
            (Position::of(text, error.offset().unwrap()).to_string().as_str(), error.to_string().as_str()),
            (place, message)
        );
    }

    #[test]
    fn every_kind_of_value() {
        for text in [
            "null",
            "true",
            "false",
            "0",
            "-0",
            "1.10",
            "1e400",
            "1E+5",
            "-12.5e-3",
            "\"\"",
            "[]",
            "{}",
            "[ ]",
            "{ }",
            " [1, 2 ,3]\r\n",
            "{\"a\":{\"b\":[{}]}}",
            "\u{feff}[]",
            r#""\ud800""#,
            "\"\u{7f}é😀\"",
        ] {
            accept(text);
        }
        accept(&("[".repeat(DEPTH_LIMIT) + &"]".repeat(DEPTH_LIMIT)));
    }

    #[test]
    fn special_bytes_are_found_wherever_they_stand() {
        for special in [b'"', b'\\', 0, 0x1f] {
            for at in 0..40 {
                let mut bytes = *b"\x7f\x80\xff #[]!z\xa2\xdc\x9f\x20\x21\x23\x5b\x5d 34567 9abcdefghijkl0123";
                bytes[at] = special;
                assert_eq!(next_special(&bytes, 0), at, "{special:#x}");
            }
        }
        assert_eq!(next_special(b"abcdefghij", 0), 10);
    }

    #[test]
    fn what_is_refused() {
        refuse("", "1:1", "the text is empty");
        refuse(" \n ", "2:2", "the text is empty");
        refuse("[1] [2]", "1:5", "expected the end of the text");
        refuse("{\"a\": 1,}", "1:9", "expected a member after the comma");
        refuse("[1,]", "1:4", "expected a value after the comma");
        refuse("{\"a\" 1}", "1:6", "expected a colon after the name");
        refuse("{\n  \"a\": 1\n  \"b\": 2\n}", "3:3", "expected a comma before the next member");
        refuse("[1 2]", "1:4", "expected a comma before the next value");
        refuse("{'a': 1}", "1:2", "expected a name in double quotes, found single quotes");
        refuse("{a: 1}", "1:2", "expected a name in double quotes");
        refuse("[True]", "1:2", "expected a value, found `True`, which is not JSON");
        refuse("[nulls]", "1:2", "expected a value, found `nulls`, which is not JSON");
        refuse("[NaN]", "1:2", "expected a value, found `NaN`, which is not JSON");
        refuse("[01]", "1:2", "a number must not begin with a zero");
        refuse("[1.]", "1:4", "expected a digit");
        refuse("[.5]", "1:2", "expected a value");
        refuse("[+1]", "1:2", "expected a value");
        refuse("\"a\nb\"", "1:3", "a line break stands inside a string");
        refuse("\"a\u{1}b\"", "1:3", "the control character U+0001 stands inside a string");
        refuse("[\0]", "1:2", "expected a value, found the control character U+0000");
        refuse(r#""\x""#, "1:2", "expected one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
        refuse(r#"["a"#, "1:2", "the string has no closing quote");
        refuse("[1", "1:3", "expected a comma or ], found the end of the text");
        refuse("{\"a\": ", "1:7", "expected a value, found the end of the text");
        refuse("{", "1:2", "expected a name in double quotes, found the end of the text");
        refuse("[", "1:2", "expected a value or ], found the end of the text");
        refuse("[1}", "1:3", "expected a comma or ]");
        refuse(&"[".repeat(100_000), "1:513", "arrays and objects are nested more than 512 deep");
    }

    #[test]
    fn causes_that_have_a_name() {
        refuse("{\n  \"cpu\": ${cpu}\n}", "2:10", "an unquoted placeholder `${cpu}` stands where a value is expected");
        refuse("{\"cpu\": {{ cpu }}}", "1:9", "an unquoted placeholder `{{ cpu }}` stands where a value is expected");
        refuse("[<PORT>]", "1:2", "an unquoted placeholder `<PORT>` stands where a value is expected");
        refuse("[1, {% if x %}]", "1:5", "an unquoted placeholder `{% if x %}` stands where a value is expected");
        refuse("{\"a\": 1, ${extra}}", "1:10", "an unquoted placeholder `${extra}` stands where a member is expected");
        refuse("[1 ${extra}]", "1:4", "an unquoted placeholder `${extra}` stands where a comma or ] is expected");
        refuse("// note\n{}", "1:1", "a comment stands here, and JSON has none");
        refuse("{\"a\": 1, # note\n}", "1:10", "a comment stands here, and JSON has none");
        refuse("[1, /* note */ 2]", "1:5", "a comment stands here, and JSON has none");
    }
}
