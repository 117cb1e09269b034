//! The program, end to end: arguments and files in, results and messages out.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod folder;

mod conflict;
mod emit;
mod help;
mod hostile;
mod in_place;
mod inject;
mod lines;
mod lint;
mod masking;
mod output;
mod progress;
mod refusal;
mod report;
mod resize;
mod sidecars;
#[cfg(feature = "terraform")]
mod terraform;
#[cfg(all(unix, feature = "terraform"))]
mod terraform_references;
mod usage;
