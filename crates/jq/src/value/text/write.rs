//! From values to JSON text.

use std::fmt::{self, Write};
use std::rc::Rc;

use outrigger_core::{Kind, Place};

use super::json_string::{unescaped, write_string};
use super::style::{Colors, Indent, Style};
use super::unparsed::Unparsed;
use crate::limits::budget;
use crate::value::{DEPTH_LIMIT, Map, Value};

/// The bytes that an element or a member counts in the budget, besides its content.
const ENTRY: usize = 8;

const RESET: &str = "\x1b[0m";

/// Writes a value. Parts nested deeper than [`DEPTH_LIMIT`] are left out, and marked as jq does.
///
/// When the budget is exhausted, the rest is left out. Such a text is never an output.
pub(crate) fn write(out: &mut impl Write, value: &Value, style: &Style) -> fmt::Result {
    match &style.colors {
        Some(colors) => colored(out, value, style, colors, 0),
        None => plain(out, value, style, 0),
    }
}

fn plain(out: &mut impl Write, value: &Value, style: &Style, depth: usize) -> fmt::Result {
    if depth > DEPTH_LIMIT {
        return out.write_str("<skipped: too deep>");
    }
    if let Some(text) = value.as_text() {
        return from_text(out, text, style, depth);
    }
    match value {
        Value::Null => out.write_str("null"),
        Value::Bool(true) => out.write_str("true"),
        Value::Bool(false) => out.write_str("false"),
        Value::Number(number) => {
            budget::spend_memory(number.length());
            write!(out, "{number}")
        }
        Value::String(text) => write_string(out, text, style),
        Value::Array(elements) if elements.is_empty() => out.write_str("[]"),
        Value::Array(elements) => {
            let mut separator = "[";
            for element in elements.iter().take_while(|_| budget::write(ENTRY)) {
                out.write_str(separator)?;
                line(out, style, depth + 1)?;
                plain(out, element, style, depth + 1)?;
                separator = ",";
            }
            line(out, style, depth)?;
            out.write_str("]")
        }
        Value::Object(map) if map.is_empty() => out.write_str("{}"),
        Value::Object(map) => {
            let mut separator = "{";
            let colon = if style.indent == Indent::None { ":" } else { ": " };
            let mut member = |out: &mut _, key: &str, value: &Value| {
                if !budget::write(ENTRY) {
                    return Ok(());
                }
                Write::write_str(out, separator)?;
                separator = ",";
                line(out, style, depth + 1)?;
                write_string(out, key, style)?;
                Write::write_str(out, colon)?;
                plain(out, value, style, depth + 1)
            };
            if style.sort_keys {
                sorted(map).into_iter().try_for_each(|(key, value)| member(out, key, value))?;
            } else {
                map.iter().try_for_each(|(key, value)| member(out, key, value))?;
            }
            line(out, style, depth)?;
            out.write_str("}")
        }
    }
}

/// Writes an array or object from its text, without reading it into values.
fn from_text(out: &mut impl Write, text: &Unparsed, style: &Style, depth: usize) -> fmt::Result {
    if depth > DEPTH_LIMIT {
        return out.write_str("<skipped: too deep>");
    }
    let place = text.place();
    if place.may_have_duplicate() {
        return plain(out, &text.read(), style, depth);
    }
    let is_object = place.kind() == Kind::Object;
    let (start, end) = if is_object { ("{", "}") } else { ("[", "]") };
    let colon = if style.indent == Indent::None { ":" } else { ": " };
    let mut separator = start;
    let entry = |mut at: usize| {
        if !budget::write(ENTRY) {
            return Ok(());
        }
        out.write_str(separator)?;
        separator = ",";
        line(out, style, depth + 1)?;
        if is_object {
            string_from_text(out, text, text.place_of(at), style)?;
            out.write_str(colon)?;
            at += 1;
        }
        let place = text.place_of(at);
        match place.kind() {
            Kind::String => string_from_text(out, text, place, style),
            Kind::Array | Kind::Object => from_text(out, &text.at(at), style, depth + 1),
            Kind::Number => match text.beyond_json(place) {
                // Numbers keep their text.
                None => {
                    budget::spend_memory(text.raw(place).len());
                    out.write_str(text.raw(place))
                }
                Some(number) => plain(out, &Value::number(number), style, depth + 1),
            },
            Kind::Null | Kind::Bool | Kind::Unknown => out.write_str(text.raw(place)),
        }
    };
    if is_object && style.sort_keys {
        let mut names: Vec<usize> = text.inside().collect();
        // No name has escapes: a name with escapes counts as a possible duplicate.
        names.sort_unstable_by_key(|at| text.inner(text.place_of(*at)));
        names.into_iter().try_for_each(entry)?;
    } else {
        text.inside().try_for_each(entry)?;
    }
    if text.is_empty() {
        return out.write_str(if is_object { "{}" } else { "[]" });
    }
    line(out, style, depth)?;
    out.write_str(end)
}

fn string_from_text(out: &mut impl Write, text: &Unparsed, place: Place, style: &Style) -> fmt::Result {
    let inner = text.inner(place);
    if place.is_escaped() { write_string(out, &unescaped(inner), style) } else { write_string(out, inner, style) }
}

fn colored(out: &mut impl Write, value: &Value, style: &Style, colors: &Colors, depth: usize) -> fmt::Result {
    let color = colors.of(value);
    if depth > DEPTH_LIMIT {
        return write!(out, "{color}<skipped: too deep>{RESET}");
    }
    match value {
        Value::Array(elements) if !elements.is_empty() => {
            write!(out, "{color}[")?;
            for (index, element) in elements.iter().enumerate().take_while(|_| budget::write(ENTRY)) {
                if index > 0 {
                    write!(out, "{color},")?;
                }
                out.write_str(RESET)?;
                line(out, style, depth + 1)?;
                colored(out, element, style, colors, depth + 1)?;
            }
            line(out, style, depth)?;
            write!(out, "{color}]{RESET}")
        }
        Value::Object(map) if !map.is_empty() => {
            write!(out, "{color}{{")?;
            let members: Vec<_> = if style.sort_keys { sorted(map) } else { map.iter().collect() };
            for (index, (key, value)) in members.into_iter().enumerate().take_while(|_| budget::write(ENTRY)) {
                if index > 0 {
                    write!(out, "{color},")?;
                }
                out.write_str(RESET)?;
                line(out, style, depth + 1)?;
                out.write_str(colors.of_names())?;
                write_string(out, key, style)?;
                let blank = if style.indent == Indent::None { "" } else { " " };
                write!(out, "{RESET}{color}:{RESET}{blank}")?;
                colored(out, value, style, colors, depth + 1)?;
            }
            line(out, style, depth)?;
            write!(out, "{color}}}{RESET}")
        }
        _ => {
            out.write_str(color)?;
            plain(out, value, style, depth)?;
            out.write_str(RESET)
        }
    }
}

fn sorted(map: &Map) -> Vec<(&Rc<str>, &Value)> {
    let mut members: Vec<_> = map.iter().collect();
    members.sort_unstable_by_key(|(key, _)| *key);
    members
}

/// Begins a new line inside an array or object, if the style has lines.
fn line(out: &mut impl Write, style: &Style, depth: usize) -> fmt::Result {
    let (unit, width) = match style.indent {
        Indent::None => return Ok(()),
        Indent::Spaces(width) => (b' ', depth * usize::from(width)),
        Indent::Tab => (b'\t', depth),
    };
    // The text of a deeply nested value is mostly blanks.
    if !budget::grow(width) {
        return Ok(());
    }
    out.write_char('\n')?;
    const BLANKS: [&str; 2] =
        ["                                ", "\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t"];
    let blanks = BLANKS[usize::from(unit == b'\t')];
    let mut left = width;
    while left > 0 {
        let some = left.min(blanks.len());
        out.write_str(&blanks[..some])?;
        left -= some;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::read;

    #[track_caller]
    fn check(style: &Style, json: &str, text: &str) {
        let mut out = String::new();
        write(&mut out, &read(json).unwrap(), style).unwrap();
        assert_eq!(out, text);
    }

    #[test]
    fn each_style() {
        let json = r#"{"b":[1,{}],"a":"é\u007f\n😀"}"#;
        check(&Style::default(), json, r#"{"b":[1,{}],"a":"é\u007f\n😀"}"#);
        check(&Style { ascii: true, ..Style::default() }, json, r#"{"b":[1,{}],"a":"\u00e9\u007f\n\ud83d\ude00"}"#);
        check(&Style { sort_keys: true, ..Style::default() }, json, r#"{"a":"é\u007f\n😀","b":[1,{}]}"#);
        let indent = Indent::Spaces(2);
        check(&Style { indent, ..Style::default() }, "{\"b\":[1,{}]}", "{\n  \"b\": [\n    1,\n    {}\n  ]\n}");
        let indent = Indent::Tab;
        check(&Style { indent, ..Style::default() }, "[[1]]", "[\n\t[\n\t\t1\n\t]\n]");
    }

    #[test]
    fn colors() {
        let style = Style { colors: Some(Colors::default()), ..Style::default() };
        check(
            &style,
            r#"{"a":[1]}"#,
            "\x1b[1;39m{\x1b[0m\x1b[1;34m\"a\"\x1b[0m\x1b[1;39m:\x1b[0m\x1b[1;39m[\x1b[0m\x1b[0;39m1\x1b[0m\x1b[1;39m]\x1b[0m\x1b[1;39m}\x1b[0m",
        );
        check(&style, "[]", "\x1b[1;39m[]\x1b[0m");
    }
}
