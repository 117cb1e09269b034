//! The scanner: JSON text by RFC 8259, strictly, in one pass.

use crate::text::{Error, ErrorKind, Expected, Index, Kind, eight, next_special, scan_error};

/// The most arrays and objects that can be nested in each other.
pub const DEPTH_LIMIT: usize = 512;

/// Reads a text.
pub(crate) fn scan(text: &str) -> Result<Index, Error> {
    // As many places as a compact task definition has in so much text.
    let index = Index::with_capacity((text.len() / 16).min(MANY_PLACES));
    let mut scanner = Scanner::new(text, DEPTH_LIMIT, index)?;
    scanner.document().map_err(|(at, expected)| scan_error(text, at, expected))?;
    Ok(scanner.index.in_order())
}

/// Reads the first value of a text; returns where it ends, too.
pub(crate) fn scan_first(text: &str, depth_limit: usize) -> Result<(Index, usize), Error> {
    let mut scanner = Scanner::new(text, depth_limit, Index::with_capacity(FEW_PLACES.min(text.len())))?;
    let end = scanner.root().map_err(|(at, expected)| scan_error(text, at, expected))?;
    Ok((scanner.index.in_order(), end))
}

/// For how many there is room from the beginning at most: memory that is not needed is not touched.
const MANY_PLACES: usize = 1 << 23;

/// For how many there is room before it is known how long a value is.
const FEW_PLACES: usize = 64;

/// How many names of members are compared one by one.
const FEW_NAMES: usize = 32;

/// The bit of an object that may have two members with the same name.
const SUSPECT: u32 = 1 << 31;

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    index: Index,
    /// The arrays and objects around the innermost one that is open.
    outer: Vec<Open>,
    depth_limit: usize,
}

/// An array or object whose end has not been read.
#[derive(Clone, Copy, Default)]
struct Open {
    index: usize,
    is_object: bool,
    /// A bit for each name of a member so far: a name whose bit is not set is new.
    name_bits: u32,
}

type Failure = (usize, Expected);

/// Each function takes where it begins to read, and gives where what it has read ends.
impl<'a> Scanner<'a> {
    fn new(text: &'a str, depth_limit: usize, index: Index) -> Result<Self, Error> {
        if u32::try_from(text.len()).is_err() {
            return Err(Error::new(ErrorKind::Syntax, "the document is longer than 4 GiB").at_offset(0));
        }
        Ok(Self { text, bytes: text.as_bytes(), index, outer: Vec::new(), depth_limit })
    }

    fn document(&mut self) -> Result<(), Failure> {
        let end = self.root()?;
        let end = skip_white_space(self.bytes, end);
        if end < self.bytes.len() { Err((end, Expected::End)) } else { Ok(()) }
    }

    fn root(&mut self) -> Result<usize, Failure> {
        let start = if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        // The white space around the root is not counted: it is outside its span.
        self.value(skip_white_space(self.bytes, start))
    }

    /// Reads one value with all that it holds.
    fn value(&mut self, mut at: usize) -> Result<usize, Failure> {
        let bytes = self.bytes;
        // The innermost array or object that is open, and how many are.
        let (mut open, mut depth) = (Open::default(), 0);
        let mut expected = Expected::NameOrBrace;
        loop {
            // A member or a value begins here.
            if open.is_object {
                at = self.name(at, &mut open, expected)?;
            }
            match bytes.get(at) {
                Some(b'"') => at = self.string(at)?.0,
                Some(opening @ (b'{' | b'[')) => {
                    if depth == self.depth_limit {
                        return Err((at, Expected::LessDepth(self.depth_limit)));
                    }
                    self.outer.push(open);
                    let is_object = *opening == b'{';
                    open = Open { index: self.index.open(is_object, at), is_object, name_bits: 0 };
                    depth += 1;
                    at = self.gap(at + 1);
                    expected = Expected::NameOrBrace;
                    match bytes.get(at) {
                        Some(b'}') if is_object => {}
                        Some(b']') if !is_object => {}
                        None if !is_object => return Err((at, Expected::ValueOrBracket)),
                        Some(_) | None => continue,
                    }
                }
                Some(b'-' | b'0'..=b'9') => at = self.number(at)?,
                Some(b't') => at = self.literal(at, "true", Kind::Bool)?,
                Some(b'f') => at = self.literal(at, "false", Kind::Bool)?,
                Some(b'n') => at = self.literal(at, "null", Kind::Null)?,
                _ => return Err((at, Expected::Value)),
            }
            // A value has ended here, or its closing bracket is next.
            loop {
                if depth == 0 {
                    return Ok(at);
                }
                at = self.gap(at);
                match bytes.get(at) {
                    Some(b',') => {
                        at = self.gap(at + 1);
                        expected = Expected::Name;
                        break;
                    }
                    Some(b'}') if open.is_object => {}
                    Some(b']') if !open.is_object => {}
                    _ if open.is_object => return Err((at, Expected::CommaOrBrace)),
                    _ => return Err((at, Expected::CommaOrBracket)),
                }
                at += 1;
                self.index.close(open.index, at).ok_or((at, Expected::FewerValues))?;
                open = self.outer.pop().unwrap_or_default();
                depth -= 1;
            }
        }
    }

    /// Reads the name of a member of an object, and the colon after it, up to its value.
    #[inline(always)]
    fn name(&mut self, start: usize, object: &mut Open, expected: Expected) -> Result<usize, Failure> {
        if self.bytes.get(start) != Some(&b'"') {
            return Err((start, expected));
        }
        let (end, is_escaped) = self.string(start)?;
        self.check_name(start, end, is_escaped, object);
        let colon = self.gap(end);
        if self.bytes.get(colon) != Some(&b':') {
            return Err((colon, Expected::Colon));
        }
        Ok(self.gap(colon + 1))
    }

    /// Notes an object as a suspect if its new name, from quote to quote, may be one that it has already.
    #[inline(always)]
    fn check_name(&mut self, start: usize, end: usize, is_escaped: bool, object: &mut Open) {
        // A bit for each length and last letter; the highest also says that the object is a suspect.
        let bit = 1 << ((7 * (end - start) + usize::from(self.bytes[end - 2])) % 32);
        let is_suspect = object.name_bits & SUSPECT != 0;
        if (object.name_bits & bit != 0 || bit == SUSPECT || is_escaped) && !is_suspect && !self.is_new(object.index) {
            self.index.suspects.push(object.index as u32);
            object.name_bits |= SUSPECT;
        }
        if bit != SUSPECT {
            object.name_bits |= bit;
        }
    }

    /// Whether the name that was read last differs from all earlier ones in its object, which are few and have no escapes.
    #[inline(never)]
    fn is_new(&self, object: usize) -> bool {
        let Some(last) = self.index.len().checked_sub(1) else { return false };
        let name = |index: usize| {
            let entry = self.index.entry(index);
            (entry.escaped, &self.bytes[entry.start as usize..entry.end as usize])
        };
        let mut at = object + 1;
        for _ in 0..FEW_NAMES {
            if at >= last {
                return !name(last).0;
            }
            let (is_escaped, text) = name(at);
            if is_escaped || text == name(last).1 {
                return false;
            }
            at = self.index.next(at + 1);
        }
        false
    }

    #[inline(always)]
    fn string(&mut self, start: usize) -> Result<(usize, bool), Failure> {
        let at = next_special(self.bytes, start + 1);
        let (quote, escaped) =
            if self.bytes.get(at) == Some(&b'"') { (at, false) } else { (self.rest_of_string(start, at)?, true) };
        self.index.push(Kind::String, escaped, start, quote + 1);
        Ok((quote + 1, escaped))
    }

    /// The closing quote of a string that has escapes or a control character.
    #[cold]
    fn rest_of_string(&self, start: usize, mut at: usize) -> Result<usize, Failure> {
        loop {
            match self.bytes.get(at) {
                Some(b'"') => return Ok(at),
                Some(b'\\') => {
                    let length = match self.bytes.get(at + 1) {
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
                        Some(b'u') if is_hexadecimal(self.bytes.get(at + 2..at + 6)) => 6,
                        _ => return Err((at, Expected::Escape)),
                    };
                    at = next_special(self.bytes, at + length);
                }
                Some(_) => return Err((at, Expected::NoControlCharacter)),
                None => return Err((start, Expected::EndOfString)),
            }
        }
    }

    fn number(&mut self, start: usize) -> Result<usize, Failure> {
        let byte = |at: usize| self.bytes.get(at).copied();
        let digits = |start: usize| {
            let mut at = start;
            while byte(at).is_some_and(|byte| byte.is_ascii_digit()) {
                at += 1;
            }
            if at == start { Err((start, Expected::Digit)) } else { Ok(at) }
        };
        let first = if byte(start) == Some(b'-') { start + 1 } else { start };
        let mut at = digits(first)?;
        if byte(first) == Some(b'0') && at > first + 1 {
            return Err((start, Expected::NoLeadingZero));
        }
        if byte(at) == Some(b'.') {
            at = digits(at + 1)?;
        }
        if let Some(b'e' | b'E') = byte(at) {
            at += 1;
            if let Some(b'+' | b'-') = byte(at) {
                at += 1;
            }
            at = digits(at)?;
        }
        self.index.push(Kind::Number, false, start, at);
        Ok(at)
    }

    fn literal(&mut self, start: usize, text: &str, kind: Kind) -> Result<usize, Failure> {
        let rest = &self.bytes[start..];
        let followed = rest.get(text.len()).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        if !rest.starts_with(text.as_bytes()) || followed {
            return Err((start, Expected::Value));
        }
        let end = start + text.len();
        self.index.push(kind, false, start, end);
        Ok(end)
    }

    /// Skips white space, and counts it.
    #[inline(always)]
    fn gap(&mut self, start: usize) -> usize {
        if self.bytes.get(start).is_none_or(|byte| *byte > b' ') {
            return start;
        }
        // Most often it begins a line, or is one space.
        let end = match (self.bytes[start], self.bytes.get(start + 1)) {
            (b'\n', _) => skip_line_start(self.bytes, start + 1),
            (b' ', Some(b'!'..)) => start + 1,
            (b'\r', Some(b'\n')) => skip_line_start(self.bytes, start + 2),
            _ => skip_white_space(self.bytes, start),
        };
        self.index.white_space += end - start;
        end
    }
}

/// The first byte from `at` on that is not white space.
fn skip_white_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at += 1;
    }
    at
}

/// The same at the beginning of a line: spaces are skipped eight at a time.
fn skip_line_start(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let others = u64::from_le_bytes(*chunk) ^ eight(b' ');
        if others != 0 {
            at += others.trailing_zeros() as usize / 8;
            return if bytes[at] > b' ' { at } else { skip_white_space(bytes, at) };
        }
        at += 8;
    }
    skip_white_space(bytes, at)
}

fn is_hexadecimal(digits: Option<&[u8]>) -> bool {
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Position;

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
        refuse("[nulls]", "1:2", "expected a value, found a word without quotes");
        refuse("[NaN]", "1:2", "expected a value, found `NaN`, which is not JSON");
        refuse("[01]", "1:2", "a number must not begin with a zero");
        refuse("[1.]", "1:4", "expected a digit");
        refuse("[.5]", "1:2", "expected a value");
        refuse("[+1]", "1:2", "expected a value");
        refuse("\"a\nb\"", "1:3", "there is a line break inside a string");
        refuse("\"a\u{1}b\"", "1:3", "the control character U+0001 is not allowed inside a string");
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
        refuse("{\n  \"cpu\": ${cpu}\n}", "2:10", "an unquoted placeholder `${…}` is used where a value is expected");
        refuse("{\"cpu\": {{ cpu }}}", "1:9", "an unquoted placeholder `{{…}}` is used where a value is expected");
        refuse("[<PORT>]", "1:2", "an unquoted placeholder `<…>` is used where a value is expected");
        refuse("[1, {% if x %}]", "1:5", "an unquoted placeholder `{%…%}` is used where a value is expected");
        refuse("{\"a\": 1, ${extra}}", "1:10", "an unquoted placeholder `${…}` is used where a member is expected");
        refuse("[1 ${extra}]", "1:4", "an unquoted placeholder `${…}` is used where a comma or ] is expected");
        refuse("// note\n{}", "1:1", "this is a comment, and JSON has no comments");
        refuse("{\"a\": 1, # note\n}", "1:10", "this is a comment, and JSON has no comments");
        refuse("[1, /* note */ 2]", "1:5", "this is a comment, and JSON has no comments");
    }
}
