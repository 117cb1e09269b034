//! Input and output: files as they are typed, streams of lines, results.

mod buffer;
mod diff;
mod document;
mod emit;
mod in_place;
mod input;
mod line_blocks;
mod output;
mod patched_text;

pub(crate) use diff::{DiffStyle, Layout, Secrets, diff};
pub(crate) use document::{Unread, read_document, read_text};
pub(crate) use emit::{Emit, json_text};
pub(crate) use in_place::{Rewrite, write_in_place};
pub(crate) use input::{Folders, Input, Stream, inputs};
pub(crate) use line_blocks::{BLOCK_SIZE, Line, LineBlock, LineBlocks, unreadable_stream};
#[cfg(feature = "terraform")]
pub(crate) use output::write_file;
pub(crate) use output::{Output, pretty_json, write_stdout};
pub(crate) use patched_text::PatchedText;
