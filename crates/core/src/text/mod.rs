//! JSON text and trees of JSON values: read without loss, found by pointer, changed by splices.

mod document;
mod error;
mod hint;
mod index;
mod node;
mod outline;
mod pointer;
mod position;
mod scanner;
mod splice;
mod string_search;
mod syntax_error;
mod value;

pub use document::{Cursor, Document};
pub use error::{Error, ErrorKind};
pub use hint::Hint;
pub(crate) use index::{Entry, Index, MOST};
pub use node::{Kind, Node};
pub use outline::{Outline, Place};
pub use pointer::{Pointer, Token};
pub use position::Position;
pub use scanner::DEPTH_LIMIT;
pub(crate) use scanner::{scan, scan_first};
pub use splice::Splices;
pub(crate) use string_search::{eight, next_special};
pub(crate) use syntax_error::{Expected, scan_error};
pub use value::{Value, write_string};
pub(crate) use value::{string_len, string_len_at_most};
