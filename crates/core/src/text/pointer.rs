//! [`Pointer`]: the path from the root of a document to a value.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::text::{Error, ErrorKind};

/// One step of a [`Pointer`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Token {
    /// Into the member of that name.
    Member(Cow<'static, str>),
    /// Into the element with that index, from 0.
    Index(usize),
}

impl Token {
    /// The name of the member, if it is one.
    pub fn as_member(&self) -> Option<&str> {
        if let Self::Member(name) = self { Some(name) } else { None }
    }
}

impl From<&'static str> for Token {
    fn from(member: &'static str) -> Self {
        Self::Member(Cow::Borrowed(member))
    }
}

impl From<String> for Token {
    fn from(member: String) -> Self {
        Self::Member(Cow::Owned(member))
    }
}

impl From<usize> for Token {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// The path from the root of a document to a value, written as a JSON Pointer (RFC 6901).
///
/// ```
/// use outrigger_core::Pointer;
///
/// let pointer = Pointer::root().then("containerDefinitions").then(0).then("a/b".to_string());
/// assert_eq!(pointer.to_string(), "/containerDefinitions/0/a~1b");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer(Vec<Token>);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// One step further.
    #[must_use]
    pub fn then(&self, token: impl Into<Token>) -> Self {
        self.then_all([token.into()])
    }

    /// Several steps further.
    #[must_use]
    pub fn then_all(&self, further: impl IntoIterator<Item = Token, IntoIter: ExactSizeIterator>) -> Self {
        let further = further.into_iter();
        let mut tokens = Vec::with_capacity(self.0.len() + further.len());
        tokens.extend_from_slice(&self.0);
        tokens.extend(further);
        Self(tokens)
    }

    /// Whether this is `outer`, or a longer path that begins with it.
    pub(crate) fn starts_with(&self, outer: &Self) -> bool {
        self.0.starts_with(&outer.0)
    }

    /// The steps from the root.
    pub fn tokens(&self) -> &[Token] {
        &self.0
    }

    /// The pointer to the array or object around this value, and the last step; `None` for the root.
    pub fn split_last(&self) -> Option<(Self, &Token)> {
        let (last, parent) = self.0.split_last()?;
        Some((Self(parent.to_vec()), last))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|token| match token {
            Token::Member(name) => write!(f, "/{}", name.replace('~', "~0").replace('/', "~1")),
            Token::Index(index) => write!(f, "/{index}"),
        })
    }
}

impl FromStr for Pointer {
    type Err = Error;

    /// Reads a JSON Pointer (RFC 6901). A token of digits is an index, as in `/containerDefinitions/0`; `00` is a name.
    ///
    /// ```
    /// use outrigger_core::Pointer;
    ///
    /// let pointer: Pointer = "/containerDefinitions/0/a~1b".parse()?;
    /// assert_eq!(pointer, Pointer::root().then("containerDefinitions").then(0).then("a/b"));
    /// # Ok::<(), outrigger_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A text that is not empty and does not begin with `/` (`a/b`), and a `~` without `0` or `1` after it (`/a~2`).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Ok(Self::root());
        }
        let expected = |what: &str| {
            Error::new(ErrorKind::Syntax, format!("`{text}` is not a JSON Pointer"))
                .with_help(format!("{what}: `/containerDefinitions/0/name`"))
        };
        let tokens = text.strip_prefix('/').ok_or_else(|| expected("a pointer begins with a slash"))?.split('/');
        let token = |token: &str| {
            let is_index = token == "0" || (!token.starts_with('0') && token.bytes().all(|byte| byte.is_ascii_digit()));
            if let (true, Ok(index)) = (is_index, token.parse()) {
                return Ok(Token::Index(index));
            }
            let mut after_tildes = token.split('~').skip(1);
            if after_tildes.all(|rest| rest.starts_with(['0', '1'])) {
                Ok(token.replace("~1", "/").replace("~0", "~").into())
            } else {
                Err(expected("`~` is written `~0` and `/` is written `~1`"))
            }
        };
        tokens.map(token).collect::<Result<_, _>>().map(Self)
    }
}

impl serde::Serialize for Pointer {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_text() {
        let root = Pointer::root;
        for (text, pointer) in [
            ("", root()),
            ("/", root().then("")),
            ("/a/0/10", root().then("a").then(0).then(10)),
            ("/00/-", root().then("00").then("-")),
            ("/99999999999999999999999", root().then("99999999999999999999999")),
            ("/~01/a~1b~0", root().then("~1").then("a/b~")),
        ] {
            assert_eq!(text.parse(), Ok(pointer.clone()), "{text}");
            assert_eq!(pointer.to_string(), text);
        }
        for text in ["a", "a/b", "#/a", "/~", "/a~2"] {
            let error = text.parse::<Pointer>().unwrap_err();
            assert_eq!(error.to_string(), format!("`{text}` is not a JSON Pointer"));
        }
    }

    #[test]
    fn another_reader_finds_the_same_member() {
        for name in ["", "a", "/", "~", "~1", "~0", "a/b~c", "~~//", "é", "0", "-", "\"\n", "\u{7f}"] {
            let value = serde_json::json!({"x": [{name: {"y": true}}], "~": 0, "/": 1});
            let pointer = Pointer::root().then("x").then(0).then(name.to_string()).then("y");
            assert_eq!(value.pointer(&pointer.to_string()), Some(&serde_json::json!(true)), "{pointer}");
        }
    }
}
