//! JSON text: read into values, written from values, and kept as text as long as nothing needs the values.

mod excerpt;
mod json_string;
mod read;
mod style;
mod unparsed;
mod value_end;
mod write;

pub(crate) use excerpt::{char_boundary, describe};
pub(super) use excerpt::{excerpt, shortened};
pub(crate) use json_string::unescaped;
pub(crate) use read::{FirstValue, WHITE_SPACE, read, read_next};
pub use style::{Colors, Indent, Style};
pub(crate) use unparsed::{NameCache, TextRetention, Unparsed};
pub(crate) use value_end::ValueEnd;
pub(crate) use write::write;
