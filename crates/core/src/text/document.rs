//! [`Document`]: JSON text with the place of every value.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use crate::text::{Error, Index, Kind, Node, Pointer, Token, next_special, scan};

/// A JSON text with the place of every value in it.
///
/// Reading is strict RFC 8259 (a leading byte order mark is allowed), one pass, without recursion; no value is decoded
/// and nothing is copied.
///
/// ```
/// use outrigger_core::{Document, Node};
///
/// let document = Document::scan(r#"{"cpu": 1.10}"#)?;
/// let cpu = document.root().member("cpu").unwrap();
/// assert_eq!(cpu.raw(), "1.10");
/// assert_eq!(cpu.span(), 8..12);
/// # Ok::<(), outrigger_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Document<'a> {
    text: &'a str,
    index: Index,
}

/// A value in a [`Document`].
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'d, 'a> {
    document: &'d Document<'a>,
    index: usize,
}

impl<'a> Document<'a> {
    /// Reads a text.
    ///
    /// # Errors
    ///
    /// With [`Error::offset`]: what is not strict JSON (`{"a": 1,}`, `{a: 1}`, `[1] [2]`, an empty text, a comment, an
    /// unquoted `${placeholder}`), is nested deeper than [`DEPTH_LIMIT`](crate::DEPTH_LIMIT), or is longer than 4 GiB.
    pub fn scan(text: &'a str) -> Result<Self, Error> {
        Ok(Self { text, index: scan(text)? })
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The outermost value.
    pub fn root(&self) -> Cursor<'_, 'a> {
        Cursor { document: self, index: 0 }
    }

    /// Whether the values have no white space between them.
    pub fn is_compact(&self) -> bool {
        self.index.white_space == 0
    }

    /// Every value of the document, in the order of the text. Names of members, which are strings, are included.
    pub fn cursors(&self) -> impl Iterator<Item = Cursor<'_, 'a>> {
        self.root().all()
    }
}

impl<'d, 'a> Cursor<'d, 'a> {
    /// Where the value is in the text, in bytes.
    #[inline]
    pub fn span(self) -> Range<usize> {
        self.document.index.span(self.index)
    }

    /// The text of the value.
    pub fn raw(self) -> &'a str {
        &self.document.text[self.span()]
    }

    /// The document of the value.
    pub fn document(self) -> &'d Document<'a> {
        self.document
    }

    /// The members of an object with the place of the name: name, value.
    #[inline]
    pub fn entries(self) -> impl Iterator<Item = (Cursor<'d, 'a>, Cursor<'d, 'a>)> {
        let mut contents = self.contents(Kind::Object);
        std::iter::from_fn(move || {
            let index = contents.start;
            (!contents.is_empty()).then(|| {
                contents.start = self.document.index.next(index + 1);
                (Self { index, ..self }, Self { index: index + 1, ..self })
            })
        })
    }

    /// The value at a pointer that starts from here.
    pub fn at(self, pointer: &Pointer) -> Option<Self> {
        pointer.tokens().iter().try_fold(self, |cursor, token| match token {
            Token::Member(name) => cursor.member(name),
            Token::Index(index) => cursor.elements().nth(*index),
        })
    }

    /// Whether the value at an index is this string.
    #[inline]
    fn is_text(&self, index: usize, text: &str) -> bool {
        match self.document.index.plain_string(index) {
            // Most differ in length.
            Some((start, end)) => {
                end - start == text.len() + 2 && self.document.text.as_bytes()[start + 1..end - 1] == *text.as_bytes()
            }
            None => Cursor { index, ..*self }.as_str().is_some_and(|decoded| decoded == text),
        }
    }

    /// Whether this is a string that holds half of a surrogate pair.
    pub(crate) fn is_undecodable(self) -> bool {
        self.kind() == Kind::String && self.as_str().is_none()
    }

    /// The indices of the contents of an array or object of this kind; empty for any other value.
    #[inline(always)]
    fn contents(self, kind: Kind) -> Range<usize> {
        if self.kind() == kind { self.index + 1..self.document.index.next(self.index) } else { 0..0 }
    }

    /// This value and every value inside it, in the order of the text. Names of members, which are strings, are included.
    fn all(self) -> impl Iterator<Item = Self> {
        (self.index..self.document.index.next(self.index)).map(move |index| Self { index, ..self })
    }

    /// A name that two members of this object have.
    fn duplicate(self) -> Option<String> {
        self.document.index.suspects.binary_search(&(self.index as u32)).ok()?;
        let mut seen = HashSet::new();
        let mut names = self.entries().filter_map(|(name, _)| name.as_str());
        names.find(|name| !seen.insert(name.clone())).map(Cow::into_owned)
    }
}

impl<'a> Node<'a> for Cursor<'_, 'a> {
    #[inline]
    fn kind(self) -> Kind {
        self.document.index.kind(self.index)
    }

    fn as_bool(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.raw() == "true")
    }

    fn as_number(self) -> Option<Cow<'a, str>> {
        (self.kind() == Kind::Number).then(|| Cow::Borrowed(self.raw()))
    }

    #[inline(always)]
    fn as_str(self) -> Option<Cow<'a, str>> {
        match self.document.index.plain_string(self.index) {
            Some((start, end)) => Some(Cow::Borrowed(&self.document.text[start + 1..end - 1])),
            None if self.kind() == Kind::String => decode(&self.raw()[1..self.raw().len() - 1]).map(Cow::Owned),
            None => None,
        }
    }

    fn elements(self) -> impl Iterator<Item = Self> {
        let mut contents = self.contents(Kind::Array);
        std::iter::from_fn(move || {
            let index = contents.start;
            (!contents.is_empty()).then(|| {
                contents.start = self.document.index.next(index);
                Self { index, ..self }
            })
        })
    }

    #[inline]
    fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Self)> {
        // A name with half a surrogate pair is not a name that we look for; its raw text takes its place.
        self.entries().map(|(name, value)| (name.as_str().unwrap_or_else(|| Cow::Borrowed(name.raw())), value))
    }

    fn member(self, name: &str) -> Option<Self> {
        let index = &self.document.index;
        let mut contents = self.contents(Kind::Object);
        let mut found = None;
        while !contents.is_empty() {
            if self.is_text(contents.start, name) {
                found = Some(Self { index: contents.start + 1, ..self });
            }
            contents.start = index.next(contents.start + 1);
        }
        found
    }

    fn duplicates(self) -> Vec<Pointer> {
        let mut found = Vec::new();
        // Their pointers are computed only if there may be some.
        if !self.document.index.suspects.is_empty() {
            collect_duplicates(self, &mut Vec::new(), &mut found);
        }
        found
    }

    fn compact_len(self) -> usize {
        if self.index == 0 {
            return self.span().len() - self.document.index.white_space;
        }
        // Each is followed by one of `:` and `,` if it is not the last of an array or object, and the outermost by neither.
        let lengths = self.all().map(|cursor| match cursor.kind() {
            kind @ (Kind::Array | Kind::Object) => 2 + usize::from(cursor.contents(kind).is_empty()),
            Kind::Null | Kind::Bool | Kind::Number | Kind::String | Kind::Unknown => cursor.span().len() + 1,
        });
        lengths.sum::<usize>() - 1
    }
}

/// A step from an array or object to what it holds.
enum Step<'d, 'a> {
    Element(usize),
    Member(Cursor<'d, 'a>),
}

/// Notes each object below `cursor`, which `path` leads to, that has two members of one name.
fn collect_duplicates<'d, 'a>(cursor: Cursor<'d, 'a>, path: &mut Vec<Step<'d, 'a>>, found: &mut Vec<Pointer>) {
    if let Some(name) = cursor.duplicate() {
        let pointer = path.iter().fold(Pointer::root(), |pointer, step| match step {
            Step::Element(index) => pointer.then(*index),
            Step::Member(name) => pointer.then(name.as_str().map(Cow::into_owned).unwrap_or_default()),
        });
        found.push(pointer.then(name));
    }
    let mut visit = |step, child: Cursor<'d, 'a>| {
        if matches!(child.kind(), Kind::Array | Kind::Object) {
            path.push(step);
            collect_duplicates(child, path, found);
            path.pop();
        }
    };
    cursor.elements().enumerate().for_each(|(index, element)| visit(Step::Element(index), element));
    cursor.entries().for_each(|(name, value)| visit(Step::Member(name), value));
}

/// Decodes the inside of a valid JSON string; `None` for half a surrogate pair.
#[cold]
fn decode(inner: &str) -> Option<String> {
    let mut decoded = String::with_capacity(inner.len());
    let mut rest = inner;
    loop {
        // A valid string has no other special byte.
        let at = next_special(rest.as_bytes(), 0);
        decoded.push_str(&rest[..at]);
        if at == rest.len() {
            return Some(decoded);
        }
        let escape = rest.as_bytes()[at + 1];
        rest = &rest[at + 2..];
        decoded.push(match escape {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut unit = u32::from_str_radix(&rest[..4], 16).ok()?;
                rest = &rest[4..];
                if (0xd800..0xdc00).contains(&unit) {
                    let low = u32::from_str_radix(rest.strip_prefix("\\u")?.get(..4)?, 16).ok()?;
                    rest = &rest[6..];
                    unit = 0x10000 + ((unit - 0xd800) << 10) + low.checked_sub(0xdc00).filter(|&low| low < 0x400)?;
                }
                char::from_u32(unit)?
            }
            other => char::from(other),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_members() {
        let document = Document::scan(r#"{"a": [1, "x\n"], "b": {}}"#).unwrap();
        let array = document.root().member("a").unwrap();
        assert_eq!(array.raw(), r#"[1, "x\n"]"#);
        let raw: Vec<_> = array.elements().map(Cursor::raw).collect();
        assert_eq!(raw, ["1", r#""x\n""#]);
        assert_eq!(document.root().member("b").unwrap().raw(), "{}");
        assert_eq!(array.elements().nth(1).unwrap().as_str().unwrap(), "x\n");
    }

    #[test]
    fn compact_length() {
        for text in
            ["[ ]", " { \"a\" : [ 1 , { } , [ [ ] ] ] , \"b\" : { \"c\" : null } } ", "[[1,2],{\"a\":\"b\"}]", "7"]
        {
            let document = Document::scan(text).unwrap();
            for cursor in document.cursors() {
                let compact = cursor.to_value().unwrap().to_string();
                assert_eq!(cursor.compact_len(), compact.len(), "{} in {text}", cursor.raw());
            }
        }
    }

    #[test]
    fn duplicate_members() {
        #[track_caller]
        fn check(text: &str, found: &str) {
            let document = Document::scan(text).unwrap();
            let found_here: Vec<_> = document.root().duplicates().iter().map(ToString::to_string).collect();
            assert_eq!(found_here.join(", "), found);
        }
        check(r#"{"a": 1, "b": 2}"#, "");
        check(r#"{"a": 1, "a": 2}"#, "/a");
        check(r#"[0, {"x": {"n": 1, "\u006e": 2}}]"#, "/1/x/n");
        check(r#"{"\u006e": 1, "n": 2}"#, "/n");
        let many = |last: usize| {
            let names: Vec<_> = (0..40).chain([last]).map(|number| format!("\"n{number}\": 0")).collect();
            format!("{{{}}}", names.join(","))
        };
        check(&many(40), "");
        check(&many(3), "/n3");
        check(&many(33), "/n33");
    }
}
