//! [`Json`]: a JSON value that keeps its text.

use serde::de::IgnoredAny;
use serde_json::Value;

/// A JSON value with its text: white space, the text of numbers and strings, the order of members, unknown members.
///
/// Changed values are written compactly; all others keep their text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`, a truth value, a number or a string: its text.
    Scalar(String),
    /// An array, and its text while nothing in it has changed.
    Array(Vec<Json>, Option<String>),
    /// An object: decoded names and values, and its text while nothing in it has changed.
    Object(Vec<(String, Json)>, Option<String>),
}

impl Json {
    /// Reads a text.
    ///
    /// # Errors
    ///
    /// The text is not valid JSON: the message of serde_json.
    pub fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str::<IgnoredAny>(text).map_err(|error| error.to_string())?;
        let mut reader = Reader { text, at: 0 };
        reader.space();
        Ok(reader.value())
    }

    /// A string.
    pub fn string(text: &str) -> Self {
        Self::Scalar(Value::from(text).to_string())
    }

    /// The text.
    pub fn text(&self) -> String {
        match self {
            Self::Scalar(text) | Self::Array(_, Some(text)) | Self::Object(_, Some(text)) => text.clone(),
            Self::Array(elements, None) => {
                let elements: Vec<_> = elements.iter().map(Self::text).collect();
                format!("[{}]", elements.join(","))
            }
            Self::Object(members, None) => {
                let member =
                    |(name, value): &(String, Self)| format!("{}:{}", Value::from(name.as_str()), value.text());
                let members: Vec<_> = members.iter().map(member).collect();
                format!("{{{}}}", members.join(","))
            }
        }
    }

    /// The same as a tree of serde_json, for comparisons: numbers may lose digits there.
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.text()).unwrap_or(Value::Null)
    }

    /// The member of that name: the last one, if there are two.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.members().iter().rev().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The string in the member of that name.
    pub fn get_str(&self, name: &str) -> Option<String> {
        self.get(name)?.str()
    }

    /// The elements of the array in the member of that name; empty if there is no such array.
    pub fn list(&self, name: &str) -> &[Self] {
        self.get(name).map_or(&[], Self::elements)
    }

    /// The members of an object; none for any other value.
    pub fn members(&self) -> &[(String, Self)] {
        if let Self::Object(members, _) = self { members } else { &[] }
    }

    /// The elements of an array; none for any other value.
    pub fn elements(&self) -> &[Self] {
        if let Self::Array(elements, _) = self { elements } else { &[] }
    }

    /// The elements of an array, to be changed.
    pub(crate) fn elements_mut(&mut self) -> &mut [Self] {
        let Self::Array(elements, text) = self else { return &mut [] };
        *text = None;
        elements
    }

    /// The member of that name, to be changed.
    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Self> {
        let Self::Object(members, text) = self else { return None };
        let (_, value) = members.iter_mut().rev().find(|(known, _)| known == name)?;
        *text = None;
        Some(value)
    }

    /// Sets a member, at its place or at the end.
    pub fn set(&mut self, name: &str, value: impl Into<Self>) {
        let Self::Object(members, text) = self else { return };
        *text = None;
        match members.iter_mut().rev().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value.into(),
            None => members.push((name.to_string(), value.into())),
        }
    }

    /// Sets a member if it is absent.
    pub(crate) fn fill(&mut self, name: &str, value: impl Into<Self>) {
        if self.get(name).is_none() {
            self.set(name, value);
        }
    }

    /// Removes a member.
    pub fn remove(&mut self, name: &str) -> Option<Self> {
        self.get(name)?;
        let Self::Object(members, text) = self else { return None };
        *text = None;
        let index = members.iter().rposition(|(known, _)| known == name)?;
        Some(members.remove(index).1)
    }

    /// The string, decoded.
    pub fn str(&self) -> Option<String> {
        let Self::Scalar(text) = self else { return None };
        serde_json::from_str(text).ok()
    }

    /// The number, if it is a whole one.
    pub fn int(&self) -> Option<i64> {
        let Self::Scalar(text) = self else { return None };
        text.parse().ok()
    }

    /// The truth value.
    pub fn bool(&self) -> Option<bool> {
        let Self::Scalar(text) = self else { return None };
        text.parse().ok()
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Scalar(text) if text == "null")
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        let mut reader = Reader { text: &value.to_string(), at: 0 };
        reader.value()
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::string(text)
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Self::Scalar(number.to_string())
    }
}

impl From<bool> for Json {
    fn from(truth: bool) -> Self {
        Self::Scalar(truth.to_string())
    }
}

impl From<Vec<Self>> for Json {
    fn from(elements: Vec<Self>) -> Self {
        Self::Array(elements, None)
    }
}

/// Reads text that is valid JSON.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn byte(&self) -> u8 {
        self.text.as_bytes()[self.at]
    }

    fn space(&mut self) {
        while self.at < self.text.len() && self.byte().is_ascii_whitespace() {
            self.at += 1;
        }
    }

    /// Whether this bracket, comma or colon comes next; then it is read.
    fn takes(&mut self, mark: u8) -> bool {
        self.space();
        let is_next = self.byte() == mark;
        self.at += usize::from(is_next);
        self.space();
        is_next
    }

    fn scalar(&mut self) -> &str {
        let start = self.at;
        let is_string = self.byte() == b'"';
        self.at += 1;
        while self.at < self.text.len() {
            match self.byte() {
                b'"' if is_string => {
                    self.at += 1;
                    break;
                }
                b'\\' if is_string => self.at += 2,
                b',' | b']' | b'}' if !is_string => break,
                byte if !is_string && byte.is_ascii_whitespace() => break,
                _ => self.at += 1,
            }
        }
        &self.text[start..self.at]
    }

    fn value(&mut self) -> Json {
        let start = self.at;
        match self.byte() {
            b'[' => {
                self.takes(b'[');
                let mut elements = Vec::new();
                while self.byte() != b']' {
                    elements.push(self.value());
                    self.takes(b',');
                }
                self.at += 1;
                Json::Array(elements, Some(self.text[start..self.at].to_string()))
            }
            b'{' => {
                self.takes(b'{');
                let mut members = Vec::new();
                while self.byte() != b'}' {
                    let name = self.scalar().to_string();
                    self.takes(b':');
                    // Half of a surrogate pair cannot be decoded: such a name keeps its escapes.
                    members.push((serde_json::from_str(&name).unwrap_or(name), self.value()));
                    self.takes(b',');
                }
                self.at += 1;
                Json::Object(members, Some(self.text[start..self.at].to_string()))
            }
            _ => Json::Scalar(self.scalar().to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unchanged_values_keep_their_text() {
        let text = r#"{ "a" : [1.50, -0, 12345678901234567890123] , "b\u0041" : "\u003c\/" , "c" : { } , "d":[ ]}"#;
        let mut json = Json::parse(text).unwrap();
        assert_eq!(json.text(), text);
        json.set("e", true);
        assert_eq!(
            json.text(),
            r#"{"a":[1.50, -0, 12345678901234567890123],"bA":"\u003c\/","c":{ },"d":[ ],"e":true}"#
        );
        assert_eq!(json.remove("a").map(|a| a.elements().len()), Some(3));
        assert_eq!(json.get_str("bA").as_deref(), Some("</"));
        assert!(Json::parse("{\"a\":1,}").is_err());
    }
}
