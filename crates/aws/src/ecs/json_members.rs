//! Reads members of the JSON answers of AWS.

use outrigger_core::Value;

/// The string in a member.
pub(crate) fn text<'v>(value: &'v Value<'_>, member: &str) -> Option<&'v str> {
    value.get(member)?.as_str()
}

/// The string in a member, or an empty one.
pub(crate) fn text_or_empty(value: &Value<'_>, member: &str) -> String {
    text(value, member).unwrap_or_default().to_string()
}

/// The whole number in a member.
pub(crate) fn number(value: &Value<'_>, member: &str) -> Option<i64> {
    if let Value::Number(text) = value.get(member)? { text.parse().ok() } else { None }
}

/// The elements of the array in a member.
pub(crate) fn list<'v, 'a>(value: &'v Value<'a>, member: &str) -> &'v [Value<'a>] {
    value.get(member).map_or(&[], Value::elements)
}

/// An array of these strings.
pub(crate) fn string_array<T: AsRef<str>>(texts: &[T]) -> Value<'_> {
    Value::Array(texts.iter().map(|text| Value::string(text.as_ref())).collect())
}
