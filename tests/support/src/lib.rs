//! What the tests of several crates share: programs that others wrote, which this project is held against.
//!
//! They come pinned from their registries into the target folder. Where one cannot be had, the test says `SKIPPED`.
//!
//! - [`python`]: a Python with packages; [`installed`] for anything else.
//! - [`Aws`]: the AWS command line.
//! - [`Moto`]: a server that plays Amazon Web Services.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod aws;
mod moto;
mod python;

use std::io::Write;

pub use aws::Aws;
pub use moto::Moto;
pub use python::{installed, isolated, python, succeed};

/// A test that was not made must not look like one that passed: this is shown though the test passes, which what is
/// printed by `eprintln!` is not.
pub fn skip(what: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}");
}
