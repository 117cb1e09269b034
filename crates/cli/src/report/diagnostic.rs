//! [`Diagnostic`]: an error or warning, with its place in a text.

use std::collections::BTreeMap;

use outrigger::json::file::FileError;
use outrigger::{Cursor, Document, Error, Finding, Hint, Pointer, Position, Rule, Severity};
use serde::Serialize;

use super::broken_line::{Syntax, excerpt_of_broken_line};
use super::excerpt::Excerpt;
use super::hint::help_with_option;

/// People see at most so many findings of one rule; a broken file may have thousands.
pub(crate) const SHOWN_PER_RULE: usize = 10;

/// Programs get at most so many findings of one rule.
const REPORTED_PER_RULE: usize = 1000;

/// Who reads the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// A person, who sees the source line.
    Person,
    /// A program.
    Program,
}

/// The longest message, in characters; a name in it may be a megabyte.
const LONGEST_MESSAGE: usize = 1000;

/// A text, and where it comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'n, 't> {
    /// The file's name, as it was typed.
    pub(crate) name: &'n str,
    /// The text.
    pub(crate) text: &'t str,
    /// The line number, if the text is one line of the file and not the whole file.
    pub(crate) line: Option<usize>,
}

/// An error or warning.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Diagnostic {
    pub(crate) rule: Option<Rule>,
    pub(crate) severity: Severity,
    /// The value in the document, as a JSON Pointer.
    pub(crate) pointer: Option<Pointer>,
    #[serde(skip)]
    pub(crate) file: Option<String>,
    pub(crate) line: Option<usize>,
    pub(crate) column: Option<usize>,
    #[serde(skip)]
    pub(crate) excerpt: Option<Excerpt>,
    /// A sentence without the place.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: Option<String>,
    /// Where the rule is documented.
    pub(crate) source: Option<outrigger::Source>,
}

impl Diagnostic {
    /// An error without a place in a text.
    pub(crate) fn error(message: impl Into<String>) -> Self {
        Self {
            rule: None,
            severity: Severity::Error,
            pointer: None,
            file: None,
            line: None,
            column: None,
            excerpt: None,
            message: shorten(&message.into()),
            help: None,
            source: None,
        }
    }

    /// A warning without a place in a text.
    pub(crate) fn warning(message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(message) }
    }

    /// The same, with help.
    pub(crate) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(shorten(&help.into())), ..self }
    }

    /// The same, at a position of a file.
    pub(crate) fn at(self, file: impl Into<String>, position: Option<Position>) -> Self {
        Self {
            file: Some(file.into()),
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
            ..self
        }
    }

    /// An error of the core library, without its place.
    pub(crate) fn of_library_error(error: &Error) -> Self {
        Self::with_hint(error.to_string(), error.help(), error.hint())
    }

    /// An error without a place, from the parts that the errors of all libraries have.
    pub(crate) fn with_hint(message: impl Into<String>, help: Option<&str>, hint: Option<&Hint>) -> Self {
        Self { help: help_with_option(help, hint).as_deref().map(shorten), ..Self::error(message) }
    }

    /// The error of a text that is not valid JSON; parts of its line that may be secret are masked.
    pub(crate) fn of_error(error: &Error, source: Source<'_, '_>) -> Self {
        let position = error.offset().map(|offset| source.position(offset));
        let excerpt = error.offset().map(|offset| excerpt_of_broken_line(source.text, offset, Syntax::Json));
        Self { excerpt, ..Self::of_library_error(error) }.at(source.name, position)
    }

    /// The error of a valid JSON document, at a byte offset; its line is shown without secrets.
    pub(crate) fn of_error_in(error: &Error, source: Source<'_, '_>, document: &Document<'_>) -> Self {
        let excerpt = error.offset().map(|offset| Excerpt::without_secrets(document, offset..offset + 1));
        let position = error.offset().map(|offset| source.position(offset));
        Self { excerpt, ..Self::of_library_error(error) }.at(source.name, position)
    }

    /// The error of a valid JSON document, at a pointer; its line is shown without secrets.
    pub(crate) fn of_refusal(error: &Error, source: Source<'_, '_>, document: &Document<'_>) -> Self {
        let pointer = error.pointer().cloned().unwrap_or_default();
        Self::of_library_error(error).locate(&pointer, &mut Places::new(source), document).with_excerpt(document)
    }

    /// A finding, without its place in a text.
    pub(crate) fn of_finding(finding: &Finding) -> Self {
        Self {
            rule: Some(finding.rule),
            severity: finding.severity,
            pointer: Some(finding.pointer.clone()),
            help: help_with_option(Some(&finding.help), finding.hint.as_ref()).as_deref().map(shorten),
            source: finding.rule.source(),
            ..Self::error(finding.message.clone())
        }
    }

    /// The same, at a place in Terraform; its line is shown without secrets.
    #[cfg(feature = "terraform")]
    pub(crate) fn in_text(self, file: &str, text: &str, span: std::ops::Range<usize>) -> Self {
        let position = Position::of(text, span.start);
        let excerpt = Some(Excerpt::of(&super::mask_terraform::mask_terraform_in_place(text), span));
        Self { excerpt, ..self }.at(file, Some(position))
    }

    /// The same for a syntax error in Terraform, or in JSON inside it; parts of the line that may be secret are masked.
    #[cfg(feature = "terraform")]
    pub(crate) fn in_broken_text(self, file: &str, text: &str, offset: usize, syntax: Syntax) -> Self {
        let excerpt = Some(excerpt_of_broken_line(text, offset, syntax));
        Self { excerpt, ..self }.at(file, Some(Position::of(text, offset)))
    }

    /// The findings about a document, limited for each rule; their lines are shown without secrets.
    pub(crate) fn of_findings(
        findings: &[Finding],
        reader: Reader,
        source: Source<'_, '_>,
        document: &Document<'_>,
    ) -> Vec<Self> {
        let each_rule = match reader {
            Reader::Person => SHOWN_PER_RULE,
            Reader::Program => REPORTED_PER_RULE,
        };
        let mut places = Places::new(source);
        let mut counts: BTreeMap<(Rule, Severity), usize> = BTreeMap::new();
        let mut diagnostics = Vec::new();
        for finding in findings {
            let count = counts.entry((finding.rule, finding.severity)).or_default();
            *count += 1;
            if *count <= each_rule {
                let diagnostic = Self::of_finding(finding).locate(&finding.pointer, &mut places, document);
                diagnostics.push(match reader {
                    Reader::Person => diagnostic.with_excerpt(document),
                    Reader::Program => diagnostic,
                });
            }
        }
        let more = counts.into_iter().filter(|(_, count)| *count > each_rule).map(|((rule, severity), count)| {
            let message = format!("and {} more like this", count - each_rule);
            Self { rule: Some(rule), severity, ..Self::error(message) }.at(source.name, None)
        });
        diagnostics.extend(more);
        diagnostics
    }

    /// The same, at a value of a document.
    fn locate(self, pointer: &Pointer, places: &mut Places<'_, '_>, document: &Document<'_>) -> Self {
        let position = places.position(nearest(document, pointer).span().start);
        Self { pointer: Some(pointer.clone()), ..self }.at(places.source.name, Some(position))
    }

    /// The same, with its line of the document, without secrets.
    fn with_excerpt(self, document: &Document<'_>) -> Self {
        let pointer = self.pointer.as_ref();
        let excerpt = pointer.map(|pointer| Excerpt::without_secrets(document, nearest(document, pointer).span()));
        Self { excerpt, ..self }
    }
}

impl<'n, 't> Source<'n, 't> {
    fn position(self, offset: usize) -> Position {
        Places::new(self).position(offset)
    }
}

/// Converts offsets of a text to positions; ascending offsets take one pass.
struct Places<'n, 't> {
    source: Source<'n, 't>,
    /// The previous offset, and its position.
    last: (usize, Position),
}

impl<'n, 't> Places<'n, 't> {
    fn new(source: Source<'n, 't>) -> Self {
        Self { source, last: (0, Position::of(source.text, 0)) }
    }

    fn position(&mut self, offset: usize) -> Position {
        let (start, position) = self.last;
        let text = self.source.text;
        let position = match text.get(start..offset) {
            Some(between) if start > 0 => position.after(between),
            _ => Position::of(text, offset),
        };
        self.last = (offset, position);
        Position { line: position.line + self.source.line.map_or(0, |line| line - 1), ..position }
    }
}

/// Cuts a message that is too long.
fn shorten(text: &str) -> String {
    match text.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

/// The value at a pointer, or the nearest value around it that exists.
fn nearest<'d, 'a>(document: &'d Document<'a>, pointer: &Pointer) -> Cursor<'d, 'a> {
    let mut pointer = pointer.clone();
    loop {
        match (document.root().at(&pointer), pointer.split_last()) {
            (Some(cursor), _) => return cursor,
            (None, Some((parent, _))) => pointer = parent,
            (None, None) => return document.root(),
        }
    }
}

impl From<FileError> for Diagnostic {
    fn from(error: FileError) -> Self {
        let diagnostic = Self { help: error.help().map(shorten), ..Self::error(error.to_string()) };
        match error.position() {
            Some(position) => diagnostic.at(error.path().to_string_lossy(), Some(position)),
            None => diagnostic,
        }
    }
}
