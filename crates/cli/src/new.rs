//! [`New`]: a text as it is to be.

use std::borrow::Cow;

/// What becomes of a text.
#[derive(Debug)]
pub(crate) enum New {
    /// Nothing: it stays as it is.
    Same,
    /// It is another one.
    Other(String),
}

impl New {
    /// The new text, where this was the old one.
    pub(crate) fn text<'t>(&'t self, old: &'t str) -> &'t str {
        match self {
            Self::Same => old,
            Self::Other(new) => new,
        }
    }

    /// The same, for a caller that keeps it.
    pub(crate) fn into_text(self, old: &str) -> Cow<'_, str> {
        match self {
            Self::Same => Cow::Borrowed(old),
            Self::Other(new) => Cow::Owned(new),
        }
    }
}

impl From<Cow<'_, str>> for New {
    /// A text that is borrowed is the old one.
    fn from(text: Cow<'_, str>) -> Self {
        match text {
            Cow::Borrowed(_) => Self::Same,
            Cow::Owned(new) => Self::Other(new),
        }
    }
}
