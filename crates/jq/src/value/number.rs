//! [`Number`]: a number, and its text.

use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

use crate::limits::budget;

/// A number.
#[derive(Clone)]
pub(crate) enum Number {
    /// A calculated number, or one whose text is the text of the float.
    Float(f64),
    /// A number with its text: a JSON number by RFC 8259.
    Text(Rc<str>),
    /// A number with its text, if it is short, as most are.
    Short(Short),
}

/// A short text, without an allocation.
#[derive(Clone, Copy)]
pub(crate) struct Short {
    length: u8,
    bytes: [u8; SHORT],
}

/// As many bytes as fit into the size of a value.
const SHORT: usize = 21;

impl Short {
    fn new(text: &str) -> Option<Self> {
        let mut bytes = [0; SHORT];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self { length: u8::try_from(text.len()).ok()?, bytes })
    }

    fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.length)).unwrap_or_default();
        str::from_utf8(bytes).unwrap_or_default()
    }
}

impl Number {
    /// The number that a JSON text means.
    pub(crate) fn read(text: &str) -> Self {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_plain = digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit()) && text != "-0";
        match is_plain.then(|| text.parse::<i64>()) {
            Some(Ok(integer)) => Self::Float(integer as f64),
            Some(Err(_)) | None => Self::of_text(text),
        }
    }

    fn of_text(text: &str) -> Self {
        Short::new(text).map_or_else(
            || {
                budget::spend_memory(text.len());
                Self::Text(Rc::from(text))
            },
            Self::Short,
        )
    }

    /// About the length of its text, in bytes.
    pub(crate) fn length(&self) -> usize {
        self.as_text().map_or(0, str::len)
    }

    /// Its text, if it was not calculated.
    fn as_text(&self) -> Option<&str> {
        match self {
            Self::Float(_) => None,
            Self::Text(text) => Some(text),
            Self::Short(text) => Some(text.as_str()),
        }
    }

    /// The nearest float. It is infinite if the number is beyond the range of floats.
    pub(crate) fn value(&self) -> f64 {
        match self {
            Self::Float(float) => *float,
            Self::Text(text) => {
                budget::spend_bytes(text.len());
                text.parse().unwrap_or(f64::NAN)
            }
            Self::Short(text) => text.as_str().parse().unwrap_or(f64::NAN),
        }
    }

    pub(crate) fn negated(&self) -> Self {
        self.with_text(
            |text| text.strip_prefix('-').map_or_else(|| format!("-{text}"), str::to_string),
            |float| 0.0 - float,
        )
    }

    pub(crate) fn abs(&self) -> Self {
        self.with_text(
            |text| text.trim_start_matches('-').to_string(),
            |float| if float < 0.0 { -float } else { float },
        )
    }

    fn with_text(&self, text: impl Fn(&str) -> String, float: impl Fn(f64) -> f64) -> Self {
        match self.as_text() {
            Some(written) if self.value() != 0.0 => Self::of_text(&text(written)),
            Some(_) => Self::Float(float(0.0)),
            None => Self::Float(float(self.value())),
        }
    }

    /// Compares exactly, even if two texts have more digits than floats. NaN is less than all other numbers.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        if let (Self::Float(left), Self::Float(right)) = (self, other) {
            return left.partial_cmp(right).unwrap_or(if left.is_nan() { Ordering::Less } else { Ordering::Greater });
        }
        let (left, right) = (self.value(), other.value());
        match left.partial_cmp(&right) {
            Some(Ordering::Equal) => {}
            Some(unequal) => return unequal,
            None => return if left.is_nan() { Ordering::Less } else { Ordering::Greater },
        }
        match (self.as_text(), other.as_text()) {
            (Some(left), Some(right)) if left == right => Ordering::Equal,
            (Some(left), Some(right)) => {
                budget::spend_bytes(left.len() + right.len());
                Decimal::read(left).compare(&Decimal::read(right))
            }
            // A calculated number has no more digits to compare.
            (None, _) | (_, None) => Ordering::Equal,
        }
    }
}

/// Its text, or the shortest text that means the float.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Short(text) => f.write_str(text.as_str()),
            Self::Float(float) if float.is_nan() => f.write_str("null"),
            Self::Float(float) => write_float(f, float.clamp(f64::MIN, f64::MAX)),
        }
    }
}

/// Writes in the form of the C library's `%.17g`, but with the fewest digits that mean the same float.
fn write_float(f: &mut fmt::Formatter<'_>, float: f64) -> fmt::Result {
    if float.abs() < 1e15 && float.fract() == 0.0 {
        let sign = if float.is_sign_negative() && float == 0.0 { "-" } else { "" };
        return write!(f, "{sign}{}", float as i64);
    }
    let scientific = format!("{:e}", float.abs());
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return f.write_str(&scientific) };
    let digits = mantissa.replace('.', "");
    let exponent: i32 = exponent.parse().map_err(|_| fmt::Error)?;
    if float < 0.0 {
        f.write_str("-")?;
    }
    let (count, point) = (digits.len() as i32, exponent + 1);
    if point <= -4 || point > count + 15 {
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let sign = if exponent < 0 { '-' } else { '+' };
        write!(f, "{first}{dot}{rest}e{sign}{:02}", exponent.abs())
    } else if point <= 0 {
        write!(f, "0.{}{digits}", "0".repeat(point.unsigned_abs() as usize))
    } else if point >= count {
        write!(f, "{digits}{}", "0".repeat((point - count) as usize))
    } else {
        let (whole, fraction) = digits.split_at(point as usize);
        write!(f, "{whole}.{fraction}")
    }
}

/// A JSON number as `0.DIGITS * 10^exponent`, without zeros around the digits.
struct Decimal<'t> {
    is_negative: bool,
    whole: &'t str,
    fraction: &'t str,
    exponent: i64,
}

impl<'t> Decimal<'t> {
    fn read(text: &'t str) -> Self {
        let is_negative = text.starts_with('-');
        let text = text.trim_start_matches('-');
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let exponent: i64 = exponent
            .trim_start_matches('+')
            .parse()
            .unwrap_or_else(|_| if exponent.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 });
        Self { is_negative, whole, fraction, exponent }
    }

    /// The digits from the first that is not zero to the last, and the power of ten of the first.
    fn digits(&self) -> (Vec<u8>, i64) {
        let mut digits: Vec<u8> = self.whole.bytes().chain(self.fraction.bytes()).collect();
        let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
        digits.drain(..zeros);
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        (digits, self.exponent + self.whole.len() as i64 - zeros as i64)
    }

    fn compare(&self, other: &Self) -> Ordering {
        let ((left, left_power), (right, right_power)) = (self.digits(), other.digits());
        let is_negative = |decimal: &Self, digits: &[u8]| decimal.is_negative && !digits.is_empty();
        let magnitude = || match (left.is_empty(), right.is_empty()) {
            (false, false) => left_power.cmp(&right_power).then_with(|| left.cmp(&right)),
            (is_left_zero, is_right_zero) => is_right_zero.cmp(&is_left_zero),
        };
        match (is_negative(self, &left), is_negative(other, &right)) {
            (false, false) => magnitude(),
            (true, true) => magnitude().reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_as_text() {
        #[track_caller]
        fn check(float: f64, text: &str) {
            assert_eq!(Number::Float(float).to_string(), text);
        }
        check(0.0, "0");
        check(-0.0, "-0");
        check(4.0 / 2.0, "2");
        check(1.1, "1.1");
        check(-0.5, "-0.5");
        check(0.0001, "0.0001");
        check(0.00001, "1e-05");
        check(1e15, "1000000000000000");
        check(1e16, "1e+16");
        check(1_234_567_890e12, "1234567890000000000000");
        check(1.5e300, "1.5e+300");
        check(13_911_860_366_432_393.0, "13911860366432392");
        check(f64::INFINITY, "1.7976931348623157e+308");
        check(f64::NAN, "null");
    }

    #[test]
    fn a_short_text_makes_no_value_larger() {
        assert_eq!((size_of::<Number>(), size_of::<crate::value::Value>()), (24, 24));
        for length in [SHORT, SHORT + 1] {
            let text = format!("1.{}", "0".repeat(length - 2));
            assert_eq!(matches!(Number::read(&text), Number::Short(_)), length == SHORT);
            assert_eq!(Number::read(&text).to_string(), text);
        }
    }

    #[test]
    fn texts_stay() {
        for text in ["1.10", "1e400", "123456789012345678901234567890", "-0", "1E+2", "8080", "-17"] {
            assert_eq!(Number::read(text).to_string(), text);
        }
        assert_eq!(Number::read("1.10").negated().to_string(), "-1.10");
        assert_eq!(Number::read("-1e400").abs().to_string(), "1e400");
    }

    #[test]
    fn order() {
        #[track_caller]
        fn check(left: &str, order: Ordering, right: &str) {
            assert_eq!(Number::read(left).compare(&Number::read(right)), order);
            assert_eq!(Number::read(right).compare(&Number::read(left)), order.reverse());
        }
        check("1", Ordering::Equal, "1.000");
        check("100e-2", Ordering::Equal, "0.0001e4");
        check("0", Ordering::Equal, "-0.0");
        check("-1", Ordering::Less, "0");
        check("13911860366432393", Ordering::Greater, "13911860366432392");
        check("5E500000000", Ordering::Greater, "5E-5000000000");
        check("1e400", Ordering::Less, "1e401");
        check("-1e400", Ordering::Greater, "-1e401");
    }
}
