//! What a run reads and reports: inputs, the environment, and messages.

mod input_reader;
mod inputs;
mod message;
mod run_context;
mod source_buffer;

pub use inputs::{Form, Inputs, Source};
pub(crate) use message::Message;
pub(crate) use run_context::RunContext;
