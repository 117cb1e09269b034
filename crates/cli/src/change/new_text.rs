//! [`NewText`]: the text of a document after a change.

use std::borrow::Cow;

/// The text of a document after a change.
#[derive(Debug)]
pub(crate) enum NewText {
    /// The old text.
    Unchanged,
    /// Another text.
    Changed(String),
}

impl NewText {
    /// The new text, given the old one.
    pub(crate) fn text<'t>(&'t self, old: &'t str) -> &'t str {
        match self {
            Self::Unchanged => old,
            Self::Changed(new) => new,
        }
    }

    /// The same, without a borrow of this value.
    pub(crate) fn into_text(self, old: &str) -> Cow<'_, str> {
        match self {
            Self::Unchanged => Cow::Borrowed(old),
            Self::Changed(new) => Cow::Owned(new),
        }
    }
}

impl From<Cow<'_, str>> for NewText {
    /// A borrowed text is the old one.
    fn from(text: Cow<'_, str>) -> Self {
        match text {
            Cow::Borrowed(_) => Self::Unchanged,
            Cow::Owned(new) => Self::Changed(new),
        }
    }
}
