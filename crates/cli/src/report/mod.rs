//! What the program reports: messages for people, JSON and SARIF for programs.

mod broken_line;
mod diagnostic;
mod document;
mod excerpt;
mod hint;
mod mask;
#[cfg(feature = "terraform")]
mod mask_terraform;
mod plan;
mod printable;
mod progress;
mod render;
mod sarif;
mod terminal;

#[cfg(feature = "terraform")]
pub(crate) use broken_line::Syntax;
#[cfg(feature = "aws")]
pub(crate) use diagnostic::SHOWN_PER_RULE;
pub(crate) use diagnostic::{Diagnostic, Reader, Source};
pub(crate) use document::{
    Tense, changed_lines_message, changed_with_message, document_message, report_document, report_failure,
    report_passed_over, report_unkept, report_unreadable,
};
#[cfg(feature = "aws")]
pub(crate) use hint::help_with_option;
pub(crate) use mask::mask;
#[cfg(feature = "terraform")]
pub(crate) use mask_terraform::mask_terraform;
pub(crate) use plan::counted;
pub(crate) use printable::printable;
pub(crate) use progress::{Progress, Total};
pub(crate) use render::render;
pub(crate) use sarif::sarif_log;
pub(crate) use terminal::{ReportForm, Terminal, Tone, Verbosity, colors_output, lock};
