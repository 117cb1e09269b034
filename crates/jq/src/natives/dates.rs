//! Dates: seconds since 1970, broken-down times, and texts.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::{Native, native};
use crate::limits::budget;
use crate::value::{Error, Result, Value, error};

pub(super) const NATIVES: &[Native] = &[
    native!("now", |_| {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Ok(Value::number(since.map_or(0.0, |since| since.as_secs_f64())))
    }),
    native!("mktime", |value: Value| {
        let fields = value.as_array().ok_or_else(|| error("mktime requires array inputs"))?;
        let fields = numbers(fields).ok_or_else(|| error("mktime requires parsed datetime inputs"))?;
        Ok(Value::number(seconds(&fields)))
    }),
    native!("gmtime", |value| broken_down(&value, "gmtime", &TimeZone::UTC)),
    native!("localtime", |value| broken_down(&value, "localtime", &TimeZone::system())),
    native!("strftime" / 1, |value, format| formatted(&value, &format, "strftime/1", &TimeZone::UTC)),
    native!("strflocaltime" / 1, |value, format| formatted(&value, &format, "strflocaltime/1", &TimeZone::system())),
    native!("strptime" / 1, parsed),
];

const SECONDS_A_DAY: f64 = 86_400.0;

/// The numbers of a broken-down time, which may have fewer fields.
fn numbers(fields: &[Value]) -> Option<Vec<f64>> {
    fields.iter().take(8).map(|field| field.as_f64().filter(|number| !number.is_nan())).collect()
}

/// Seconds since 1970. Fields may be beyond their range: the 32nd of January is the 1st of February.
fn seconds(fields: &[f64]) -> f64 {
    let field = |index: usize| fields.get(index).map_or(0.0, |number| number.trunc());
    let months = field(0) * 12.0 + field(1);
    let (year, month) = ((months / 12.0).floor(), months.rem_euclid(12.0));
    // Years begin in March here, so that the leap day is the last day.
    let (year, month) = if month < 2.0 { (year - 1.0, month + 10.0) } else { (year, month - 2.0) };
    let days_of_years = year * 365.0 + (year / 4.0).floor() - (year / 100.0).floor() + (year / 400.0).floor();
    let days_of_months = ((153.0 * month + 2.0) / 5.0).floor();
    const DAYS_TO_1970: f64 = 719_468.0;
    let days = days_of_years + days_of_months + field(2) - 1.0 - DAYS_TO_1970;
    days * SECONDS_A_DAY + field(3) * 3_600.0 + field(4) * 60.0 + field(5)
}

fn unconvertible<T>(_: T) -> Error {
    error("error converting number of seconds since epoch to datetime")
}

fn zoned(seconds: f64, zone: &TimeZone) -> Result<Zoned> {
    let timestamp = Timestamp::from_second(seconds.floor() as i64).map_err(unconvertible)?;
    Ok(timestamp.to_zoned(zone.clone()))
}

fn broken_down(value: &Value, name: &str, zone: &TimeZone) -> Result {
    let seconds = value.as_f64().ok_or_else(|| error(format!("{name}() requires numeric inputs")))?;
    Ok(fields(zoned(seconds, zone)?.datetime(), seconds - seconds.floor()))
}

/// Year, month from 0, day, hour, minute, second with its fraction, day of the week from Sunday, day of the year from 0.
fn fields(time: DateTime, fraction: f64) -> Value {
    let second = f64::from(time.second()) + fraction;
    Value::array(vec![
        Value::number(f64::from(time.year())),
        Value::number(f64::from(time.month()) - 1.0),
        Value::number(f64::from(time.day())),
        Value::number(f64::from(time.hour())),
        Value::number(f64::from(time.minute())),
        Value::number(second),
        Value::number(f64::from(time.weekday().to_sunday_zero_offset())),
        Value::number(f64::from(time.day_of_year()) - 1.0),
    ])
}

fn formatted(value: &Value, format: &Value, name: &str, zone: &TimeZone) -> Result {
    let no_time = || error(format!("{name} requires parsed datetime inputs"));
    let seconds = match value {
        Value::Number(number) => zoned(number.value(), zone)?,
        Value::Array(elements) => {
            format.as_str().ok_or_else(|| error(format!("{name} requires a string format")))?;
            let local = zoned(seconds(&numbers(elements).ok_or_else(no_time)?), &TimeZone::UTC)?;
            // The fields are local times of that zone.
            local.datetime().to_zoned(zone.clone()).map_err(unconvertible)?
        }
        _ => return Err(no_time()),
    };
    let Some(format) = format.as_str() else { return Err(error(format!("{name} requires a string format"))) };
    budget::steps(format.len())?;
    strtime::format(format, &seconds).map(Value::from).map_err(|_| error(format!("{name}: unknown system failure")))
}

fn parsed(value: Value, format: Value) -> Result {
    let (Some(text), Some(format)) = (value.as_str(), format.as_str()) else {
        return Err(error("strptime/1 requires string inputs and arguments"));
    };
    budget::steps(text.len().saturating_add(format.len()))?;
    let no_match = || error(format!("date \"{text}\" does not match format \"{format}\""));
    // C skips the name of a zone. Here it is removed from the text and from the format.
    let (text_to_read, format) = without_zone_name(text, format);
    let (time, used) = BrokenDownTime::parse_prefix(&*format, &*text_to_read).map_err(|_| no_match())?;
    let rest = &text_to_read[used..];
    if !rest.is_empty() && !rest.starts_with(|c: char| c.is_ascii_whitespace()) {
        return Err(no_match());
    }
    let date = time.to_date().or_else(|failure| match (time.year(), time.month(), time.day()) {
        (None, None, None) => Ok(Date::constant(1900, 1, 1)),
        _ => Err(failure),
    });
    let date = date.map_err(|_| no_match())?;
    let clock = time.to_time().unwrap_or(Time::midnight());
    let broken_down = fields(DateTime::from_parts(date, clock), 0.0);
    if rest.is_empty() { Ok(broken_down) } else { broken_down + Value::array(vec![Value::string(rest)]) }
}

fn without_zone_name(text: &str, format: &str) -> (String, String) {
    match format.strip_suffix("%Z") {
        Some(format) => (text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).to_string(), format.to_string()),
        None => (text.to_string(), format.to_string()),
    }
}
