//! wip
use outrigger_core::{Edit, Error};
/// wip
pub fn apply_to_value(value: &serde_json::Value, _edits: &[Edit]) -> Result<serde_json::Value, Error> {
    Ok(value.clone())
}
