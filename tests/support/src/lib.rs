//! Helpers that the tests of several crates share.
//!
//! - [`skip`]: reports that a test is skipped, where people see it.
//! - [`python`]: a Python with packages; [`installed`] installs anything else.
//! - [`Aws`]: the AWS command line.
//! - [`Moto`]: a server that imitates Amazon Web Services.
//!
//! The other programs have pinned versions and are installed into the target folder.
//! They are installed only where `OUTRIGGER_COMPARISONS` is set; without it, or where one cannot be installed, the test
//! is skipped.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod aws;
mod moto;
mod python;
mod skip;

pub use aws::Aws;
pub use moto::Moto;
pub use python::{installed, isolated, python, succeed};
pub use skip::skip;
