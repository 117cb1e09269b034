//! [`Value`]: a JSON value that keeps what JSON text says.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::text::{Document, Error, ErrorKind, Node, next_special};

/// A JSON value with the order of its members and the text of its numbers.
///
/// `serde_json::Value` keeps either only when a cargo feature says so, and a feature turned on here would change how the
/// host program reads JSON; so facts, sidecars and plans hold this type instead.
///
/// ```
/// use outrigger_core::Value;
///
/// let value = Value::parse(r#"{"name": "api", "cpu": 1.10, "big": 1e400}"#)?;
/// assert_eq!(value.get("name").and_then(Value::as_str), Some("api"));
/// assert_eq!(value.to_string(), r#"{"name":"api","cpu":1.10,"big":1e400}"#);
/// # Ok::<(), outrigger_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written: a JSON number by RFC 8259.
    Number(Cow<'a, str>),
    /// A string, decoded.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Value<'a>>),
    /// An object: its members in the order they were written, duplicates included.
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

impl Value<'static> {
    /// Reads one JSON text.
    ///
    /// # Errors
    ///
    /// What is not strict RFC 8259 (`{"a": 1,}`), is nested deeper than [`DEPTH_LIMIT`](crate::DEPTH_LIMIT), or holds a
    /// string with half a surrogate pair (`"\ud800"`), which no Rust string can hold.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let document = Document::scan(text)?;
        let value = document.root().to_value();
        value.map(Value::into_owned).ok_or_else(|| Error::lone_surrogate(&document))
    }
}

impl FromStr for Value<'static> {
    type Err = Error;

    /// As [`Value::parse`].
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// Keeps the order of members that `serde_json` has, and borrows the texts.
impl<'a> From<&'a serde_json::Value> for Value<'a> {
    fn from(value: &'a serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(truth) => Self::Bool(*truth),
            serde_json::Value::Number(number) => Self::Number(Cow::Owned(number.to_string())),
            serde_json::Value::String(text) => Self::String(Cow::Borrowed(text)),
            serde_json::Value::Array(elements) => Self::Array(elements.iter().map(Self::from).collect()),
            serde_json::Value::Object(members) => {
                Self::object(members.iter().map(|(name, value)| (name.as_str(), Self::from(value))))
            }
        }
    }
}

/// Of members with the same name keeps the last, and numbers as `serde_json` reads them.
///
/// Fails for a number that `serde_json` cannot hold: `1e400`, unless the host program turned `arbitrary_precision` on.
impl TryFrom<&Value<'_>> for serde_json::Value {
    type Error = Error;

    fn try_from(value: &Value<'_>) -> Result<Self, Error> {
        Ok(match value {
            Value::Null => Self::Null,
            Value::Bool(truth) => Self::Bool(*truth),
            Value::Number(text) => {
                Self::Number(serde_json::from_str(text).map_err(|_| {
                    Error::new(ErrorKind::Change, format!("serde_json cannot hold the number `{text}`"))
                })?)
            }
            Value::String(text) => Self::String(text.to_string()),
            Value::Array(elements) => Self::Array(elements.iter().map(Self::try_from).collect::<Result<_, _>>()?),
            Value::Object(members) => {
                let members = members.iter().map(|(name, value)| Ok((name.to_string(), Self::try_from(value)?)));
                Self::Object(members.collect::<Result<_, Error>>()?)
            }
        })
    }
}

impl<'a> From<Value<'a>> for Cow<'a, Value<'a>> {
    fn from(value: Value<'a>) -> Self {
        Cow::Owned(value)
    }
}

impl<'a> Value<'a> {
    /// A string.
    pub fn string(text: impl Into<Cow<'a, str>>) -> Self {
        Self::String(text.into())
    }

    /// An object of these members, in this order.
    pub fn object<K: Into<Cow<'a, str>>>(members: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Object(members.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// The member of that name; the last one if there are several, as JSON readers agree.
    pub fn get(&self, member: &str) -> Option<&Value<'a>> {
        self.members().iter().rev().find(|(key, _)| key == member).map(|(_, value)| value)
    }

    /// The members of an object; none for any other value.
    pub fn members(&self) -> &[(Cow<'a, str>, Value<'a>)] {
        if let Self::Object(members) = self { members } else { &[] }
    }

    /// The elements of an array; none for any other value.
    pub fn elements(&self) -> &[Value<'a>] {
        if let Self::Array(elements) = self { elements } else { &[] }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// Whether this is an array or an object.
    pub fn is_composite(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Object(_))
    }

    /// The length of this value as compact JSON, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.len_by(string_len)
    }

    /// The same, with this for the length of a text as a JSON string.
    pub(crate) fn len_by(&self, string_len: fn(&str) -> usize) -> usize {
        // Between n elements or members are n - 1 commas, and around them two brackets.
        let entries = |count: usize, sum: usize| sum + count.saturating_sub(1) + 2;
        match self {
            Self::Null => "null".len(),
            Self::Bool(truth) => if *truth { "true" } else { "false" }.len(),
            Self::Number(text) => text.len(),
            Self::String(text) => string_len(text),
            Self::Array(elements) => {
                entries(elements.len(), elements.iter().map(|element| element.len_by(string_len)).sum())
            }
            Self::Object(members) => {
                let member =
                    |(name, value): &(Cow<'_, str>, Value<'_>)| string_len(name) + 1 + value.len_by(string_len);
                entries(members.len(), members.iter().map(member).sum())
            }
        }
    }

    /// Writes this value as compact JSON.
    pub(crate) fn write(&self, out: &mut impl fmt::Write) -> fmt::Result {
        match self {
            Self::Null => out.write_str("null"),
            Self::Bool(truth) => out.write_str(if *truth { "true" } else { "false" }),
            Self::Number(text) => out.write_str(text),
            Self::String(text) => write_string(out, text),
            Self::Array(elements) => {
                out.write_char('[')?;
                for (index, element) in elements.iter().enumerate() {
                    out.write_str(if index == 0 { "" } else { "," })?;
                    element.write(out)?;
                }
                out.write_char(']')
            }
            Self::Object(members) => {
                out.write_char('{')?;
                for (index, (key, value)) in members.iter().enumerate() {
                    out.write_str(if index == 0 { "" } else { "," })?;
                    write_string(out, key)?;
                    out.write_char(':')?;
                    value.write(out)?;
                }
                out.write_char('}')
            }
        }
    }

    /// The same value, borrowing its texts from this one.
    pub(crate) fn borrowed(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(truth) => Value::Bool(*truth),
            Self::Number(text) => Value::Number(Cow::Borrowed(text)),
            Self::String(text) => Value::String(Cow::Borrowed(text)),
            Self::Array(elements) => Value::Array(elements.iter().map(Value::borrowed).collect()),
            Self::Object(members) => {
                Value::Object(members.iter().map(|(key, value)| (Cow::Borrowed(&**key), value.borrowed())).collect())
            }
        }
    }

    /// The same value, borrowing nothing.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(truth) => Value::Bool(truth),
            Self::Number(text) => Value::Number(Cow::Owned(text.into_owned())),
            Self::String(text) => Value::String(Cow::Owned(text.into_owned())),
            Self::Array(elements) => Value::Array(elements.into_iter().map(Value::into_owned).collect()),
            Self::Object(members) => Value::Object(
                members.into_iter().map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_owned())).collect(),
            ),
        }
    }
}

/// Compact JSON.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

/// Writes a JSON string, quotes included, escaping only what RFC 8259 says must be.
///
/// # Errors
///
/// Those of `out`.
pub fn write_string(out: &mut impl fmt::Write, text: &str) -> fmt::Result {
    out.write_char('"')?;
    let mut rest = text;
    let mut at = next_special(rest.as_bytes(), 0);
    while at < rest.len() {
        let (plain, special) = rest.split_at(at);
        out.write_str(plain)?;
        let escape = match special.as_bytes()[0] {
            // After a backslash these mean themselves, so they are written with the text after them.
            b'"' | b'\\' => {
                out.write_char('\\')?;
                rest = special;
                at = next_special(rest.as_bytes(), 1);
                continue;
            }
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            control => {
                write!(out, "\\u{control:04x}")?;
                ""
            }
        };
        out.write_str(escape)?;
        rest = &special[1..];
        at = next_special(rest.as_bytes(), 0);
    }
    out.write_str(rest)?;
    out.write_char('"')
}

/// The length of a text as a JSON string, quotes included.
pub(crate) fn string_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    let length = bytes.len() + 2;
    let Some(rest) = bytes.get(next_special(bytes, 0)..).filter(|rest| !rest.is_empty()) else { return length };
    // Where there is one, others follow: JSON in a string, or lines.
    let escaped = count(rest, |byte| byte < b' ' || byte == b'"' || byte == b'\\');
    let long = count(rest, |byte| byte < b' ' && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x08 | 0x0c));
    length + escaped + long * (r"\u0000".len() - r"\n".len())
}

/// How many bytes there are of a kind.
fn count(bytes: &[u8], is_meant: impl Fn(u8) -> bool) -> usize {
    // As long as a sum fits into a byte, a processor adds many of them at once.
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u8::from(is_meant(*byte))).sum::<u8>();
    bytes.chunks(u8::MAX.into()).map(|bytes| usize::from(sum(bytes))).sum()
}

/// What the length of a text as a JSON string is at most: each of its bytes may need an escape.
pub(crate) fn string_len_at_most(text: &str) -> usize {
    text.len() * r"\u0000".len() + 2
}

/// Numbers that neither an integer nor a double holds as written (`1e400`, 30 digits) are serialized as strings:
/// serde's data model has no other place for them.
impl serde::Serialize for Value<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Number(text) => {
                if let Ok(integer) = text.parse::<i64>() {
                    serializer.serialize_i64(integer)
                } else if let Ok(integer) = text.parse::<u64>() {
                    serializer.serialize_u64(integer)
                } else {
                    match text.parse::<f64>() {
                        Ok(double) if double.is_finite() && text.contains(['.', 'e', 'E']) => {
                            serializer.serialize_f64(double)
                        }
                        _ => serializer.serialize_str(text),
                    }
                }
            }
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(elements) => serializer.collect_seq(elements),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(key, value)| (key, value))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, compact: &str) {
        assert_eq!(Value::parse(text).unwrap().to_string(), compact);
    }

    #[test]
    fn to_and_from_serde_json() {
        let value: Value<'_> = r#"{"a": [null, true, "x", 12, -0.5], "b": {}}"#.parse().unwrap();
        let other = serde_json::json!({"a": [null, true, "x", 12, -0.5], "b": {}});
        assert_eq!(serde_json::Value::try_from(&value), Ok(other.clone()));
        assert_eq!(Value::from(&other), value);
        let twice = Value::parse(r#"{"a": 1, "a": 2}"#).unwrap();
        assert_eq!(serde_json::Value::try_from(&twice), Ok(serde_json::json!({"a": 2})));
    }

    #[test]
    fn text_survives_but_for_white_space_and_optional_escapes() {
        check(" { \"a\" : [ 1.10 , -0 , 1e400 ] } ", r#"{"a":[1.10,-0,1e400]}"#);
        check(r#"{"b":1,"a":2,"b":3}"#, r#"{"b":1,"a":2,"b":3}"#);
        check(r#""\u0041\/\ud83d\ude00\n\u0001""#, "\"A/😀\\n\\u0001\"");
        check("[[],{}]", "[[],{}]");
    }

    #[test]
    fn lengths() {
        let texts = [
            "",
            "plain",
            "\"\\\n\r\t\u{8}\u{c}\u{1}\u{1f}",
            "é😀 \u{7f}",
            "a longer text with \"quotes\" and\nlines in it",
        ];
        for text in texts {
            let value = Value::object([(text, Value::Array(vec![Value::string(text), Value::Null]))]);
            assert_eq!(value.len(), value.to_string().len(), "{text:?}");
        }
    }

    #[test]
    fn the_last_duplicate_wins() {
        let value = Value::parse(r#"{"a":1,"a":2}"#).unwrap();
        assert_eq!(value.get("a").unwrap().to_string(), "2");
    }

    #[test]
    fn half_a_surrogate_pair_is_refused() {
        assert_eq!(
            Value::parse(r#"{"a": "\ud800"}"#).unwrap_err().to_string(),
            "the string has half of a surrogate pair, which is not a character"
        );
    }
}
