//! Filters: compiled once, run on many inputs, on a stack of their own.

mod deep_stack;
mod error;
mod event;
mod filter;
mod run_filter;
mod setting;

pub use error::Error;
pub use event::{Ended, Event, Output};
pub use filter::Filter;
pub use setting::Setting;
