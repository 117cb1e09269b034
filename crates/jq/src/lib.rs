//! A jq-compatible filter for task definitions, which can inject and remove sidecars.
//!
//! [`Filter`] goes from text to text. It runs jaq's interpreter on this crate's own value type, which keeps the order of
//! members and the text of numbers, updates as jq does, and reports errors with jq's messages.
//!
//! ```
//! use outrigger_jq::Filter;
//!
//! let filter = Filter::compile(r#"inject("jaeger") | .tags += [{key: "traced", value: "true"}]"#)?;
//! let text = r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#;
//! assert!(filter.run(text)?.ends_with("\"tags\":[{\"key\":\"traced\",\"value\":\"true\"}]}\n"));
//! # Ok::<(), outrigger_jq::Error>(())
//! ```
//!
//! [`portable_program`] writes an injection or a removal as a program that any jq runs.
//!
//! # Limits
//!
//! An untrusted filter runs under [`Limits`]. It has no access to the file system and the environment, unless [`Setting`]
//! gives it, and `halt` ends the run, not the process. Each run has its own stack, which is deep enough for every program
//! that the limits allow.
//!
//! `docs/jq.md` lists the differences from jq.

#![warn(clippy::print_stdout, clippy::print_stderr)]
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "JSON will always have six types of values, and most filters treat only one; the terms of programs are jaq-core's"
)]

mod compile;
mod io;
mod limits;
mod natives;
mod options;
mod portable;
mod run;
mod syntax;
mod value;

pub use io::{Form, Inputs, Source};
pub use limits::Limits;
pub use outrigger_core::Direction;
pub use portable::portable_program;
pub use run::{Ended, Error, Event, Filter, Output, Setting};
pub use value::{Colors, Indent, Style};
