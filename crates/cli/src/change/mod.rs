//! Changes documents: what `inject` and `remove` do with the task definitions of a request.

mod batch;
mod document;
mod new_text;
#[cfg(feature = "terraform")]
mod referenced_files;
mod request;
mod run;
#[cfg(feature = "terraform")]
mod terraform;
mod worker;

pub(crate) use request::{Change, Request, Target};
pub(crate) use run::run;
#[cfg(feature = "terraform")]
pub(crate) use terraform::{is_terraform_file, named_files, refusal_at};
