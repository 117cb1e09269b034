//! Filling the parameters of a sidecar in: `${parameter}` in strings, no logic.

use std::borrow::Cow;

use crate::sidecar::Parameter;
use crate::text::Value;

/// A stretch of a text with parameters.
pub(crate) enum Piece<'t> {
    Text(&'t str),
    Parameter(&'t str),
}

/// Cuts a text at its parameters; `$${` stands for `${`.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(literal) = rest.strip_prefix("$${") {
            rest = literal;
            return Some(Piece::Text("${"));
        }
        if let Some((name, after)) = rest.strip_prefix("${").and_then(|inside| inside.split_once('}')) {
            rest = after;
            return Some(Piece::Parameter(name));
        }
        let next = rest
            .char_indices()
            .skip(1)
            .map(|(at, _)| at)
            .find(|&at| rest[at..].starts_with("${") || rest[at..].starts_with("$${"));
        let (piece, after) = rest.split_at(next.unwrap_or(rest.len()));
        rest = after;
        Some(Piece::Text(piece))
    })
}

/// Parameters with their values, being filled in.
pub(crate) struct Filling<'p> {
    pub(crate) values: &'p [(&'p Parameter, &'p str)],
}

impl Filling<'_> {
    /// The value with its parameters filled in; `None` if it goes.
    pub(crate) fn value(&self, value: &Value<'static>) -> Option<Value<'static>> {
        Some(match value {
            Value::String(text) => return self.text(text, false),
            Value::Array(elements) => {
                Value::Array(elements.iter().filter_map(|element| self.element(element)).collect())
            }
            Value::Object(members) => Value::Object(
                members.iter().filter_map(|(name, value)| Some((name.clone(), self.value(value)?))).collect(),
            ),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        })
    }

    fn element(&self, element: &Value<'static>) -> Option<Value<'static>> {
        if let Value::String(text) = element {
            return self.text(text, true);
        }
        self.value(element).filter(|filled| filled.members().len() == element.members().len())
    }

    fn text(&self, text: &str, in_list: bool) -> Option<Value<'static>> {
        if !text.contains("${") {
            return Some(Value::string(text.to_string()));
        }
        let mut filled = String::with_capacity(text.len());
        let mut integer = None;
        let mut count = 0;
        for piece in pieces(text) {
            count += 1;
            match piece {
                Piece::Text(literal) => filled += literal,
                Piece::Parameter(name) => {
                    let (parameter, value) = self.values.iter().find(|(parameter, _)| parameter.name == name)?;
                    if value.is_empty() && in_list {
                        return None;
                    }
                    integer = parameter.is_integer.then_some(*value);
                    filled += value;
                }
            }
        }
        match (count, integer) {
            (1, _) if filled.is_empty() => None,
            // As JSON writes it: `007` and `+7` are no numbers there.
            (1, Some(number)) => Some(match number.parse::<i32>() {
                Ok(number) => Value::Number(Cow::Owned(number.to_string())),
                Err(_) => Value::string(filled),
            }),
            _ => Some(Value::string(filled)),
        }
    }
}
