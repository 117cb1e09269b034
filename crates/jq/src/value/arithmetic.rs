//! `+`, `-`, `*`, `/`, `%` and negation.

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use super::{
    Number, OVERHEAD, Result, TooDeep, Value, equal, error, list_mut, map_mut, merge, reserve_values, wrong,
    wrong_together,
};
use crate::limits::budget;

/// The longest string that a repetition may make, in bytes.
const LONGEST: usize = 0x1fff_ffff;

impl Add for Value {
    type Output = Result;

    fn add(self, other: Self) -> Result {
        Ok(match (self, other) {
            (Self::Null, value) | (value, Self::Null) => value,
            (Self::Number(left), Self::Number(right)) => Self::number(left.value() + right.value()),
            (Self::String(left), Self::String(right)) if right.is_empty() => Self::String(left),
            (Self::String(left), Self::String(right)) => {
                budget::reserve(left.len() + right.len())?;
                Self::String([&*left, &*right].concat().into())
            }
            (Self::Array(mut left), Self::Array(right)) => {
                reserve_values(right.len())?;
                list_mut(&mut left)?.extend(right.iter().cloned());
                Self::Array(left)
            }
            (Self::Object(mut left), Self::Object(right)) => {
                budget::reserve(right.len() * 2 * size_of::<Self>())?;
                let merged = map_mut(&mut left)?;
                right.iter().for_each(|(key, value)| merged.insert(key.clone(), value.clone()));
                Self::Object(left)
            }
            (left, right) => return Err(wrong_together(&left, &right, "cannot be added")),
        })
    }
}

impl Sub for Value {
    type Output = Result;

    fn sub(self, other: Self) -> Result {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => Ok(Self::number(left.value() - right.value())),
            (Self::Array(left), Self::Array(right)) => {
                let mut stay = Vec::new();
                for value in left.iter() {
                    let mut is_gone = false;
                    for other in right.iter() {
                        budget::charge_bytes(budget::COMPARISON)?;
                        is_gone = is_gone || equal(value, other).map_err(|deep| deep.of("Equality check"))?;
                    }
                    if !is_gone {
                        stay.push(value.clone());
                    }
                }
                Ok(Self::array(stay))
            }
            (left, right) => Err(wrong_together(&left, &right, "cannot be subtracted")),
        }
    }
}

impl Mul for Value {
    type Output = Result;

    fn mul(self, other: Self) -> Result {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => Ok(Self::number(left.value() * right.value())),
            (Self::String(text), Self::Number(count)) | (Self::Number(count), Self::String(text)) => {
                repeat(&text, count.value())
            }
            (Self::Object(left), Self::Object(right)) => {
                merge(left, &right).map(Self::Object).map_err(|deep: TooDeep| deep.of("Object merge"))
            }
            (left, right) => Err(wrong_together(&left, &right, "cannot be multiplied")),
        }
    }
}

/// Repeats a text. The count is rounded down. The result is `null` if it is negative.
fn repeat(text: &str, count: f64) -> Result {
    if count.is_nan() || count < 0.0 {
        return Ok(Value::Null);
    }
    let length = (count as usize).saturating_mul(text.len());
    if length > LONGEST {
        return Err(error("Repeat string result too long"));
    }
    budget::reserve(length)?;
    Ok(Value::String(text.repeat(if length == 0 { 0 } else { count as usize }).into()))
}

impl Div for Value {
    type Output = Result;

    fn div(self, other: Self) -> Result {
        match (&self, &other) {
            (Self::Number(_), Self::Number(right)) if right.value() == 0.0 => {
                Err(wrong_together(&self, &other, "cannot be divided because the divisor is zero"))
            }
            (Self::Number(left), Self::Number(right)) => Ok(Self::number(left.value() / right.value())),
            (Self::String(text), Self::String(separator)) => split(text, separator),
            _ => Err(wrong_together(&self, &other, "cannot be divided")),
        }
    }
}

/// The parts of a text between the separators, or its characters if the separator is empty.
pub(crate) fn split(text: &str, separator: &str) -> Result {
    budget::charge_bytes(text.len())?;
    let part = |part: &str| -> Result {
        budget::reserve(size_of::<Value>() + OVERHEAD + part.len())?;
        Ok(Value::String(part.into()))
    };
    let parts: Result<Vec<Value>> = match (text, separator) {
        ("", _) => Ok(Vec::new()),
        (_, "") => text.chars().map(|character| part(character.encode_utf8(&mut [0; 4]))).collect(),
        _ => text.split(separator).map(part).collect(),
    };
    Ok(Value::counted(parts?))
}

impl Rem for Value {
    type Output = Result;

    fn rem(self, other: Self) -> Result {
        let (Self::Number(left), Self::Number(right)) = (&self, &other) else {
            return Err(wrong_together(&self, &other, "cannot be divided (remainder)"));
        };
        let (left, right) = (left.value(), right.value());
        if left.is_nan() || right.is_nan() {
            return Ok(Self::number(f64::NAN));
        }
        // Rounded toward zero.
        match (left as i64).checked_rem(right as i64) {
            Some(rest) => Ok(Self::number(rest as f64)),
            None if right as i64 == -1 => Ok(Self::number(0.0)),
            None => Err(wrong_together(&self, &other, "cannot be divided (remainder) because the divisor is zero")),
        }
    }
}

impl Neg for Value {
    type Output = Result;

    fn neg(self) -> Result {
        match self {
            Self::Number(number) => Ok(Self::Number(Number::negated(&number))),
            _ => Err(wrong(&self, "cannot be negated")),
        }
    }
}
