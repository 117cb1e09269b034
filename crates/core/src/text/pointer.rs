//! [`Pointer`]: the way from the root of a document to one of its values.

use std::borrow::Cow;
use std::fmt;

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

/// The way from the root of a document to one of its values, shown as a JSON Pointer (RFC 6901).
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

    /// Whether this is the way that `outer` is, or a longer one that begins with it.
    pub(crate) fn starts_with(&self, outer: &Self) -> bool {
        self.0.starts_with(&outer.0)
    }

    /// The steps from the root.
    pub fn tokens(&self) -> &[Token] {
        &self.0
    }

    /// The pointer to what holds this value, and the last step; `None` for the root.
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

impl serde::Serialize for Pointer {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_reader_finds_the_same_member() {
        for name in ["", "a", "/", "~", "~1", "~0", "a/b~c", "~~//", "é", "0", "-", "\"\n", "\u{7f}"] {
            let value = serde_json::json!({"x": [{name: {"y": true}}], "~": 0, "/": 1});
            let pointer = Pointer::root().then("x").then(0).then(name.to_string()).then("y");
            assert_eq!(value.pointer(&pointer.to_string()), Some(&serde_json::json!(true)), "{pointer}");
        }
    }
}
