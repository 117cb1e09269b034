//! [`Error`]: why a text, a sidecar or a setting was refused.

use std::fmt;
use std::sync::Arc;

use crate::text::{Document, Hint, Pointer};

/// Why a JSON text, a sidecar, a setting or a plan was refused.
///
/// The message is one sentence without the place. [`offset`](Error::offset) or [`pointer`](Error::pointer) is the place,
/// [`help`](Error::help) says what to do, and [`hint`](Error::hint) names the setting to change.
///
/// ```
/// use outrigger_core::{Document, ErrorKind};
///
/// let error = Document::scan("{\"cpu\": }").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Syntax);
/// assert_eq!(error.to_string(), "expected a value");
/// assert_eq!(error.offset(), Some(8));
/// ```
#[derive(Clone, Debug)]
pub struct Error(Box<Parts>);

/// The parts of an error, behind a pointer so that a `Result` stays small.
#[derive(Clone, Debug)]
struct Parts {
    kind: ErrorKind,
    message: String,
    help: Option<String>,
    hint: Option<Hint>,
    place: Place,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// What kind of thing an [`Error`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not JSON, or longer or deeper than what is read.
    Syntax,
    /// The document is not a task definition in one of the known forms.
    Form,
    /// The document of a sidecar is not valid.
    Sidecar,
    /// A name or a value that the caller gave is not known or not valid.
    Setting,
    /// A change does not fit what it is applied to.
    Change,
    /// A finding stopped the plan: [`Error::findings`] has them.
    Refused,
    /// A fault of this library; nothing was changed.
    Internal,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Nowhere,
    Offset(usize),
    Pointer(Pointer),
}

impl Error {
    /// An error with this message: one sentence, without a full stop.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(Parts { kind, message, help: None, hint: None, place: Place::Nowhere, source: None }))
    }

    /// The same error, at this byte of the text.
    #[must_use]
    pub fn at_offset(mut self, offset: usize) -> Self {
        self.0.place = Place::Offset(offset);
        self
    }

    /// The same error, about this value.
    #[must_use]
    pub fn at_pointer(mut self, pointer: Pointer) -> Self {
        self.0.place = Place::Pointer(pointer);
        self
    }

    /// The same error, with what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// The same error, with the setting to change.
    #[must_use]
    pub fn with_hint(mut self, hint: Hint) -> Self {
        self.0.hint = Some(hint);
        self
    }

    pub(crate) fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// The first string of the document that no Rust string can hold.
    pub(crate) fn lone_surrogate(document: &Document<'_>) -> Self {
        let broken = document.cursors().find(|cursor| cursor.is_undecodable());
        let offset = broken.map_or(0, |cursor| cursor.span().start);
        let message = "the string has half of a surrogate pair, which is not a character";
        Self::new(ErrorKind::Syntax, message).at_offset(offset)
    }

    /// What kind of thing it is about.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Where in the text, in bytes from its start.
    pub fn offset(&self) -> Option<usize> {
        if let Place::Offset(offset) = self.0.place { Some(offset) } else { None }
    }

    /// Which value of the document, where the text itself is sound.
    pub fn pointer(&self) -> Option<&Pointer> {
        if let Place::Pointer(pointer) = &self.0.place { Some(pointer) } else { None }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The setting to change, for a caller that has its own word for it.
    pub fn hint(&self) -> Option<&Hint> {
        self.0.hint.as_ref()
    }

    /// This error with its place as a byte offset of `document`, if it names a value there.
    #[must_use]
    pub fn located_in(self, document: &Document<'_>) -> Self {
        match self.pointer().and_then(|pointer| document.root().at(pointer)) {
            Some(cursor) => {
                let offset = cursor.span().start;
                self.at_offset(offset)
            }
            None => self,
        }
    }
}

/// Two errors are equal if they say the same; what they were made of is not compared.
impl PartialEq for Error {
    fn eq(&self, other: &Self) -> bool {
        // Every part is named, so that a new one is not forgotten.
        let Parts { kind, message, help, hint, place, source: _ } = &*self.0;
        let other = &*other.0;
        (kind, message, help, hint, place) == (&other.kind, &other.message, &other.help, &other.hint, &other.place)
    }
}

impl Eq for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
