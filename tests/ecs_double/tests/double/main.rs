//! The double, over plain connections.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod client;
mod faults;
mod rollouts;
mod services;
mod task_definitions;
mod ui;
