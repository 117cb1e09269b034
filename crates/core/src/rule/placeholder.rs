//! Recognizes placeholders, which another tool replaces before the task definition is registered.

use crate::text::Value;

/// Whether a text contains a placeholder: `${VAR}`, `{{ name }}`, `<NAME>`, `%NAME%`.
///
/// ECS allows none of these characters in the names and values that the rules compare.
pub(crate) fn is_placeholder(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'$' | b'{' | b'<' | b'%'))
}

/// Whether a value is a string that contains a placeholder.
pub(crate) fn is_placeholder_value(value: &Value<'_>) -> bool {
    value.as_str().is_some_and(is_placeholder)
}
