//! A jq-compatible filter for task definitions, which can inject and remove sidecars.
//!
//! [`Filter`] goes from text to text. It is jaq's interpreter on a value type of our own, which keeps the order of members
//! and the text of numbers, updates as jq does, and speaks jq's words where something is wrong.
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
//! [`portable_program`] goes the other way: it writes a program that does what an injection does, for any jq.
//!
//! # Limits
//!
//! A filter that somebody else wrote is run under [`Limits`]. The file system and the environment are closed, unless
//! [`Setting`] opens them, and `halt` ends the run, not the process.
//! Each run has a stack of its own, which is deep enough for whatever the limits let through.
//!
//! `docs/jq.md` says where this differs from jq.

#![warn(clippy::print_stdout, clippy::print_stderr)]
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "JSON has its six kinds of values for good, and most filters are about one; the terms of programs are jaq-core's"
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
