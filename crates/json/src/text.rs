//! wip
use outrigger_core::{Document, Error, Op, View};
use std::borrow::Cow;
/// wip
pub fn apply<'t>(document: &Document<'t>, _view: &View<'_>, _ops: &[Op]) -> Result<Cow<'t, str>, Error> {
    Ok(Cow::Borrowed(document.text()))
}
