//! [`Error`]: what may be wrong with a text given to this crate.

use std::fmt;

use crate::document::Document;
use crate::finding::Finding;
use crate::pointer::Pointer;

/// Why a JSON text, a sidecar or a setting was refused.
///
/// The message is one sentence without the place; [`offset`](Error::offset) or [`pointer`](Error::pointer) say where,
/// [`help`](Error::help) what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    message: String,
    help: Option<String>,
    place: Place,
    findings: Vec<Finding>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Nowhere,
    Offset(usize),
    Pointer(Pointer),
}

impl Error {
    /// An error with this message: one sentence, without a full stop.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, place: Place::Nowhere, findings: Vec::new() }
    }

    /// The same error, at this byte of the text.
    #[must_use]
    pub fn at_offset(self, offset: usize) -> Self {
        Self { place: Place::Offset(offset), ..self }
    }

    /// The same error, about this value.
    #[must_use]
    pub fn at_pointer(self, pointer: Pointer) -> Self {
        Self { place: Place::Pointer(pointer), ..self }
    }

    /// The same error, with what to do about it.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub(crate) fn with_findings(self, findings: Vec<Finding>) -> Self {
        Self { findings, ..self }
    }

    /// The first string of the document that no Rust string can hold.
    pub(crate) fn lone_surrogate(document: &Document<'_>) -> Self {
        let broken = document.cursors().find(|cursor| cursor.is_undecodable());
        let offset = broken.map_or(0, |cursor| cursor.span().start);
        Self::new("the string holds half of a surrogate pair, which is no character").at_offset(offset)
    }

    /// Where in the text, in bytes from its start.
    pub fn offset(&self) -> Option<usize> {
        if let Place::Offset(offset) = self.place { Some(offset) } else { None }
    }

    /// Which value of the document, where the text itself is sound.
    pub fn pointer(&self) -> Option<&Pointer> {
        if let Place::Pointer(pointer) = &self.place { Some(pointer) } else { None }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The findings that stopped the plan, if that is what was refused.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
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

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
