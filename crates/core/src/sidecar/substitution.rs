//! Substitutes the parameters of a sidecar: `${parameter}` in strings.

use std::borrow::Cow;

use crate::sidecar::Parameter;
use crate::text::Value;

/// A part of a string with parameters.
pub(crate) enum Piece<'t> {
    /// Literal text.
    Text(&'t str),
    /// The name of a parameter.
    Parameter(&'t str),
}

/// Splits a string at its parameters. `$${` means a literal `${`.
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

/// Where a string is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It is the value of a member.
    Member,
    /// It is an element of an array.
    Element,
}

/// The values to substitute for parameters.
pub(crate) struct Substitution<'p> {
    pub(crate) values: &'p [(&'p Parameter, &'p str)],
}

impl Substitution<'_> {
    /// The value with its parameters substituted. `None` if it is left out: see [`Template::sidecar`](super::Template::sidecar).
    pub(crate) fn value(&self, value: &Value<'static>) -> Option<Value<'static>> {
        Some(match value {
            Value::String(text) => return self.string(text, Place::Member),
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
            return self.string(text, Place::Element);
        }
        self.value(element).filter(|substituted| substituted.members().len() == element.members().len())
    }

    fn string(&self, text: &str, place: Place) -> Option<Value<'static>> {
        if !text.contains("${") {
            return Some(Value::string(text.to_string()));
        }
        let mut result = String::with_capacity(text.len());
        let mut integer = None;
        let mut count = 0;
        for piece in pieces(text) {
            count += 1;
            match piece {
                Piece::Text(literal) => result += literal,
                Piece::Parameter(name) => {
                    let (parameter, value) = self.values.iter().find(|(parameter, _)| parameter.name == name)?;
                    if value.is_empty() && place == Place::Element {
                        return None;
                    }
                    integer = parameter.is_integer.then_some(*value);
                    result += value;
                }
            }
        }
        match (count, integer) {
            (1, _) if result.is_empty() => None,
            // Written anew, because `007` and `+7` are not valid JSON.
            (1, Some(number)) => Some(match number.parse::<i32>() {
                Ok(number) => Value::Number(Cow::Owned(number.to_string())),
                Err(_) => Value::string(result),
            }),
            _ => Some(Value::string(result)),
        }
    }
}
