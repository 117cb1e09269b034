//! wip
pub use outrigger_core::*;
#[cfg(feature = "json")]
pub use outrigger_json as json;
