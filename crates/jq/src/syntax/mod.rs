//! jq's syntax: from a program's text to terms, and the definitions that come with the crate.

mod compile_error;
mod module_file;
mod parse;
mod prelude;
mod surrogates;
mod tokens;

pub(crate) use compile_error::CompileError;
pub(crate) use module_file::{Import, find_module, module_metadata, read_file, read_module};
pub(crate) use parse::{parse_definitions, parse_program};
pub(crate) use prelude::{find as find_in_prelude, names as prelude_names, text as prelude_text};
pub(crate) use surrogates::with_surrogates_joined;
pub(crate) use tokens::{offset, tokens};
