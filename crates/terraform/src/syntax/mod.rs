//! Terraform's syntax: template text, parts of expressions, and how values and lists are written.

pub(crate) mod alignment;
pub(crate) mod entries;
pub(crate) mod excerpt;
pub(crate) mod expression;
pub(crate) mod lines;
pub(crate) mod style;
pub(crate) mod template;
pub(crate) mod write;

use std::ops::Range;

/// Changes to a text: which bytes are replaced, and by which text.
pub(crate) type Changes = Vec<(Range<usize>, String)>;
