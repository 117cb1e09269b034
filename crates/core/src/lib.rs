//! wip
mod apply;
mod error;
pub mod model;
mod node;
mod op;
mod pointer;
mod position;
mod scan;
mod scan_error;
mod value;
pub use error::Error;
pub use node::{Kind, Node};
pub use op::{Op, WhenEmpty};
pub use pointer::{Pointer, Token};
pub use position::Position;
pub use scan::{Cursor, DEPTH_LIMIT, Document};
pub use value::{Value, write_string};
