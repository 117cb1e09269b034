//! The functions of C's mathematical library.

use super::{Native, native};
use crate::limits::budget;
use crate::value::{Result, Value, wrong};

/// Functions of one number, by name.
macro_rules! of_one {
    ($($name:literal = $function:expr,)+) => {
        [$(native!($name, |value: Value| Ok(Value::number($function(number(&value)?)))),)+]
    };
}

/// Functions of two numbers, by name.
macro_rules! of_two {
    ($($name:literal = $function:expr,)+) => {
        [$(native!($name / 2, |_, left: Value, right: Value| {
            Ok(Value::number($function(number(&left)?, number(&right)?)))
        }),)+]
    };
}

const OF_ONE: [Native; 41] = of_one! {
    "acos" = f64::acos, "acosh" = f64::acosh, "asin" = f64::asin, "asinh" = f64::asinh, "atan" = f64::atan,
    "atanh" = f64::atanh, "cbrt" = f64::cbrt, "ceil" = f64::ceil, "cos" = f64::cos, "cosh" = f64::cosh, "erf" = libm::erf,
    "erfc" = libm::erfc, "exp" = f64::exp, "exp10" = libm::exp10, "exp2" = f64::exp2, "expm1" = f64::exp_m1,
    "fabs" = f64::abs, "floor" = f64::floor, "gamma" = libm::lgamma, "j0" = libm::j0, "j1" = libm::j1,
    "lgamma" = libm::lgamma, "log" = f64::ln, "log10" = f64::log10, "log1p" = f64::ln_1p, "log2" = f64::log2,
    "logb" = exponent, "nearbyint" = f64::round_ties_even, "pow10" = libm::exp10, "rint" = f64::round_ties_even,
    "round" = f64::round, "significand" = significand, "sin" = f64::sin, "sinh" = f64::sinh, "sqrt" = f64::sqrt,
    "tan" = f64::tan, "tanh" = f64::tanh, "tgamma" = libm::tgamma, "trunc" = f64::trunc, "y0" = libm::y0,
    "y1" = libm::y1,
};

const OF_TWO: [Native; 15] = of_two! {
"atan2" = f64::atan2, "copysign" = f64::copysign, "drem" = libm::remainder, "fdim" = libm::fdim, "fmax" = f64::max,
"fmin" = f64::min, "fmod" = libm::fmod, "hypot" = f64::hypot, "ldexp" = scaled, "nextafter" = libm::nextafter,
"nexttoward" = libm::nextafter, "pow" = f64::powf, "remainder" = libm::remainder, "scalb" = scaled,
"scalbln" = scaled, };

const OF_OTHERS: [Native; 6] = [
    native!("jn" / 2, |_, order: Value, x: Value| bessel(libm::jn, &order, &x)),
    native!("yn" / 2, |_, order: Value, x: Value| bessel(libm::yn, &order, &x)),
    native!("fma" / 3, |_, x: Value, y: Value, z: Value| {
        Ok(Value::number(number(&x)?.mul_add(number(&y)?, number(&z)?)))
    }),
    native!("frexp", |value: Value| {
        let (fraction, exponent) = libm::frexp(number(&value)?);
        Ok(Value::array(vec![Value::number(fraction), Value::number(f64::from(exponent))]))
    }),
    native!("modf", |value: Value| {
        let (fraction, whole) = libm::modf(number(&value)?);
        Ok(Value::array(vec![Value::number(fraction), Value::number(whole)]))
    }),
    native!("lgamma_r", |value: Value| {
        let (logarithm, sign) = libm::lgamma_r(number(&value)?);
        Ok(Value::array(vec![Value::number(logarithm), Value::number(f64::from(sign))]))
    }),
];

pub(super) const NATIVES: [&[Native]; 3] = [&OF_ONE, &OF_TWO, &OF_OTHERS];

fn number(value: &Value) -> Result<f64> {
    value.as_f64().ok_or_else(|| wrong(value, "number required"))
}

/// A Bessel function, which is computed order by order.
fn bessel(function: fn(i32, f64) -> f64, order: &Value, x: &Value) -> Result {
    const NANOSECONDS_PER_ORDER: u64 = 10;
    let (order, x) = (number(order)? as i32, number(x)?);
    budget::require_time(u64::from(order.unsigned_abs()) * NANOSECONDS_PER_ORDER)?;
    budget::charge_bytes(order.unsigned_abs() as usize)?;
    Ok(Value::number(function(order, x)))
}

/// The exponent of a number: the highest power of two that it contains.
fn exponent(number: f64) -> f64 {
    match number {
        0.0 => f64::NEG_INFINITY,
        number if number.is_infinite() => f64::INFINITY,
        number if number.is_nan() => number,
        number => f64::from(libm::ilogb(number)),
    }
}

/// The number divided by that power of two.
fn significand(number: f64) -> f64 {
    if number == 0.0 || !number.is_finite() { number } else { libm::scalbn(number, -libm::ilogb(number)) }
}

fn scaled(number: f64, power: f64) -> f64 {
    // Beyond these exponents, the result is zero or infinite.
    libm::scalbn(number, power.clamp(-4_200.0, 4_200.0) as i32)
}
