//! The program, end to end: what is typed, what stands in the files, and what comes out.

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
