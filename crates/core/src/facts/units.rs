//! Reads and writes amounts of CPU and memory as task definitions have them.

use std::borrow::Cow;

use crate::text::Value;

/// Reads CPU or memory, as CPU units or MiB: `"1024"` or `1024`, `"1 vCPU"`, `"0.5 GB"`.
///
/// `None` for anything else, and for a number that does not fit in 32 bits.
pub(crate) fn units(value: &Value<'_>, unit: Unit) -> Option<u32> {
    let text = match value {
        Value::String(text) | Value::Number(text) => text.trim(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    if let Ok(units) = text.parse() {
        return Some(units);
    }
    let at = text.len().checked_sub(unit.name().len())?;
    let (amount, name) = (text.get(..at)?, text.get(at..)?);
    if !name.eq_ignore_ascii_case(unit.name()) {
        return None;
    }
    thousandths(amount.trim_end())?.checked_mul(1024)?.checked_div(1000).and_then(|units| u32::try_from(units).ok())
}

/// Writes an amount in the notation of `like`: as a number, with its unit if at most three decimals are needed, or as a string
/// of digits.
pub(crate) fn written_like(like: &Value<'_>, units: u32, unit: Unit) -> Value<'static> {
    match like {
        Value::Number(_) => Value::Number(Cow::Owned(units.to_string())),
        Value::String(text) if text.trim().parse::<u32>().is_err() && units.is_multiple_of(FEW_DIGITS) => {
            let space = if text.contains(' ') { " " } else { "" };
            let name = text.get(text.len().saturating_sub(unit.name().len())..).unwrap_or(unit.name());
            Value::string(format!("{}{space}{name}", f64::from(units) / 1024.0))
        }
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            Value::string(units.to_string())
        }
    }
}

/// A multiple of this divided by 1024 has at most three decimals.
const FEW_DIGITS: u32 = 128;

/// The larger unit of an amount: 1024 of the smaller unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// 1024 CPU units.
    VirtualCpu,
    /// 1024 MiB.
    Gigabyte,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::VirtualCpu => "vCPU",
            Self::Gigabyte => "GB",
        }
    }
}

/// A decimal number times 1000. It may have at most nine digits before the point and three after it.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() > 9 || fraction.len() > 3 || whole.len() + fraction.len() == 0 {
        return None;
    }
    if !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    format!("0{whole}{fraction:0<3}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GB: u32 = 1024;

    #[test]
    fn how_amounts_are_written() {
        #[track_caller]
        fn check(text: &str, unit: Unit, expected: Option<u32>) {
            assert_eq!(units(&Value::parse(text).unwrap(), unit), expected, "{text}");
        }
        check(r#""256""#, Unit::VirtualCpu, Some(256));
        check("256", Unit::VirtualCpu, Some(256));
        check(r#""1 vCPU""#, Unit::VirtualCpu, Some(1024));
        check(r#"".25vcpu""#, Unit::VirtualCpu, Some(256));
        check(r#""0.5 GB""#, Unit::Gigabyte, Some(512));
        check(r#""30GB""#, Unit::Gigabyte, Some(30 * GB));
        for text in [
            r#""""#,
            r#""GB""#,
            r#"". GB""#,
            r#""1 TB""#,
            r#""-1""#,
            r#""${MEMORY}""#,
            "1.5",
            "true",
            r#""9999999999 GB""#,
        ] {
            check(text, Unit::Gigabyte, None);
        }
    }

    #[test]
    fn writes_the_same_notation() {
        #[track_caller]
        fn check(like: &str, units: u32, unit: Unit, expected: &str) {
            assert_eq!(written_like(&Value::parse(like).unwrap(), units, unit).to_string(), expected);
        }
        check(r#""256""#, 512, Unit::VirtualCpu, r#""512""#);
        check("256", 512, Unit::VirtualCpu, "512");
        check(r#"".25 vCPU""#, 512, Unit::VirtualCpu, r#""0.5 vCPU""#);
        check(r#""0.5GB""#, 3072, Unit::Gigabyte, r#""3GB""#);
        check(r#""1 GB""#, 1152, Unit::Gigabyte, r#""1.125 GB""#);
        check(r#""1 GB""#, 1112, Unit::Gigabyte, r#""1112""#);
    }
}
