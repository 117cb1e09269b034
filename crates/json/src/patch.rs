//! wip
use outrigger_core::{Edit, Value};
/// wip
pub fn json_patch(_edits: &[Edit]) -> Value<'static> {
    Value::Null
}
